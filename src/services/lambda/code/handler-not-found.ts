import { existsSync } from 'node:fs';
import { UserError } from '../../../std/user-error.ts';
import { findHandlerFile } from './find-handler-file.ts';
import type { LocalSource } from './local-source.ts';

/** Refuses a source whose folder or handler file does not exist, with the files looked for and the nearest name. */
export function requireHandlerFile(source: LocalSource, codeDir: string): { readonly file: string } | undefined {
  const found = findHandlerFile({ runtime: source.runtime, handler: source.handler, codeDir });
  if (found.file !== undefined) return found;
  if (source.hasLayers || source.handler.startsWith('/')) return undefined;
  const looked = `Looked for ${found.lookedFor.join(', ')} in ${codeDir}.`;
  throw new UserError(
    'SAMLET_HANDLER_NOT_FOUND',
    `${source.label}: no file for handler "${source.handler}" (${source.runtime})`,
    {
      hint: found.nearest === undefined ? looked : `${looked} Did you mean "${found.nearest}"?`,
    },
  );
}

/** Refuses a code path that does not exist. */
export function requireCodePath(label: string, path: string): void {
  if (existsSync(path)) return;
  throw new UserError('SAMLET_HANDLER_NOT_FOUND', `${label}: there is no code at ${path}`, {
    hint: 'The path in the template is relative to the folder of the template. Where a build makes it, run the build first.',
  });
}
