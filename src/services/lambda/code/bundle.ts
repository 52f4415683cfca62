import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from 'node:path';
import type { BuildContext, BuildFailure, BuildOptions, BuildResult, Message, OutputFile } from 'esbuild';
import { UserError } from '../../../std/user-error.ts';
import { readBuildProperties } from './build-properties.ts';
import { requireHandlerFile } from './handler-not-found.ts';
import type { BuiltCode, LocalBuild, LocalSource } from './local-source.ts';

/** The packages that the managed Node runtimes bring. */
const RUNTIME_PACKAGES = ['@aws-sdk/*', '@smithy/*'];

/** CommonJS packages inside an ES module call `require`, which Node defines only in CommonJS. */
const REQUIRE_BANNER =
  "import { createRequire as __samletCreateRequire } from 'node:module';globalThis.require ??= __samletCreateRequire(import.meta.url);";

const INSTALLED = /(^|\/)node_modules\//;

type Build = BuildResult<{ metafile: true; write: false }>;

/**
 * Bundles Node functions with esbuild, incrementally: by `Metadata.BuildProperties`, or from the TypeScript file that is
 * the handler. Each result gets its own folder below `outDir`, so that running functions keep what they run.
 */
export function bundleBuild(source: LocalSource, typescriptHandler: string | undefined, outDir: string): LocalBuild {
  const options = bundleOptions(source, typescriptHandler, outDir);
  let context: Promise<BuildContext<typeof options>> | undefined;
  /** Unknown until a build succeeded: every change matters until then. */
  let inputs: ReadonlySet<string> | undefined;
  let current: BuiltCode | undefined;

  async function rebuild(): Promise<Build> {
    const { context: newContext } = await import('esbuild');
    context ??= newContext(options);
    try {
      return (await (await context).rebuild()) as Build;
    } catch (error) {
      inputs = undefined;
      if (isBuildFailure(error)) throw bundleError(source, error.errors);
      throw error;
    }
  }

  return {
    watched: () => [source.path, ...outsideInputs(source, inputs)],

    async build() {
      const result = await rebuild();
      inputs = new Set(Object.keys(result.metafile.inputs).map((path) => resolve(source.path, path)));
      const built = describeOutputs(result.outputFiles, outDir);
      if (built.codeDir === current?.codeDir) return built;
      const previous = current?.codeDir;
      await writeOutputs(result.outputFiles, options.outdir, built.codeDir, options.format);
      requireHandlerFile(source, built.codeDir);
      current = built;
      await removeAllBut(outDir, [built.codeDir, previous]);
      return built;
    },

    concerns: (path) => inputs === undefined || inputs.has(path) || /(^|\/)(package|tsconfig[^/]*)\.json$/.test(path),

    async close() {
      // A context that never came to be needs no end.
      await context?.then((open) => open.dispose()).catch(() => {});
    },
  };
}

function bundleOptions(source: LocalSource, typescriptHandler: string | undefined, outDir: string) {
  // As deep as the folder that a result is written to, so that source maps lead to the sources.
  const outdir = join(outDir, 'bundle');
  const common = {
    absWorkingDir: source.path,
    bundle: true,
    platform: 'node',
    outdir,
    write: false,
    metafile: true,
    logLevel: 'silent',
  } as const satisfies BuildOptions;

  if (source.buildProperties !== undefined) {
    const { entryPoints, options } = readBuildProperties(source.buildProperties);
    if (entryPoints.length === 0) {
      throw new UserError('SAMLET_BUILD_FAILED', `${source.label}: Metadata.BuildProperties names no EntryPoints`, {
        where: source.path,
        hint: 'Add the source file of the handler, for example EntryPoints: [src/app.ts].',
      });
    }
    return { ...common, ...options, entryPoints: entryPoints.map((path) => `./${path.replace(/^\.\//, '')}`) };
  }

  const entry = typescriptHandler ?? source.path;
  const esm = extname(entry) === '.mts' || (extname(entry) !== '.cts' && isModulePackage(dirname(entry)));
  return {
    ...common,
    entryPoints: [entry],
    // `src/app.handler` must find its bundle at src/app.js.
    outbase: source.path,
    target: nodeTarget(source.runtime),
    sourcemap: 'linked' as const,
    external: RUNTIME_PACKAGES,
    format: esm ? ('esm' as const) : ('cjs' as const),
    ...(esm ? { outExtension: { '.js': '.mjs' }, banner: { js: REQUIRE_BANNER } } : {}),
  };
}

/** `node22` for `nodejs22.x`. */
function nodeTarget(runtime: string): string {
  return `node${/\d+/.exec(runtime)?.[0] ?? '20'}`;
}

/** Whether the nearest package.json says `"type": "module"`. */
function isModulePackage(dir: string): boolean {
  const manifest = nearestManifest(dir);
  if (manifest === undefined) return false;
  try {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { type?: unknown }).type === 'module';
  } catch {
    return false;
  }
}

function nearestManifest(dir: string): string | undefined {
  const manifest = join(dir, 'package.json');
  if (existsSync(manifest)) return manifest;
  return dir === dirname(dir) ? undefined : nearestManifest(dirname(dir));
}

/** Sources beside the code folder, as monorepos have them; installed packages are not followed. */
function outsideInputs(source: LocalSource, inputs: ReadonlySet<string> | undefined): string[] {
  return [...(inputs ?? [])].filter((path) => relative(source.path, path).startsWith('..') && !INSTALLED.test(path));
}

function describeOutputs(files: readonly OutputFile[], outDir: string): BuiltCode {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for (const file of files) {
    hash.update(`${file.path}\0${file.hash}\0`);
    sizeBytes += file.contents.byteLength;
  }
  const digest = hash.digest();
  return { codeDir: join(outDir, digest.toString('hex').slice(0, 16)), sha256: digest.toString('base64'), sizeBytes };
}

async function writeOutputs(
  files: readonly OutputFile[],
  from: string,
  to: string,
  format: string | undefined,
): Promise<void> {
  for (const file of files) {
    const path = join(to, relative(from, file.path));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.contents);
  }
  // The data directory lies inside the user's project, whose package.json must not say what the bundle is.
  const manifest = JSON.stringify({ type: format === 'esm' ? 'module' : 'commonjs' });
  await writeFile(join(to, 'package.json'), manifest);
}

async function removeAllBut(outDir: string, kept: readonly (string | undefined)[]): Promise<void> {
  for (const name of await readdir(outDir)) {
    if (!kept.some((path) => path !== undefined && basename(path) === name)) {
      await rm(join(outDir, name), { recursive: true, force: true });
    }
  }
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}

function bundleError(source: LocalSource, errors: readonly Message[]): UserError {
  const [first] = errors;
  const at = first?.location;
  const file = at == null ? source.path : isAbsolute(at.file) ? at.file : join(source.path, at.file);
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new UserError('SAMLET_BUILD_FAILED', `${source.label}: ${first?.text ?? 'the bundle failed'}${more}`, {
    where: at == null ? file : `${file}:${at.line}:${at.column + 1}`,
    hint: hintFor(source, first),
  });
}

function hintFor(source: LocalSource, error: Message | undefined): string | undefined {
  const name = /^Could not resolve "([^"]+)"/.exec(error?.text ?? '')?.[1];
  if (name === undefined) return error?.location?.lineText.trim();
  if (name.startsWith('.') || name.startsWith('/')) return `There is no such file.`;
  const [scope = '', rest] = name.split('/');
  const packageName = scope.startsWith('@') && rest !== undefined ? `${scope}/${rest}` : scope;
  const manifest = nearestManifest(source.path);
  const where = manifest === undefined ? source.path : dirname(manifest);
  const declared = manifest !== undefined && readFileSync(manifest, 'utf8').includes(`"${packageName}"`);
  return declared
    ? `Run "npm install" in ${where}: package.json names ${packageName}, but it is not installed.`
    : `Run "npm install ${packageName}" in ${where}, or name it in BuildProperties.External.`;
}
