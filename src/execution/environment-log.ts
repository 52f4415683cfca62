import { createHash } from 'node:crypto';
import type { Clock } from '../std/clock.ts';
import type { LogEvent, LogStore } from '../telemetry/log-store.ts';

const TAIL_BYTES = 4096;
const NEWLINE = 10;

/** Cuts bytes into lines; what has no newline yet waits for `rest`. */
export class LineSplitter {
  #partial: Buffer | undefined;

  push(chunk: Buffer, onLine: (line: string) => void): void {
    let at = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, at)) {
      const line = chunk.subarray(at, end + 1);
      onLine((this.#partial ? Buffer.concat([this.#partial, line]) : line).toString());
      this.#partial = undefined;
      at = end + 1;
    }
    if (at < chunk.length) {
      const rest = chunk.subarray(at);
      this.#partial = this.#partial ? Buffer.concat([this.#partial, rest]) : rest;
    }
  }

  rest(onLine: (line: string) => void): void {
    if (this.#partial) onLine(`${this.#partial}\n`);
    this.#partial = undefined;
  }
}

/** The log stream of one execution environment. Events are gathered until `flush`. */
export class EnvironmentLog {
  readonly #logs: LogStore;
  readonly #clock: Clock;
  readonly #group: string;
  readonly #stream: string;
  #pending: LogEvent[] = [];
  #invocation: string[] = [];
  #invocationLength = 0;

  constructor(logs: LogStore, clock: Clock, group: string, stream: string) {
    this.#logs = logs;
    this.#clock = clock;
    this.#group = group;
    this.#stream = stream;
  }

  write(message: string): void {
    this.#pending.push({ timestamp: this.#clock.now(), message });
    this.#invocation.push(message);
    this.#invocationLength += message.length;
    // Only the tail is ever asked for.
    while (this.#invocationLength - (this.#invocation[0]?.length ?? 0) > TAIL_BYTES) {
      this.#invocationLength -= this.#invocation.shift()?.length ?? 0;
    }
  }

  /** Forgets what came before: the tail is that of one invocation. */
  beginInvocation(): void {
    this.#invocation = [];
    this.#invocationLength = 0;
  }

  /** Ends the invocation's part of the log; gives its last 4 KB when called. */
  endInvocation(): () => Uint8Array {
    const messages = this.#invocation;
    this.beginInvocation();
    return () => {
      const all = Buffer.from(messages.map((text) => (text.endsWith('\n') ? text : `${text}\n`)).join(''));
      return all.subarray(Math.max(0, all.length - TAIL_BYTES));
    };
  }

  flush(): void {
    if (this.#pending.length === 0) return;
    const events = this.#pending;
    this.#pending = [];
    this.#logs.append(this.#group, this.#stream, events);
  }
}

export interface Report {
  readonly requestId: string;
  readonly durationMs: number;
  readonly initDurationMs: number | undefined;
  readonly memoryMb: number;
  readonly usedMb: number;
  readonly status?: 'error' | 'timeout';
  readonly errorType?: string;
}

/** The REPORT line. Since August 2025 the init phase is billed too. */
export function reportLine(report: Report): string {
  const { requestId, durationMs, initDurationMs, memoryMb, usedMb, status, errorType } = report;
  const billed = Math.max(1, Math.ceil(durationMs + (initDurationMs ?? 0)));
  const used = Math.min(memoryMb, Math.max(1, Math.ceil(usedMb)));
  const init = initDurationMs === undefined ? '' : `Init Duration: ${initDurationMs.toFixed(2)} ms\t`;
  const ended =
    status === undefined ? '' : `Status: ${status}${status === 'error' ? `\tError Type: ${errorType}` : ''}`;
  return `REPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${billed} ms\tMemory Size: ${memoryMb} MB\tMax Memory Used: ${used} MB\t${init}${ended}\n`;
}

/** `2026/01/31/[$LATEST]0123...`: the name of a new environment's log stream. */
export function logStreamName(now: number, version: string, hex: string): string {
  return `${new Date(now).toISOString().slice(0, 10).replaceAll('-', '/')}/[${version}]${hex}`;
}

/** The first line of a new environment. Unlike AWS: the version and the hash say nothing about the machine's interpreter. */
export function initStartLine(runtime: string, region: string): string {
  const [, family = runtime, version = ''] = /^([a-z]+)([\d.al]*?)(?:\.x)?$/.exec(runtime) ?? [];
  const name = `${family}:${version.replace(/^\./, '')}.v1`;
  const hash = createHash('sha256').update(name).digest('hex');
  return `INIT_START Runtime Version: ${name}\tRuntime Version ARN: arn:aws:lambda:${region}::runtime:${hash}\n`;
}

/** The line about an init phase that failed, or was run again within an invocation. */
export function initReportLine(phase: 'init' | 'invoke', durationMs: number, errorType: string): string {
  const ended = errorType === 'Sandbox.Timedout' ? 'Status: timeout' : `Status: error\tError Type: ${errorType}`;
  return `INIT_REPORT Init Duration: ${durationMs.toFixed(2)} ms\tPhase: ${phase}\t${ended}\n`;
}
