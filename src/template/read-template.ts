import { readFileSync } from 'node:fs';
import { UserError } from '../std/user-error.ts';
import { findTemplate } from './document/find-template.ts';
import { parseTemplate } from './document/parse-template.ts';
import type { TemplateDocument } from './template-document.ts';

/**
 * Reads the template that `path` names: a file of any name, or a folder with a template in it.
 * @throws {UserError} SAMLET_TEMPLATE_NOT_FOUND, SAMLET_TEMPLATE_SYNTAX
 */
export function readTemplate(path: string): TemplateDocument {
  const file = findTemplate(path);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(readFileSync(file));
  } catch (error) {
    throw new UserError('SAMLET_TEMPLATE_SYNTAX', 'the template cannot be read as UTF-8 text', {
      where: file,
      hint: error instanceof Error ? error.message : undefined,
      cause: error,
    });
  }
  return parseTemplate(text, file);
}
