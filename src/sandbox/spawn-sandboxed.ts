import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { bubblewrapArgs } from './bubblewrap-args.ts';
import { sandboxTools, UNSHARE_FLAGS } from './detect-sandbox-level.ts';
import { guestPaths, type SandboxLevel, type SandboxPolicy } from './sandbox-policy.ts';

export interface SandboxCommand {
  /** Absolute, as seen from inside. */
  readonly file: string;
  readonly args: readonly string[];
}

/** Binds the folders that lie under /tmp back into the private one, then the private one over /tmp. */
const PRIVATE_TMP = `
tmp=$1; shift
while [ "$1" != -- ]; do mkdir -p "$2" && mount --rbind "$1" "$2" || exit 126; shift 2; done; shift
mount --rbind "$tmp" /tmp || exit 126
exec "$@"`;

function commandLine(level: SandboxLevel, policy: SandboxPolicy, command: SandboxCommand): string[] {
  const tools = sandboxTools(level);
  if (!tools) throw new Error(`The sandbox level ${level} does not work on this machine`);
  const { bwrap, host, unshare, setpriv } = tools;
  const program = [command.file, ...command.args];
  if (bwrap !== undefined) {
    const entries = policy.layersDir === undefined ? [] : readdirSync(policy.layersDir);
    return [bwrap, ...bubblewrapArgs(policy, host, entries), ...program];
  }
  const dieWithUs = setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'KILL', '--'];
  if (unshare === undefined || policy.tmpDir === undefined) return [...dieWithUs, ...program];
  const { tmpDir } = policy;
  const underTmp = [policy.codeDir, policy.runtimeDir, ...(policy.layersDir ? [policy.layersDir] : [])]
    .filter((path) => path.startsWith('/tmp/'))
    .flatMap((path) => [path, join(tmpDir, relative('/tmp', path))]);
  const shell = ['/bin/sh', '-c', PRIVATE_TMP, 'sh', tmpDir, ...underTmp, '--'];
  return [...dieWithUs, unshare, ...UNSHARE_FLAGS, ...shell, ...program];
}

/**
 * Starts `command` under `policy` in a process group of its own. stdout and stderr are pipes; descriptor 3 is one end of a
 * socket pair whose other end is `child.stdio[3]`.
 */
export function spawnSandboxed(level: SandboxLevel, policy: SandboxPolicy, command: SandboxCommand): ChildProcess {
  const [file = command.file, ...args] = commandLine(level, policy, command);
  return spawn(file, args, {
    // bwrap sets the function's variables itself: an LD_PRELOAD of the function must not reach bwrap.
    env: level === 'bubblewrap' ? {} : { ...policy.env },
    cwd: level === 'bubblewrap' ? '/' : guestPaths(level, policy).taskRoot,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
}

/** Ends the process and all it started. */
export function killSandboxed(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
