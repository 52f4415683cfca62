// `npm run bench [parts]`: each figure as a ratio to a reference measured in the same run, beside its bar.
// `npm run bench dynamodb -- --items=1000000` loads a million items, which takes minutes and 2 GB of disk; `--full` ten
// million, which takes half an hour and 20 GB.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dynamodb } from './dynamodb.ts';
import { features } from './features.ts';
import { gateway } from './gateway.ts';
import { iam } from './iam.ts';
import {
  bareNodeMs,
  load,
  median,
  processorUs,
  residentMb,
  sequence,
  startRawServer,
  startSamletProcess,
  stop,
} from './processes.ts';
import { atLeast, atMost, printReport } from './report.ts';

const CONNECTIONS = 16;
const WARM_UP_MS = 3_000;
const MEASURE_MS = 5_000;
const ROUNDS = 3;

spawnSync('npm', ['run', '-s', 'build'], { stdio: 'inherit' });
const data = mkdtempSync(join(tmpdir(), 'samlet-bench-'));
const port = (url: string) => Number(new URL(url).port);

/** `samlet start` of an example on free ports, with its data in `dataDir`. */
const startExample = (example: string, dataDir: string, ...flags: readonly string[]) =>
  startSamletProcess([
    'start',
    `examples/${example}`,
    '--quiet',
    '--port',
    '0',
    '--endpoint-port',
    '0',
    '--data',
    dataDir,
    ...flags,
  ]);

async function requestsPerSecond(): Promise<void> {
  // The measurement is of samlet, not of AWS's quota.
  const samlet = await startExample('hello-api', join(data, 'hello'), '--account-rate', '1000000');
  const body = await (await fetch(`${samlet.ready.url}/hello`)).text();
  const raw = await startRawServer(body);
  try {
    await load(port(samlet.ready.url), '/hello', CONNECTIONS, WARM_UP_MS);
    await load(raw.port, '/hello', CONNECTIONS, WARM_UP_MS);
    const rounds = await sequence(ROUNDS, async () => {
      const measure = async (pid: number | undefined, at: number) => {
        const before = processorUs(pid);
        const result = await load(at, '/hello', CONNECTIONS, MEASURE_MS);
        return {
          ...result,
          usPerRequest: (processorUs(pid) - before) / (result.requestsPerSecond * (MEASURE_MS / 1000)),
        };
      };
      return {
        reference: await measure(raw.child.pid, raw.port),
        ours: await measure(samlet.child.pid, port(samlet.ready.url)),
      };
    });
    const failures = rounds.reduce((sum, { ours }) => sum + ours.failures, 0);
    if (failures > 0) throw new Error(`${failures} requests were not answered with 200`);
    const of = (pick: (round: (typeof rounds)[number]) => number) => median(rounds.map(pick));
    atLeast(
      'hello API, requests/s against raw node:http',
      of(({ ours, reference }) => ours.requestsPerSecond / reference.requestsPerSecond),
      0.2,
      `${of(({ ours }) => ours.requestsPerSecond).toFixed(0)}/s, p50 ${of(({ ours }) => ours.p50Ms).toFixed(2)} ms, p99 ${of(({ ours }) => ours.p99Ms).toFixed(2)} ms; raw ${of(({ reference }) => reference.requestsPerSecond).toFixed(0)}/s`,
    );
    atMost(
      'processor time per request, main process against raw',
      of(({ ours, reference }) => ours.usPerRequest / reference.usPerRequest),
      5,
      `${of(({ ours }) => ours.usPerRequest).toFixed(0)} us; raw ${of(({ reference }) => reference.usPerRequest).toFixed(0)} us`,
    );
  } finally {
    await stop(samlet.child);
    await stop(raw.child);
  }
}

async function startUp(): Promise<void> {
  const bare = await bareNodeMs(5);
  const start = await sequence(3, async () => {
    const folder = mkdtempSync(join(data, 'start-'));
    const from = performance.now();
    const samlet = await startExample('user-api', folder);
    const answer = await fetch(`${samlet.ready.url}/users`);
    const ms = performance.now() - from;
    if (answer.status !== 200) throw new Error(`The first answer was ${answer.status}: ${await answer.text()}`);
    await stop(samlet.child);
    return ms;
  });
  atMost(
    'start: command to first 200 on the user API, against node -e 0',
    median(start) / bare,
    12,
    `${median(start).toFixed(0)} ms; node -e 0 ${bare.toFixed(0)} ms`,
  );

  const serve = await sequence(3, async () => {
    const from = performance.now();
    const samlet = await startSamletProcess([
      'serve',
      '--endpoint-port',
      '0',
      '--data',
      mkdtempSync(join(data, 'serve-')),
    ]);
    const answer = await fetch(`${samlet.ready.endpoint}/_samlet/health`);
    const ms = performance.now() - from;
    if (answer.status !== 200) throw new Error(`The first answer was ${answer.status}`);
    await stop(samlet.child);
    return ms;
  });
  const serveMs = median(serve);
  atMost('serve: command to first 200, against node -e 0', serveMs / bare, 4, `${serveMs.toFixed(0)} ms`);
}

async function memory(): Promise<void> {
  const samlet = await startExample('user-api', join(data, 'memory'));
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const mb = residentMb(samlet.child.pid);
  await stop(samlet.child);
  atMost('memory of the idle server after start, MB', mb, 110, 'resident, user API deployed');
}

const parts: Record<string, () => Promise<void>> = {
  requests: requestsPerSecond,
  start: startUp,
  memory,
  dynamodb: () => dynamodb(join(data, 'dynamodb'), itemsToLoad),
  iam: () => iam(join(data, 'iam')),
  gateway,
  features: () => features(join(data, 'features')),
};
const { values: flags, positionals: wanted } = parseArgs({
  options: { items: { type: 'string' }, full: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const itemsToLoad = Number(flags.items ?? (flags.full ? 10_000_000 : 200_000));
try {
  for (const [name, part] of Object.entries(parts)) if (wanted.length === 0 || wanted.includes(name)) await part();
} finally {
  rmSync(data, { recursive: true, force: true });
}
printReport();
