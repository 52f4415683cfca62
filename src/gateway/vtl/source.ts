import type { Node } from './ast.ts';
import { errorAt, type VtlError } from './vtl-error.ts';

/** The text of a template, and how far it is read. */
export class Source {
  readonly text: string;
  at = 0;
  /** Parses text within the template (a string that is interpolated). */
  readonly parseBody: (text: string, at: number) => readonly Node[];

  constructor(text: string, parseBody: (text: string, at: number) => readonly Node[]) {
    this.text = text;
    this.parseBody = parseBody;
  }

  get next(): string {
    return this.text[this.at] ?? '';
  }

  /** What the sticky expression matches here; reads past it. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** Reads `token` if it stands here. */
  takeText(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  skipSpace(): void {
    this.take(/\s*/y);
  }

  expect(token: string): void {
    this.skipSpace();
    if (!this.takeText(token)) throw this.unexpected(`${JSON.stringify(token)} is missing before`);
  }

  unexpected(problem: string, at = this.at): VtlError {
    const found = this.text.slice(at, at + 20).split('\n')[0] ?? '';
    const what = at >= this.text.length ? 'the end' : JSON.stringify(found);
    return this.error(`${problem} ${what}`, at);
  }

  error(problem: string, at = this.at): VtlError {
    return errorAt(problem, this.text, at);
  }
}
