import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
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
    if (platform() === 'darwin') {
      return execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' }).trim();
    }
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

/** Two places in one file, written in turn: after a crash at any moment the last checkpoint or the one before is whole. */
const SLOT_BYTES = 32 * 1024;
const DIGEST_BYTES = 32;
const HEADER_BYTES = DIGEST_BYTES + 16;

interface Slot extends Checkpoint {
  readonly sequence: number;
}

export function readCheckpoint(file: string): Checkpoint | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return undefined;
  }
  const slots = [0, SLOT_BYTES].flatMap((at) => decodeSlot(bytes.subarray(at, at + SLOT_BYTES)) ?? []);
  return slots.sort((a, b) => b.sequence - a.sequence)[0];
}

/** [digest of the rest] [sequence] [length of the boot id] [length of the pages] [boot id] [pages] */
function encodeSlot({ sequence, bootId, metaPages }: Slot): Buffer {
  const name = Buffer.from(bootId);
  const header = Buffer.alloc(HEADER_BYTES - DIGEST_BYTES);
  header.writeDoubleBE(sequence, 0);
  header.writeUInt32BE(name.length, 8);
  header.writeUInt32BE(metaPages.length, 12);
  const rest = Buffer.concat([header, name, metaPages]);
  return Buffer.concat([createHash('sha256').update(rest).digest(), rest]);
}

function decodeSlot(bytes: Buffer): Slot | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const nameEnd = HEADER_BYTES + bytes.readUInt32BE(DIGEST_BYTES + 8);
  const end = nameEnd + bytes.readUInt32BE(DIGEST_BYTES + 12);
  const digest = createHash('sha256').update(bytes.subarray(DIGEST_BYTES, end)).digest();
  if (!digest.equals(bytes.subarray(0, DIGEST_BYTES))) return undefined;
  return {
    sequence: bytes.readDoubleBE(DIGEST_BYTES),
    bootId: bytes.toString('utf8', HEADER_BYTES, nameEnd),
    metaPages: bytes.subarray(nameEnd, end),
  };
}

/** Keeps the last checkpoint of a store in a file, on disk when `write` resolves. */
export interface CheckpointFile {
  write(checkpoint: Checkpoint): Promise<void>;
  close(): Promise<void>;
}

/** Opens the file with room for all that will be written to it, so that a full disk does not stop a checkpoint. */
export async function openCheckpointFile(file: string): Promise<CheckpointFile> {
  const known = readCheckpoint(file) as Slot | undefined;
  let sequence = known?.sequence ?? 0;
  const handle: FileHandle = await open(file, known === undefined ? 'w+' : 'r+');
  if (known === undefined) {
    await handle.write(new Uint8Array(2 * SLOT_BYTES), 0, 2 * SLOT_BYTES, 0);
    await handle.sync();
    syncDir(dirname(file));
  }
  return {
    async write(checkpoint) {
      sequence++;
      const slot = encodeSlot({ ...checkpoint, sequence });
      await handle.write(slot, 0, slot.length, (sequence % 2) * SLOT_BYTES);
      await handle.datasync();
    },
    close: () => handle.close(),
  };
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
