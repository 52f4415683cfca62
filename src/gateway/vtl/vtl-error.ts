/** A template that cannot be parsed, or that failed while it ran; line and column are in the template, from 1. */
export class VtlError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(problem: string, line: number, column: number) {
    super(`${problem} at line ${line}, column ${column} of the template`);
    this.name = 'VtlError';
    this.line = line;
    this.column = column;
  }
}

/** An error at a character of the template's text. */
export function errorAt(problem: string, text: string, offset: number): VtlError {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return new VtlError(problem, before.split('\n').length, offset - lineStart + 1);
}
