import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, openSync, readFileSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { platform } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * LMDB finds its data through one of two meta pages at the beginning of the file. A commit that is not flushed may leave, when
 * the machine goes down, meta pages that point at pages that never reached the disk. A checkpoint is a copy of the meta
 * pages of a snapshot whose pages are all on disk: put back, they open that snapshot. It holds as long as no later
 * transaction takes the snapshot's pages for itself, for which the store keeps a reader on it.
 */
export interface Checkpoint {
  readonly bootId: string;
  readonly metaPages: Uint8Array;
}

/** Names the present run of the machine; `undefined` where the system has no name for it. */
export function readBootId(): string | undefined {
  try {
    if (platform() === 'linux') return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    if (platform() === 'darwin')
      return execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' }).trim();
  } catch {
    // A sandbox may hide it.
  }
  return undefined;
}

/** The meta pages as they are now. No commit may run meanwhile. */
export function readMetaPages(dataFile: string, pageSize: number): Uint8Array {
  const pages = new Uint8Array(2 * pageSize);
  const file = openSync(dataFile, 'r');
  try {
    readSync(file, pages, 0, pages.length, 0);
  } finally {
    closeSync(file);
  }
  return pages;
}

export function restoreMetaPages(dataFile: string, metaPages: Uint8Array): void {
  const file = openSync(dataFile, 'r+');
  try {
    writeSync(file, metaPages, 0, metaPages.length, 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

const HEADER = 'samlet checkpoint 1\n';

export function readCheckpoint(file: string): Checkpoint | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return undefined;
  }
  const bootStart = HEADER.length;
  const bootEnd = bytes.indexOf('\n', bootStart);
  if (bytes.toString('latin1', 0, bootStart) !== HEADER || bootEnd < 0) return undefined;
  return { bootId: bytes.toString('latin1', bootStart, bootEnd), metaPages: bytes.subarray(bootEnd + 1) };
}

/** Replaces the checkpoint: after a crash at any moment the old or the new one is there, whole. */
export function writeCheckpoint(file: string, { bootId, metaPages }: Checkpoint): void {
  const draft = `${file}.new`;
  const out = openSync(draft, 'w');
  try {
    writeSync(out, Buffer.concat([Buffer.from(`${HEADER}${bootId}\n`), metaPages]));
    fsyncSync(out);
  } finally {
    closeSync(out);
  }
  renameSync(draft, file);
  syncDir(dirname(file));
}

export function removeCheckpoint(file: string): void {
  rmSync(file, { force: true });
  syncDir(dirname(file));
}

function syncDir(dir: string): void {
  if (platform() === 'win32') return;
  const handle = openSync(join(dir, '.'), 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
