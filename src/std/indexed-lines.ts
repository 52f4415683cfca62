import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

/** A file of one JSON value a line, of which single lines are read: data that is too much to load whole. */
export interface IndexedLines<T> {
  readonly keys: readonly string[];
  /** `undefined` for a key that has no line. */
  read(key: string): T | undefined;
  /** Every value, by key. */
  readAll(): ReadonlyMap<string, T>;
}

interface Index {
  readonly entries: Readonly<Record<string, readonly [offset: number, length: number]>>;
}

const INDEX_BYTES = 262_144;

/** The path of a file in `generated/`, which `script` writes in a fresh checkout. */
export function generatedFile(name: string, script: string): string {
  const path = join(packageRoot(), 'generated', name);
  if (!existsSync(path)) execFileSync(process.execPath, [join(packageRoot(), 'scripts', script)], { stdio: 'pipe' });
  return path;
}

/** Opens `generated/<name>`; the index is read at once, a line when it is asked for. */
export function indexedLines<T>(name: string, script: string): IndexedLines<T> {
  const path = generatedFile(name, script);
  const { index, start } = readIndex(path);
  const parse = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString('utf8')) as T;
  return {
    keys: Object.keys(index.entries),

    read(key) {
      const entry = Object.hasOwn(index.entries, key) ? index.entries[key] : undefined;
      if (entry === undefined) return undefined;
      const [offset, length] = entry;
      return parse(readBytes(path, start + offset, length));
    },

    readAll() {
      const bytes = readFileSync(path);
      return new Map(
        Object.entries(index.entries).map(([key, [offset, length]]) => [
          key,
          parse(bytes.subarray(start + offset, start + offset + length)),
        ]),
      );
    },
  };
}

function readIndex(path: string): { readonly index: Index; readonly start: number } {
  for (let size = INDEX_BYTES; ; size *= 2) {
    const head = readBytes(path, 0, size);
    const end = head.indexOf(10);
    if (end >= 0) return { index: JSON.parse(head.subarray(0, end).toString('utf8')) as Index, start: end + 1 };
    if (head.length < size) throw new Error(`${path} has no index`);
  }
}

function readBytes(path: string, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const file = openSync(path, 'r');
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, length, position));
  } finally {
    closeSync(file);
  }
}
