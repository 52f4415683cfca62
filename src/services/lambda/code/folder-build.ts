import { folderDigest } from './folder-digest.ts';
import { requireHandlerFile } from './handler-not-found.ts';
import type { LocalBuild, LocalSource } from './local-source.ts';

/** A folder that runs as it is. */
export function folderBuild(source: LocalSource): LocalBuild {
  return {
    watched: () => [source.path],
    async build() {
      requireHandlerFile(source, source.path);
      return { codeDir: source.path, ...(await folderDigest(source.path)) };
    },
    concerns: () => true,
    close: async () => {},
  };
}
