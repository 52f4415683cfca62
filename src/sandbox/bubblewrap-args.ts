import type { SandboxPolicy } from './sandbox-policy.ts';

/** How this machine lays out its root, as far as a program needs it to start. */
export interface HostLayout {
  /** `/bin` -> `usr/bin` where it is a link, as on merged-usr systems. */
  readonly links: Readonly<Record<string, string>>;
  /** System folders that are there: `/usr`, and `/bin`, `/lib`, ... where they are no links. */
  readonly folders: readonly string[];
  /** Whether this bubblewrap can limit the size of a tmpfs. */
  readonly sizedTmpfs: boolean;
}

/** Of /etc only what name resolution, TLS and the dynamic linker read. */
const ETC = [
  'alternatives',
  'ca-certificates',
  'group',
  'hosts',
  'ld.so.cache',
  'localtime',
  'nsswitch.conf',
  'passwd',
  'pki',
  'resolv.conf',
  'ssl',
];

/** The policy as arguments for bwrap(1). Pure, so that what a function may touch can be tested without starting one. */
export function bubblewrapArgs(
  policy: SandboxPolicy,
  host: HostLayout,
  layerEntries: readonly string[] = [],
): string[] {
  const readOnly = (from: string, to = from) => ['--ro-bind', from, to];
  return [
    '--unshare-all',
    '--share-net',
    '--die-with-parent',
    '--new-session', // without it a function can type into our terminal (TIOCSTI)
    ...['--cap-drop', 'ALL'],
    '--clearenv',
    ...Object.entries(policy.env).flatMap(([name, value]) => ['--setenv', name, value]),
    ...host.folders.flatMap((folder) => readOnly(folder)),
    ...Object.entries(host.links).flatMap(([path, target]) => ['--symlink', target, path]),
    ...ETC.flatMap((name) => ['--ro-bind-try', `/etc/${name}`, `/etc/${name}`]),
    ...(host.sizedTmpfs ? ['--size', String(policy.tmpSizeMb * 1024 * 1024)] : []),
    ...['--tmpfs', '/tmp'],
    ...['--proc', '/proc', '--dev', '/dev'],
    // Entry by entry: an interpreter that lives under /opt must still find its place there.
    ...layerEntries.flatMap((entry) => readOnly(`${policy.layersDir}/${entry}`, `/opt/${entry}`)),
    ...policy.readOnlyPaths.flatMap((path) => readOnly(path)),
    ...readOnly(policy.runtimeDir, '/var/runtime'),
    ...readOnly(policy.codeDir, '/var/task'),
    ...['--chdir', '/var/task'],
  ];
}
