import type { BuildOptions } from 'esbuild';

type Convert = (value: unknown) => Partial<BuildOptions>;

const flag = (value: unknown) => value === true || value === 'true' || value === 'True';
const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : String(value).split(','));
const number = (value: unknown) => Number(value);

/** `['.js=.mjs']` or `{'.js': '.mjs'}`: SAM writes lists, esbuild reads maps. */
function map(value: unknown): Record<string, string> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, String(one)]));
  }
  return Object.fromEntries(
    list(value).map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

/** `Banner: 'code'`, `['js=code']` or `{js: 'code'}`. */
function text(value: unknown): Record<string, string> {
  if (typeof value === 'string' && !/^(js|css)=/.test(value)) return { js: value };
  return map(value);
}

function sourcemap(value: unknown): Partial<BuildOptions> {
  if (value === 'inline' || value === 'external' || value === 'linked' || value === 'both') return { sourcemap: value };
  return { sourcemap: flag(value) };
}

const PROPERTIES: Readonly<Record<string, Convert>> = {
  Alias: (value) => ({ alias: map(value) }),
  Banner: (value) => ({ banner: text(value) }),
  Charset: (value) => ({ charset: value === 'ascii' ? 'ascii' : 'utf8' }),
  Conditions: (value) => ({ conditions: list(value) }),
  Define: (value) => ({ define: map(value) }),
  Drop: (value) => ({ drop: list(value) as ('console' | 'debugger')[] }),
  External: (value) => ({ external: list(value) }),
  Footer: (value) => ({ footer: text(value) }),
  Format: (value) => ({ format: value === 'esm' ? 'esm' : 'cjs' }),
  Inject: (value) => ({ inject: list(value) }),
  KeepNames: (value) => ({ keepNames: flag(value) }),
  LegalComments: (value) => ({ legalComments: value as 'none' | 'inline' | 'eof' | 'linked' | 'external' }),
  Loader: (value) => ({ loader: map(value) as NonNullable<BuildOptions['loader']> }),
  LogLimit: (value) => ({ logLimit: number(value) }),
  MainFields: (value) => ({ mainFields: list(value) }),
  Minify: (value) => ({ minify: flag(value) }),
  OutExtension: (value) => ({ outExtension: map(value) }),
  Packages: (value) => ({ packages: value === 'external' ? 'external' : 'bundle' }),
  Pure: (value) => ({ pure: list(value) }),
  ResolveExtensions: (value) => ({ resolveExtensions: list(value) }),
  Sourcemap: sourcemap,
  SourceMap: sourcemap,
  SourcesContent: (value) => ({ sourcesContent: flag(value) }),
  Splitting: (value) => ({ splitting: flag(value) }),
  Target: (value) => ({ target: list(value) }),
  TreeShaking: (value) => ({ treeShaking: flag(value) }),
  Tsconfig: (value) => ({ tsconfig: String(value) }),
};

/** Properties that say how `sam build` installs packages: samlet bundles from the packages that are installed. */
const NO_EFFECT = new Set(['UseNpmCi', 'EntryPoints']);

/**
 * `Metadata.BuildProperties` of `BuildMethod: esbuild` as esbuild's options, and the names of those that are not honoured.
 * Unlike AWS: without `Minify`, the bundle is not minified, so that names in errors stay readable.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build-typescript.html
 */
export function readBuildProperties(properties: Readonly<Record<string, unknown>>): {
  readonly entryPoints: readonly string[];
  readonly options: Partial<BuildOptions>;
  readonly notHonoured: readonly string[];
} {
  const notHonoured: string[] = [];
  let options: Partial<BuildOptions> = { target: 'es2020', format: 'cjs' };
  for (const [name, value] of Object.entries(properties)) {
    const convert = PROPERTIES[name];
    if (convert !== undefined) options = { ...options, ...convert(value) };
    else if (!NO_EFFECT.has(name)) notHonoured.push(name);
  }
  const entryPoints = properties['EntryPoints'] === undefined ? [] : list(properties['EntryPoints']);
  return { entryPoints, options, notHonoured };
}
