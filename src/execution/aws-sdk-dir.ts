import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The `node_modules` from which samlet loads its own SDK clients; `undefined` when there is none. */
export function findAwsSdkDir(): string | undefined {
  const folders = createRequire(import.meta.url).resolve.paths('@aws-sdk/core') ?? [];
  return folders.find((folder) => existsSync(join(folder, '@aws-sdk')));
}

/** What must be readable for it: pnpm's packages are links into its store beside them. */
export function awsSdkRoot(awsSdkDir: string): string {
  const at = awsSdkDir.indexOf('/node_modules/.pnpm/');
  return at < 0 ? awsSdkDir : awsSdkDir.slice(0, at + '/node_modules/.pnpm'.length);
}
