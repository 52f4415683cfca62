import { type CodeStore, keepFile } from './code-store.ts';
import { requireCodePath, requireHandlerFile } from './handler-not-found.ts';
import type { LocalBuild, LocalSource } from './local-source.ts';

/** A local zip file, or a single file that stands alone in its folder as AWS packages it. */
export function fileBuild(source: LocalSource, store: CodeStore): LocalBuild {
  return {
    watched: () => [source.path],
    async build() {
      requireCodePath(source.label, source.path);
      const code = await keepFile(store, source.path);
      const codeDir = store.folderOf(code);
      requireHandlerFile(source, codeDir);
      return { codeDir, sha256: code.sha256, sizeBytes: code.sizeBytes };
    },
    concerns: () => true,
    close: async () => {},
  };
}
