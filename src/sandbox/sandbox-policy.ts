/** How far functions are kept apart from the machine. */
export type SandboxLevel = 'bubblewrap' | 'namespaces' | 'none';

/** What a function may see and touch. Paths are the host's, absolute. */
export interface SandboxPolicy {
  /** Unpacked function code, read-only; `/var/task` where the sandbox can move it. */
  readonly codeDir: string;
  /** samlet's program for the runtime, read-only; `/var/runtime`. */
  readonly runtimeDir: string;
  /** The function's layers as one folder, read-only; `/opt`. */
  readonly layersDir: string | undefined;
  /** What else is needed at its own path: interpreters outside /usr, the SDK that the managed runtime brings. */
  readonly readOnlyPaths: readonly string[];
  /** A folder of the host for this environment alone; `/tmp`. Not used by bubblewrap, whose /tmp lives in memory. */
  readonly tmpDir: string | undefined;
  readonly tmpSizeMb: number;
  /** The whole environment of the function: nothing of samlet's own is added. */
  readonly env: Readonly<Record<string, string>>;
}

/** Where the parts of a policy are seen from inside. */
export interface GuestPaths {
  readonly taskRoot: string;
  readonly runtimeDir: string;
  readonly layersDir: string;
  readonly tmpDir: string;
}

/** The paths as the function sees them: AWS's where the sandbox can move folders, else the real ones. */
export function guestPaths(
  level: SandboxLevel,
  policy: Pick<SandboxPolicy, 'codeDir' | 'runtimeDir' | 'layersDir' | 'tmpDir'>,
): GuestPaths {
  if (level === 'bubblewrap') {
    return { taskRoot: '/var/task', runtimeDir: '/var/runtime', layersDir: '/opt', tmpDir: '/tmp' };
  }
  return {
    taskRoot: policy.codeDir,
    runtimeDir: policy.runtimeDir,
    layersDir: policy.layersDir ?? '/opt',
    tmpDir: level === 'namespaces' ? '/tmp' : (policy.tmpDir ?? '/tmp'),
  };
}

/** What the level in force keeps apart, and what it does not, in one sentence for the person at the terminal. */
export function describeSandbox(level: SandboxLevel): string {
  switch (level) {
    case 'bubblewrap':
      return 'bubblewrap: functions see only their code (read-only), their layers, a private /tmp and their own processes; the network is shared';
    case 'namespaces':
      return 'namespaces: functions have their own processes and a private /tmp, but can read and write files as you can; install bubblewrap to close that';
    case 'none':
      return 'none: functions run as ordinary processes with your rights and with $TMPDIR for /tmp; on Linux, install bubblewrap';
  }
}
