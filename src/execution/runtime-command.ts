import { join } from 'node:path';
import type { GuestPaths } from '../sandbox/sandbox-policy.ts';
import { UserError } from '../std/user-error.ts';
import { awsSdkRoot } from './aws-sdk-dir.ts';
import { findNode, findPython } from './interpreter.ts';

/** How a runtime is started and spoken to. */
export interface RuntimeCommand {
  /** `channel`: one of samlet's own runtimes; `http`: a custom runtime that calls the Lambda Runtime API. */
  readonly protocol: 'channel' | 'http';
  /** samlet's program for it, a folder. */
  readonly runtimeDir: string;
  /** What must be readable at its own path. */
  readonly readOnlyPaths: readonly string[];
  readonly file: (guest: GuestPaths) => string;
  readonly args: (guest: GuestPaths) => string[];
  /** The folder of the interpreter, when PATH would not find it. */
  readonly binDir: string | undefined;
}

export interface RuntimeChoice {
  /** `runtimes/` of samlet. */
  readonly runtimesDir: string;
  /** The `node_modules` that holds the SDK clients samlet ships; given to Node functions that have none. */
  readonly awsSdkDir: string | undefined;
}

export type RuntimeFamily = 'node' | 'python' | 'custom' | 'notBuilt';

/** Which of samlet's ways to run functions a runtime takes. */
export function runtimeFamily(runtime: string): RuntimeFamily {
  if (/^nodejs\d/.test(runtime)) return 'node';
  if (/^python3\.\d+$/.test(runtime)) return 'python';
  if (runtime.startsWith('provided')) return 'custom';
  return 'notBuilt';
}

/** V8's limits, as the managed runtime sets them from the function's memory. */
function nodeMemoryFlags(memoryMb: number): string[] {
  const youngMb = Math.floor(memoryMb / 20);
  return [
    `--max-semi-space-size=${Math.max(1, Math.floor(youngMb / 2))}`,
    `--max-old-space-size=${memoryMb - youngMb}`,
  ];
}

/** Throws `UserError` when the runtime is not built or its interpreter is not installed. */
export function runtimeCommand(runtime: string, memoryMb: number, choice: RuntimeChoice): RuntimeCommand {
  const { runtimesDir, awsSdkDir } = choice;
  switch (runtimeFamily(runtime)) {
    case 'node': {
      const node = findNode();
      return {
        protocol: 'channel',
        runtimeDir: join(runtimesDir, 'node'),
        readOnlyPaths: awsSdkDir === undefined ? node.paths : [...node.paths, awsSdkRoot(awsSdkDir)],
        file: () => node.file,
        args: (guest) => [
          ...nodeMemoryFlags(memoryMb),
          `${guest.runtimeDir}/bootstrap.cjs`,
          ...(awsSdkDir === undefined ? [] : [awsSdkDir]),
        ],
        binDir: join(node.file, '..'),
      };
    }
    case 'python': {
      const python = findPython(runtime);
      return {
        protocol: 'channel',
        runtimeDir: join(runtimesDir, 'python'),
        readOnlyPaths: python.paths,
        file: () => python.file,
        // -B: a live code folder must not fill with __pycache__.
        args: (guest) => ['-B', `${guest.runtimeDir}/bootstrap.py`, guest.layersDir, ...python.moduleDirs],
        binDir: join(python.file, '..'),
      };
    }
    case 'custom':
      return {
        protocol: 'http',
        runtimeDir: runtimesDir,
        readOnlyPaths: [],
        file: (guest) => `${guest.taskRoot}/bootstrap`,
        args: () => [],
        binDir: undefined,
      };
    case 'notBuilt':
      throw new UserError('SAMLET_RUNTIME_NOT_BUILT', `samlet does not run functions of the runtime ${runtime} yet`, {
        hint: 'It runs nodejs*, python3.* and provided.*; a compiled program with an executable `bootstrap` runs as provided.al2023.',
      });
  }
}

/**
 * Whether functions of `runtime` can run here, for the start banner. `notice` says what is missing, or that the machine's
 * interpreter is of another version than the template's.
 */
export function checkRuntime(runtime: string): { readonly ok: boolean; readonly notice?: string } {
  try {
    const family = runtimeFamily(runtime);
    if (family === 'node') {
      const wanted = /^nodejs(\d+)/.exec(runtime)?.[1];
      const { version } = findNode();
      if (version.split('.')[0] === wanted) return { ok: true };
      return { ok: true, notice: `${runtime} functions run on this machine's Node.js ${version}` };
    }
    if (family === 'python') {
      const { version } = findPython(runtime);
      if (version.startsWith(`${runtime.slice('python'.length)}.`)) return { ok: true };
      return { ok: true, notice: `${runtime} functions run on this machine's Python ${version}` };
    }
    if (family === 'custom') return { ok: true };
    runtimeCommand(runtime, 128, { runtimesDir: '', awsSdkDir: undefined });
    return { ok: true };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ok: false, notice: error.hint === undefined ? error.message : `${error.message}. ${error.hint}` };
  }
}
