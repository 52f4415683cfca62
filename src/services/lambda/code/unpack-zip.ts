import { createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, realpath, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Entry, ZipFile } from 'yauzl';
import { ServiceError } from '../../../aws/service-error.ts';
import { invalidParameter } from '../errors.ts';

export const MAX_ZIPPED_BYTES = 52_428_800;
export const MAX_UNZIPPED_BYTES = 262_144_000;

const FILE_TYPE = 0o170000;
const SYMLINK = 0o120000;
const MAX_LINK_BYTES = 4096;

const unreadable = () =>
  invalidParameter('Could not unzip uploaded file. Please check your file, then try to upload again.');
const tooLarge = () => invalidParameter(`Unzipped size must be smaller than ${MAX_UNZIPPED_BYTES} bytes`);

/** Refuses a zip that AWS would refuse for its own size, before anything is unpacked. */
export function requireZipSize(zip: Uint8Array): void {
  if (zip.byteLength === 0) throw invalidParameter('Uploaded file must be a non-empty zip');
  if (zip.byteLength >= MAX_ZIPPED_BYTES) {
    throw new ServiceError(
      'RequestEntityTooLargeException',
      `Zipped size must be smaller than ${MAX_ZIPPED_BYTES} bytes`,
      413,
    );
  }
}

/**
 * Unpacks `zip` into the new folder `target`, which appears whole or not at all. File modes are kept. Refuses with AWS's
 * texts what is no zip, what unpacks to more than 250 MB, and what would write outside the folder.
 */
export async function unpackZip(zip: Uint8Array, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const work = await mkdtemp(`${target}.unpacking-`);
  try {
    await unpackInto(zip, work);
    await chmod(work, 0o755);
    await rename(work, target);
  } catch (error) {
    await rm(work, { recursive: true, force: true });
    // Somebody else unpacked the same bytes at the same time.
    if (['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) return;
    throw error;
  }
}

async function unpackInto(zip: Uint8Array, folder: string): Promise<void> {
  const { fromBufferPromise } = await import('yauzl');
  let file: ZipFile;
  try {
    file = await fromBufferPromise(Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength), { lazyEntries: true });
  } catch {
    throw unreadable();
  }
  let unpackedBytes = 0;
  const links: { readonly at: string; readonly to: string }[] = [];
  try {
    for await (const entry of file.eachEntry()) {
      unpackedBytes += entry.uncompressedSize;
      if (unpackedBytes > MAX_UNZIPPED_BYTES) throw tooLarge();
      await unpackEntry(file, entry, folder, links);
    }
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    if (typeof (error as NodeJS.ErrnoException).syscall === 'string') throw error;
    throw unreadable();
  }
  await makeLinks(links, folder);
}

/** Links come last, so that no entry can be written through one, and none may lead out of the folder. */
async function makeLinks(links: readonly { at: string; to: string }[], folder: string): Promise<void> {
  const root = await realpath(folder);
  const outside = (path: string) => {
    const inside = relative(root, path);
    return inside === '..' || inside.startsWith('../');
  };
  for (const { at, to } of links) {
    await mkdir(dirname(at), { recursive: true });
    if (outside(resolve(await realpath(dirname(at)), to))) throw unreadable();
    await symlink(to, at);
  }
  for (const { at } of links) {
    // A link to nothing leads nowhere.
    const target = await realpath(at).catch(() => undefined);
    if (target !== undefined && outside(target)) throw unreadable();
  }
}

async function unpackEntry(file: ZipFile, entry: Entry, folder: string, links: { at: string; to: string }[]) {
  // yauzl itself refuses absolute names, `..` and backslashes.
  const path = join(folder, entry.fileName);
  if (entry.fileName.endsWith('/')) {
    await mkdir(path, { recursive: true });
    return;
  }
  const mode = entry.externalFileAttributes >>> 16;
  const stream = await file.openReadStreamPromise(entry);
  if ((mode & FILE_TYPE) === SYMLINK) {
    if (entry.uncompressedSize > MAX_LINK_BYTES) throw unreadable();
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    links.push({ at: path, to: Buffer.concat(chunks).toString() });
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  await pipeline(stream, createWriteStream(path));
  // Zips made on Windows carry no modes. Owner bits are added so that the folder can be read and removed again.
  await chmod(path, mode === 0 ? 0o644 : (mode & 0o777) | 0o600);
}
