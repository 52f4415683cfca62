// Runs the tests: unit tests of src/ in few processes (a process per file costs more than most of them take), the others in
// one process each. `npm test -- <part of a path> ...` runs what matches. Closes with `N passed, N failed, N skipped`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv.slice(2);
const testFiles = (folder) =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules'))
        .map((path) => join(folder, path))
        .filter((path) => wanted.length === 0 || wanted.some((part) => path.includes(part)))
        .sort()
    : [];

// Tests of the command line run what a user runs: the built files.
const build = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, stdio: 'inherit' });
if (build.status !== 0) process.exit(1);

const unit = testFiles('src');
const alone = [...testFiles('test'), ...testFiles('examples')];
const workers = Math.max(2, Math.min(4, availableParallelism()));
const batches = Array.from({ length: workers }, (_, index) => unit.filter((_file, at) => at % workers === index));
const jobs = [...batches.filter((batch) => batch.length > 0), ...alone.map((file) => [file])];

const LIMIT_MS = 300_000;
const totals = { pass: 0, fail: 0, skipped: 0 };
const failures = [];

function run(files) {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--test-reporter', 'spec', join(root, 'test/support/batch.mjs'), ...files],
      { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, FORCE_COLOR: '0' } },
    );
    let output = '';
    // A test that never ends must fail, not hold everything up.
    const watchdog = setTimeout(() => {
      output += `\nkilled after ${LIMIT_MS / 1000} s`;
      child.kill('SIGKILL');
    }, LIMIT_MS);
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (code, signal) => {
      clearTimeout(watchdog);
      const count = (name) => Number(new RegExp(`^ℹ ${name} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
      const failed = count('fail') + count('cancelled');
      totals.pass += count('pass');
      totals.skipped += count('skipped') + count('todo');
      totals.fail += failed;
      if (code !== 0 && failed === 0) totals.fail += 1;
      const label = files.length === 1 ? files[0] : `${files.length} files of src/`;
      const seconds = /^ℹ duration_ms ([\d.]+)$/m.exec(output)?.[1];
      process.stdout.write(
        `${code === 0 ? 'ok  ' : 'FAIL'} ${label}: ${count('pass')} passed, ${count('skipped')} skipped, ${(Number(seconds ?? 0) / 1000).toFixed(1)} s\n`,
      );
      for (const line of output.matchAll(/^\s*﹣ (.*# .+)$/gm)) process.stdout.write(`     skipped: ${line[1]}\n`);
      if (code !== 0) failures.push(`--- ${label} (exit ${code ?? signal})\n${output}`);
      resolve();
    });
  });
}

const queue = [...jobs];
await Promise.all(
  Array.from({ length: Math.min(workers, jobs.length) }, async () => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) await run(job);
  }),
);

for (const failure of failures) {
  const tail = failure.split('\n');
  const from = tail.findIndex((line) => line.includes('failing tests:'));
  process.stdout.write(`\n${[tail[0], ...(from > 0 ? tail.slice(from) : tail.slice(-200))].join('\n')}\n`);
}
process.stdout.write(`\n${totals.pass} passed, ${totals.fail} failed, ${totals.skipped} skipped\n`);
process.exitCode = totals.fail > 0 || totals.pass === 0 ? 1 : 0;
