import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

export type RuntimeFamily = 'node' | 'python' | 'provided' | 'other';

/** What kind of program a runtime's functions are, as far as samlet runs them. */
export function runtimeFamily(runtime: string): RuntimeFamily {
  if (runtime.startsWith('nodejs')) return 'node';
  if (runtime.startsWith('python3')) return 'python';
  if (runtime === 'provided' || runtime.startsWith('provided.')) return 'provided';
  return 'other';
}

export type HandlerSearch =
  | { readonly file: string; readonly typescript: boolean }
  | {
      readonly file: undefined;
      /** Relative to the code folder, in the order they were looked for. */
      readonly lookedFor: readonly string[];
      /** The file that was most likely meant, relative to the code folder. */
      readonly nearest: string | undefined;
    };

const SCRIPT = ['.js', '.mjs', '.cjs'];
const TYPESCRIPT = ['.ts', '.mts', '.cts', '.tsx'];

/** The module part of a handler: `src/app` of `src/app.handler`, with Lambda's own rule (the first dot of the last name). */
export function handlerModule(handler: string): string {
  const folder = handler.includes('/') ? `${dirname(handler)}/` : '';
  return folder + (basename(handler).split('.')[0] ?? '');
}

/**
 * The file behind a handler in `codeDir`, as the runtime would find it (and the TypeScript source, which is bundled).
 * Runtimes that samlet does not run have no file to look for: the folder itself is the answer.
 */
export function findHandlerFile(options: {
  readonly runtime: string;
  readonly handler: string;
  readonly codeDir: string;
}): HandlerSearch {
  const { runtime, handler, codeDir } = options;
  const candidates = candidatesOf(runtimeFamily(runtime), handler);
  if (candidates === undefined) return { file: codeDir, typescript: false };
  for (const candidate of candidates) {
    const file = join(codeDir, candidate);
    if (isFile(file)) return { file, typescript: TYPESCRIPT.some((ending) => candidate.endsWith(ending)) };
  }
  return { file: undefined, lookedFor: candidates, nearest: nearestFile(candidates, codeDir) };
}

function candidatesOf(family: RuntimeFamily, handler: string): string[] | undefined {
  switch (family) {
    case 'node': {
      const module = handlerModule(handler);
      return [...SCRIPT, ...TYPESCRIPT].map((ending) => module + ending);
    }
    case 'python': {
      const module = handler.slice(0, Math.max(0, handler.lastIndexOf('.'))).replaceAll('.', '/');
      return [`${module}.py`, `${module}/__init__.py`];
    }
    case 'provided':
      return ['bootstrap'];
    case 'other':
      return undefined;
  }
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

const MAX_FILES = 2000;
const SKIPPED = new Set(['node_modules', '.git', '.samlet', '.aws-sam', '__pycache__', '.venv', 'venv']);

/** The file in `codeDir` whose path is most like one of the candidates. */
function nearestFile(candidates: readonly string[], codeDir: string): string | undefined {
  const wanted = candidates[0] ?? '';
  let best: { readonly path: string; readonly likeness: number } | undefined;
  const endings = new Set(candidates.map((one) => one.slice(one.lastIndexOf('.'))));
  for (const path of filesIn(codeDir)) {
    if (candidates.length > 1 && !endings.has(path.slice(path.lastIndexOf('.')))) continue;
    const likeness = Math.max(likenessOf(path, wanted), likenessOf(basename(path), basename(wanted)) - 0.1);
    if (likeness > (best?.likeness ?? 0.5)) best = { path, likeness };
  }
  return best?.path;
}

/** The share of pairs of neighbouring letters that both names have (Dice's coefficient), endings left out. */
function likenessOf(a: string, b: string): number {
  const pairs = (name: string) => {
    const stem = ` ${name.replace(/\.[a-z]+$/i, '').toLowerCase()} `;
    return Array.from({ length: stem.length - 1 }, (_, index) => stem.slice(index, index + 2));
  };
  const left = pairs(a);
  const right = pairs(b);
  const rest = [...right];
  let common = 0;
  for (const pair of left) {
    const at = rest.indexOf(pair);
    if (at < 0) continue;
    common++;
    rest.splice(at, 1);
  }
  return (2 * common) / Math.max(1, left.length + right.length);
}

function filesIn(root: string): string[] {
  const found: string[] = [];
  const folders = [root];
  for (let folder = folders.shift(); folder !== undefined && found.length < MAX_FILES; folder = folders.shift()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (SKIPPED.has(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else found.push(relative(root, path));
    }
  }
  return found;
}
