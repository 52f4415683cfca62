import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { UploadedCode } from '../function-record.ts';
import { requireZipSize, unpackZip } from './unpack-zip.ts';

/** Unpacked code under the data directory, named after its bytes: the same zip is unpacked once. */
export interface CodeStore {
  /** Refuses what AWS refuses of a zip. */
  keepZip(zip: Uint8Array): Promise<UploadedCode>;
  /** Code of a few files, such as a template's inline source: by name in the zip. */
  keepFiles(files: Readonly<Record<string, Uint8Array>>): Promise<UploadedCode>;
  /** A copy of a local folder as it is now. */
  keepCopy(folder: string, code: { readonly sha256: string; readonly sizeBytes: number }): Promise<UploadedCode>;
  /** The absolute folder of the unpacked code. */
  folderOf(code: UploadedCode): string;
  /** The absolute path of what was uploaded, or of the folder where there is no zip. */
  originalOf(code: UploadedCode): string;
  /** Removes all code but what lies in the absolute folders `used`. */
  sweep(used: readonly string[]): Promise<void>;
}

const CODE = 'code';

/** The code under `<dataDir>/code`. */
export function codeStore(dataDir: string): CodeStore {
  const absolute = (code: UploadedCode) => join(dataDir, code.folder);

  async function keepZip(zip: Uint8Array): Promise<UploadedCode> {
    requireZipSize(zip);
    const digest = createHash('sha256').update(zip).digest();
    const folder = join(CODE, digest.toString('hex').slice(0, 32));
    const target = join(dataDir, folder);
    if (!existsSync(target)) {
      await unpackZip(zip, target);
      await writeFile(`${target}.zip`, zip);
    }
    return { kind: 'uploaded', sha256: digest.toString('base64'), sizeBytes: zip.byteLength, folder };
  }

  return {
    keepZip,

    async keepFiles(files) {
      const { zipSync } = await import('fflate');
      return keepZip(
        zipSync(
          Object.fromEntries(
            Object.entries(files).map(([name, bytes]) => [
              name,
              // Fixed time and mode: the same files are the same zip. 3 is Unix, whose modes stand in the upper half.
              [bytes, { mtime: new Date(1980, 0, 1), os: 3, attrs: (0o100644 << 16) >>> 0 }],
            ]),
          ),
        ),
      );
    },

    async keepCopy(source, { sha256, sizeBytes }) {
      const name = createHash('sha256').update(`${source}\0${sha256}`).digest('hex').slice(0, 32);
      const folder = join(CODE, `copy-${name}`);
      const target = join(dataDir, folder);
      if (!existsSync(target)) {
        await mkdir(join(dataDir, CODE), { recursive: true });
        await cp(source, target, {
          recursive: true,
          verbatimSymlinks: true,
          filter: (path) => path === source || !(path === dataDir || path.endsWith('/.git')),
        });
      }
      return { kind: 'uploaded', sha256, sizeBytes, folder };
    },

    folderOf: absolute,

    originalOf(code) {
      const zip = `${absolute(code)}.zip`;
      return existsSync(zip) ? zip : absolute(code);
    },

    async sweep(used) {
      const kept = new Set(used);
      const names = await readdir(join(dataDir, CODE)).catch(() => []);
      for (const name of names) {
        const path = join(dataDir, CODE, name);
        if (!kept.has(path.replace(/\.zip$/, ''))) await rm(path, { recursive: true, force: true });
      }
    },
  };
}

/** Reads a zip or a single file from the user's disk into the store. */
export async function keepFile(store: CodeStore, path: string): Promise<UploadedCode> {
  const bytes = await readFile(path);
  return isArchive(path) ? store.keepZip(bytes) : store.keepFiles({ [path.slice(path.lastIndexOf('/') + 1)]: bytes });
}

/** Whether AWS would take the file as it is, without zipping it. */
export function isArchive(path: string): boolean {
  return /\.(zip|jar)$/i.test(path);
}
