import { spawnSync } from 'node:child_process';
import { accessSync, constants, lstatSync, readlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { bubblewrapArgs, type HostLayout } from './bubblewrap-args.ts';
import type { SandboxLevel } from './sandbox-policy.ts';

const SYSTEM_FOLDERS = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/nix/store', '/gnu/store'];

/** The absolute path of a program on samlet's own PATH; `undefined` when it is not there. */
export function findProgram(name: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {}
  }
  return undefined;
}

function readHostLayout(sizedTmpfs: boolean): HostLayout {
  const links: Record<string, string> = {};
  const folders: string[] = [];
  for (const path of SYSTEM_FOLDERS) {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isSymbolicLink()) links[path] = readlinkSync(path);
    else if (found?.isDirectory()) folders.push(path);
  }
  return { links, folders, sizedTmpfs };
}

const works = (file: string, args: readonly string[]) =>
  spawnSync(file, args, { stdio: 'ignore', env: {}, timeout: 5000 }).status === 0;

interface Detected {
  readonly level: SandboxLevel;
  readonly bwrap: string | undefined;
  readonly host: HostLayout;
  readonly unshare: string | undefined;
  /** setpriv(1), which makes a process die with samlet; `undefined` where it is not installed. */
  readonly setpriv: string | undefined;
}

const NO_HOST: HostLayout = { links: {}, folders: [], sizedTmpfs: false };

/** A bwrap that may do what it must, and the layout it needs; `undefined` without one. */
function tryBubblewrap(): Pick<Detected, 'bwrap' | 'host'> | undefined {
  const bwrap = findProgram('bwrap');
  if (bwrap === undefined) return undefined;
  for (const sizedTmpfs of [true, false]) {
    const host = readHostLayout(sizedTmpfs);
    const policy = {
      codeDir: '/usr',
      runtimeDir: '/usr',
      layersDir: undefined,
      readOnlyPaths: [],
      tmpDir: undefined,
      tmpSizeMb: 16,
      env: {},
    };
    if (works(bwrap, [...bubblewrapArgs(policy, host), '/usr/bin/env'])) return { bwrap, host };
  }
  return undefined;
}

/** An unshare that gives processes and mounts of their own; `undefined` without one. */
function tryUnshare(): string | undefined {
  const unshare = findProgram('unshare');
  const trial = [...UNSHARE_FLAGS, '/bin/sh', '-c', 'mount -t tmpfs none /tmp'];
  return unshare !== undefined && works(unshare, trial) ? unshare : undefined;
}

const found = new Map<SandboxLevel, Detected | undefined>();

/** What this machine offers for `level`, found out by trying it once; `undefined` when it cannot be had. */
export function sandboxTools(level: SandboxLevel): Detected | undefined {
  if (!found.has(level)) found.set(level, findTools(level));
  return found.get(level);
}

function findTools(level: SandboxLevel): Detected | undefined {
  const plain = { level, bwrap: undefined, host: NO_HOST, unshare: undefined, setpriv: findProgram('setpriv') };
  if (level === 'none') return plain;
  if (process.platform !== 'linux') return undefined;
  if (level === 'namespaces') {
    const unshare = tryUnshare();
    return unshare === undefined ? undefined : { ...plain, unshare };
  }
  const bubblewrap = tryBubblewrap();
  return bubblewrap && { ...plain, ...bubblewrap };
}

export const UNSHARE_FLAGS = [
  '--user',
  '--map-root-user',
  '--mount',
  '--pid',
  '--ipc',
  '--fork',
  '--kill-child',
  '--mount-proc',
];

/**
 * The strongest sandbox that works on this machine: an installed bwrap may still be forbidden to unshare. The first call
 * tries it out (some milliseconds).
 */
export function detectSandboxLevel(): SandboxLevel {
  for (const level of ['bubblewrap', 'namespaces'] as const) if (sandboxTools(level)) return level;
  return 'none';
}
