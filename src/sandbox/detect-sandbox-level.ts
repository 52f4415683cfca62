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

let detected: Detected | undefined;

/** What this machine can do, found out by trying it once: an installed bwrap may still be forbidden to unshare. */
export function detectSandbox(): Detected {
  if (detected) return detected;
  const plain = { bwrap: undefined, host: { links: {}, folders: [], sizedTmpfs: false }, unshare: undefined };
  if (process.platform !== 'linux') {
    detected = { level: 'none', ...plain, setpriv: undefined };
    return detected;
  }
  const bwrap = findProgram('bwrap');
  const setpriv = findProgram('setpriv');
  for (const sizedTmpfs of bwrap ? [true, false] : []) {
    const host = readHostLayout(sizedTmpfs);
    const trial = bubblewrapArgs(
      {
        codeDir: '/usr',
        runtimeDir: '/usr',
        layersDir: undefined,
        readOnlyPaths: [],
        tmpDir: undefined,
        tmpSizeMb: 16,
        env: {},
      },
      host,
    );
    if (bwrap && works(bwrap, [...trial, '/usr/bin/env'])) {
      detected = { level: 'bubblewrap', bwrap, host, unshare: undefined, setpriv };
      return detected;
    }
  }
  const unshare = findProgram('unshare');
  const canUnshare =
    unshare !== undefined &&
    works(unshare, [...UNSHARE_FLAGS, '/bin/sh', '-c', '/bin/mount -t tmpfs none /tmp && exec /bin/true']);
  detected = { level: canUnshare ? 'namespaces' : 'none', ...plain, unshare, setpriv };
  return detected;
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

/** The strongest sandbox that works on this machine. The first call tries it out (some milliseconds). */
export const detectSandboxLevel = (): SandboxLevel => detectSandbox().level;
