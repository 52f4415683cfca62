import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../std/package-root.ts';

/** The version of this package. */
export function samletVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }).version;
}
