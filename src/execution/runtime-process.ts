import type { ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { SandboxLevel, SandboxPolicy } from '../sandbox/sandbox-policy.ts';
import { killSandboxed, type SandboxCommand, spawnSandboxed } from '../sandbox/spawn-sandboxed.ts';
import { encodeInvoke, FrameReader, type InvokeFrame } from './frame.ts';
import type { ProcessEnd } from './function-error.ts';
import type { RuntimeApi } from './runtime-api.ts';

export interface RuntimeEvents {
  /** A frame of the runtime, or what a custom runtime said in its place. */
  onMessage(type: number, body: Buffer): void;
  /** Bytes of the process's stdout (0) or stderr (1). */
  onOutput(source: 0 | 1, bytes: Buffer): void;
  /** Everything of one read has been handed on. */
  onReadDone(): void;
  /** The process has ended and all it wrote has been handed on. */
  onEnd(end: ProcessEnd): void;
}

/** The process of one execution environment. */
export interface RuntimeProcess {
  readonly pid: number | undefined;
  send(frame: InvokeFrame): void;
  /** Ends it and everything it started. */
  kill(): void;
}

/**
 * How long an ended process's pipes may stay open, held by descendants that escaped its group, in milliseconds; and for how
 * many turns of the event loop nothing may have come through them: samlet itself may be late with reading.
 */
const LINGER_MS = 500;
const QUIET_TURNS = 10;

export function startRuntimeProcess(
  level: SandboxLevel,
  policy: SandboxPolicy,
  command: SandboxCommand,
  api: RuntimeApi | undefined,
  after: (ms: number, act: () => void) => void,
  events: RuntimeEvents,
): RuntimeProcess {
  const child: ChildProcess = spawnSandboxed(level, policy, command);
  let hasEnded = false;
  const end = (state: ProcessEnd) => {
    if (hasEnded) return;
    hasEnded = true;
    api?.close();
    for (const stream of child.stdio) stream?.destroy();
    events.onEnd(state);
  };
  let quietTurns = 0;
  const endWhenQuiet = (state: ProcessEnd) => {
    quietTurns += 1;
    if (quietTurns > QUIET_TURNS) end(state);
    else setImmediate(endWhenQuiet, state);
  };
  // The program is not there or may not be started.
  child.on('error', (error) => {
    events.onOutput(1, Buffer.from(`${error.message}\n`));
    end({ code: 1, signal: null });
  });
  child.on('exit', (code, signal) => {
    killSandboxed(child);
    after(LINGER_MS, () => endWhenQuiet({ code, signal }));
  });
  child.on('close', (code, signal) => end({ code, signal }));

  const listen = (at: 1 | 2) =>
    child.stdio[at]?.on('data', (bytes: Buffer) => {
      quietTurns = 0;
      events.onOutput(at === 1 ? 0 : 1, bytes);
      events.onReadDone();
    });
  listen(1);
  listen(2);

  const channel = child.stdio[3] as Duplex | null | undefined;
  const reader = new FrameReader(events.onMessage);
  channel?.on('data', (chunk: Buffer) => {
    quietTurns = 0;
    try {
      reader.push(chunk);
    } catch {
      // Whoever writes such bytes is no runtime of ours any more.
      killSandboxed(child);
    }
    events.onReadDone();
  });
  channel?.on('error', () => {});

  return {
    pid: child.pid,
    send(frame) {
      if (api) api.deliver(frame);
      else channel?.write(encodeInvoke(frame));
    },
    kill: () => killSandboxed(child),
  };
}
