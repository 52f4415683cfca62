// Builds dist/: the command line and the library, bundled so that a start reads few files. `--types` adds declarations.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
process.chdir(root);

const distilled = {
  'generated/cloudformation-types.jsonl': 'scripts/generate-spec.mjs',
  'generated/aws-managed-policies.jsonl': 'scripts/generate-iam-data.mjs',
};
for (const [file, script] of Object.entries(distilled)) {
  if (existsSync(file)) continue;
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: { 'cli/main': 'src/cli/main.ts', index: 'src/index.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  sourcemap: true,
  legalComments: 'none',
  define: { SAMLET_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
});

if (process.argv.includes('--types')) {
  const tsc = spawnSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
  if (tsc.status !== 0) process.exit(tsc.status ?? 1);
}
