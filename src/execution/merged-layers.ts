import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface MergedLayers {
  /** One folder with the contents of all, later layers over earlier ones; `undefined` for none. */
  folder(layerDirs: readonly string[]): string | undefined;
  /** Deletes what was copied. */
  stop(): void;
}

/** Several layers become one folder, copied once per combination: /opt is one folder. */
export function mergedLayers(): MergedLayers {
  const copies = new Map<string, string>();
  return {
    folder(layerDirs) {
      if (layerDirs.length < 2) return layerDirs[0];
      const key = layerDirs.join('\0');
      let copy = copies.get(key);
      if (copy === undefined) {
        copy = mkdtempSync(join(tmpdir(), 'samlet-layers-'));
        for (const dir of layerDirs) cpSync(dir, copy, { recursive: true, verbatimSymlinks: true });
        copies.set(key, copy);
      }
      return copy;
    },
    stop() {
      for (const copy of copies.values()) rmSync(copy, { recursive: true, force: true });
      copies.clear();
    },
  };
}
