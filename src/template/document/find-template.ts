import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../../std/user-error.ts';

/** In the order in which they are looked for; the last one is what the .NET tools write. */
export const TEMPLATE_NAMES = ['template.yaml', 'template.yml', 'template.json', 'serverless.template'] as const;

const statOf = (path: string) => statSync(path, { throwIfNoEntry: false });

/**
 * The absolute path of the template that `path` names: a file of any name, or a folder that holds one of `TEMPLATE_NAMES`.
 * @throws {UserError} SAMLET_TEMPLATE_NOT_FOUND
 */
export function findTemplate(path: string): string {
  const absolute = resolve(path);
  const found = statOf(absolute);
  if (found === undefined) {
    throw new UserError('SAMLET_TEMPLATE_NOT_FOUND', 'there is no such file or folder', {
      where: path,
      hint: 'Give the folder that holds the template, or the template itself.',
    });
  }
  if (!found.isDirectory()) return absolute;
  for (const name of TEMPLATE_NAMES) {
    const file = join(absolute, name);
    if (statOf(file)?.isFile()) return file;
  }
  throw new UserError('SAMLET_TEMPLATE_NOT_FOUND', 'there is no template in this folder', {
    where: path,
    hint: `Looked for ${TEMPLATE_NAMES.slice(0, -1).join(', ')} and ${TEMPLATE_NAMES.at(-1)}. A template of another name can be given as the argument.`,
  });
}
