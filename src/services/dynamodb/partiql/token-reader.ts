import { malformed } from './malformed.ts';
import { type Token, tokenize } from './tokenize.ts';

const END: Token = { kind: 'end', text: '' };

/** Words that name nothing unless they are quoted. */
const KEYWORDS = new Set(
  (
    'ALL AND AS ASC BETWEEN BY DELETE DESC EXISTS FALSE FROM IN INSERT INTO IS MISSING NOT NULL OR ORDER REMOVE ' +
    'RETURNING SELECT SET TRUE UPDATE VALUES WHERE'
  ).split(' '),
);

/** Steps through the tokens of a statement. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(statement: string) {
    this.#tokens = tokenize(statement);
  }

  get token(): Token {
    return this.#tokens[this.#position] ?? END;
  }

  advance(): Token {
    const { token } = this;
    this.#position++;
    return token;
  }

  isMark(mark: string): boolean {
    return this.token.kind === 'mark' && this.token.text === mark;
  }

  /** Whether the current token is this mark; if so, steps over it. */
  accept(mark: string): boolean {
    if (!this.isMark(mark)) return false;
    this.#position++;
    return true;
  }

  expect(mark: string, name: string): void {
    if (!this.accept(mark)) throw malformed(`Expected ${name}`);
  }

  isWord(word: string, ahead = 0): boolean {
    const token = this.#tokens[this.#position + ahead] ?? END;
    return token.kind === 'word' && token.text.toUpperCase() === word;
  }

  /** Whether the tokens from here are these words, in any case; if so, steps over them. */
  acceptWords(...words: readonly string[]): boolean {
    if (!words.every((word, ahead) => this.isWord(word, ahead))) return false;
    this.#position += words.length;
    return true;
  }

  expectWord(word: string): void {
    if (!this.acceptWords(word)) throw malformed(`Expected ${word}`);
  }

  /** Whether the current token is a function's name with its opening parenthesis. */
  isCall(): boolean {
    const next = this.#tokens[this.#position + 1] ?? END;
    return this.token.kind === 'word' && next.kind === 'mark' && next.text === '(';
  }

  /** A name, quoted or not. */
  name(): string {
    const { token } = this;
    if (token.kind === 'word' && KEYWORDS.has(token.text.toUpperCase())) throw malformed('Unexpected keyword');
    if (token.kind !== 'word' && token.kind !== 'name') throw malformed('Unexpected term');
    return this.advance().text;
  }

  expectEnd(): void {
    this.accept(';');
    if (this.token.kind !== 'end') throw malformed('Unexpected token after expression');
  }
}
