import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export interface Load {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failures: number;
}

const LOAD = fileURLToPath(new URL('load.mjs', import.meta.url));
const RAW = fileURLToPath(new URL('raw-server.mjs', import.meta.url));
const SAMLET = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const CLOCK_TICKS_PER_SECOND = 100;

/** GETs `path` from `port` over `connections` connections for `durationMs`. */
export async function load(
  port: number,
  path: string,
  connections: number,
  durationMs: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<Load> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    LOAD,
    String(port),
    path,
    String(connections),
    String(durationMs),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]);
  return JSON.parse(stdout) as Load;
}

/** The first line of a process's output. */
export async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The process has no output');
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => [''])])) as [string];
  if (line === '') throw new Error(`${child.spawnargs.join(' ')} ended before it was ready`);
  return line;
}

export async function startRawServer(body: string): Promise<{ readonly port: number; readonly child: ChildProcess }> {
  const child = spawn(process.execPath, [RAW, body], { stdio: ['ignore', 'pipe', 'inherit'] });
  return { port: Number(await firstLine(child)), child };
}

/** `samlet <args> --json`, resolved with its ready event. */
export async function startSamletProcess(
  args: readonly string[],
): Promise<{ readonly ready: { readonly url: string; readonly endpoint: string }; readonly child: ChildProcess }> {
  const child = spawn(process.execPath, [SAMLET, ...args, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ready = JSON.parse(await firstLine(child)) as { url: string; endpoint: string };
  child.stdout?.resume();
  return { ready, child };
}

export async function stop(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  await exited;
}

/** Processor time that a process has used, in microseconds; Linux only. */
export function processorUs(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND) * 1_000_000;
}

/** Resident memory of a process in MB; Linux only. */
export function residentMb(pid: number | undefined): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

/** Memory of a process that is its own, in MB, without the files that it maps; Linux only. */
export function ownMemoryMb(pid: number | undefined): number {
  return Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

/** How long `node -e 0` takes as a whole process, the median of `times`, in milliseconds. */
export async function bareNodeMs(times: number): Promise<number> {
  return median(
    await sequence(times, async () => {
      const from = performance.now();
      await promisify(execFile)(process.execPath, ['-e', '0']);
      return performance.now() - from;
    }),
  );
}

export async function sequence<T>(times: number, run: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let index = 0; index < times; index++) results.push(await run());
  return results;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
