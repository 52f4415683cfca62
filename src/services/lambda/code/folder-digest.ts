import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What is not the user's own source: neither measured nor followed. */
export const IGNORED_NAMES: ReadonlySet<string> = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '.samlet',
  '.aws-sam',
  '.venv',
  'venv',
  '__pycache__',
  '.pytest_cache',
  '.mypy_cache',
  '.idea',
  '.vscode',
  '.DS_Store',
]);

const MAX_FILES = 20_000;

/** Names the state of a folder by the names, sizes and times of its files, installed packages left out. */
export async function folderDigest(root: string): Promise<{ readonly sha256: string; readonly sizeBytes: number }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let files = 0;
  const folders = [''];
  for (let folder = folders.shift(); folder !== undefined && files < MAX_FILES; folder = folders.shift()) {
    const entries = await readdir(join(root, folder), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (IGNORED_NAMES.has(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        folders.push(path);
        continue;
      }
      files++;
      const { size, mtimeMs } = await stat(join(root, path)).catch(() => ({ size: 0, mtimeMs: 0 }));
      sizeBytes += size;
      hash.update(`${path}\0${size}\0${mtimeMs}\0`);
    }
  }
  return { sha256: hash.digest('base64'), sizeBytes };
}
