import { relative, resolve } from 'node:path';
import type { UserError } from '../std/user-error.ts';
import type { Notice, Place } from './notice.ts';

/** `template.yaml:12:3`, relative to the working folder when the file lies in it. */
export function formatPlace(place: Place): string {
  const near = relative(process.cwd(), place.file);
  return `${/^\.\.(?:[\\/]|$)/.test(near) ? place.file : near}:${place.line}:${place.column}`;
}

/** The error as something the user must know of the template, at the place it names. */
export function noticeOfError(error: UserError): Notice {
  const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(error.where ?? '') ?? [];
  return {
    kind: 'error',
    message: error.message,
    place: file ? { file: resolve(file), line: Number(line), column: Number(column) } : undefined,
    hint: error.hint,
  };
}
