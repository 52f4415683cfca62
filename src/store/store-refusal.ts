import { statfsSync } from 'node:fs';
import { UserError } from '../std/user-error.ts';

const NO_ROOM_BYTES = 256 * 1024;

/** What the caller of an update sees when a commit or a flush fails: reads go on, and nothing of the commit is kept. */
export function refusal(error: unknown, path: string): unknown {
  if (error instanceof UserError) return error;
  const text = error instanceof Error ? error.message : String(error);
  // A write that ends early is an input/output error to LMDB.
  if (
    /no space left|ENOSPC|EDQUOT|EFBIG|file too large|MAP_FULL/i.test(text) ||
    (/input\/output/i.test(text) && freeBytes(path) < NO_ROOM_BYTES)
  ) {
    return new UserError('SAMLET_DISK_FULL', 'nothing can be written: the disk is full', {
      where: path,
      hint: 'Make room on the disk of the data directory. Reads go on, and nothing that was acknowledged is lost.',
      cause: error,
    });
  }
  if (/read-only|permission denied|EACCES|EPERM|EROFS/i.test(text)) {
    return new UserError('SAMLET_DATA_READ_ONLY', `nothing can be written: ${text}`, {
      where: path,
      hint: 'Make the data directory writable, or choose another one with --data.',
      cause: error,
    });
  }
  return error;
}

function freeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return 0;
  }
}

/** Why a store cannot be opened. */
export function unreadable(error: unknown, path: string): UserError {
  const reason = refusal(error, path);
  if (reason instanceof UserError) return reason;
  const { message = String(error) } = error as Error;
  return new UserError('SAMLET_DATA_UNREADABLE', `the data cannot be opened: ${message}`, {
    where: path,
    hint: '`samlet reset` starts with empty data.',
    cause: error,
  });
}
