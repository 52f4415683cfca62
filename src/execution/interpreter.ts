import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { findProgram } from '../sandbox/detect-sandbox-level.ts';
import { UserError } from '../std/user-error.ts';

export interface Interpreter {
  /** The program itself, no shim or wrapper script. */
  readonly file: string;
  /** `3.12.4` */
  readonly version: string;
  /** What must be readable, besides /usr, for it to run. */
  readonly paths: readonly string[];
  /** Folders of modules outside its own library. */
  readonly moduleDirs: readonly string[];
}

const SYSTEM = /^\/(usr|bin|sbin|lib|lib32|lib64|nix\/store|gnu\/store)(\/|$)/;

/** A whole installation where that shows no more than it must: never the root or a folder above the user's home. */
function outsideSystem(paths: readonly string[]): string[] {
  const home = homedir();
  return [...new Set(paths)].filter(
    (path) => path !== '/' && !SYSTEM.test(path) && !`${home}/`.startsWith(`${path}/`) && existsSync(path),
  );
}

let node: Interpreter | undefined;

/** The Node.js that runs samlet. */
export function findNode(): Interpreter {
  if (node) return node;
  const file = realpathSync(process.execPath);
  const [prefix] = outsideSystem([dirname(dirname(file))]);
  const paths = SYSTEM.test(file) ? [] : [prefix ?? file];
  node = { file, version: process.versions.node, paths, moduleDirs: [] };
  return node;
}

const PROBE = `
import json, os, site, sys
print(json.dumps([os.path.realpath(sys.executable), sys.executable, "%d.%d.%d" % sys.version_info[:3],
  [sys.base_prefix, sys.base_exec_prefix, sys.prefix], [p for p in sys.path if p.endswith(("site-packages", "dist-packages"))]]))`;

const pythons = new Map<string, Interpreter | undefined>();

function probePython(program: string): Interpreter | undefined {
  if (pythons.has(program)) return pythons.get(program);
  const path = findProgram(program);
  let found: Interpreter | undefined;
  if (path !== undefined) {
    const probe = spawnSync(path, ['-c', PROBE], {
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    if (probe.status === 0) {
      const [real, executable, version, prefixes, sites] = JSON.parse(probe.stdout) as [
        string,
        string,
        string,
        string[],
        string[],
      ];
      const paths = outsideSystem([...prefixes, ...sites]);
      if (!SYSTEM.test(real) && !paths.some((prefix) => real.startsWith(`${prefix}/`))) paths.push(real);
      if (Number(version.split('.')[1]) >= 8) found = { file: executable, version, paths, moduleDirs: sites };
    }
  }
  pythons.set(program, found);
  return found;
}

/**
 * The machine's Python for a runtime such as `python3.12`: that version where it is installed, else `python3`. Throws
 * `UserError` where there is none, or only one before 3.8.
 */
export function findPython(runtime: string): Interpreter {
  const found = probePython(runtime) ?? probePython('python3');
  if (found) return found;
  throw new UserError('SAMLET_INTERPRETER_MISSING', `The runtime ${runtime} needs python3, version 3.8 or later`, {
    hint: 'Install Python and make sure that `python3` is on the PATH.',
  });
}
