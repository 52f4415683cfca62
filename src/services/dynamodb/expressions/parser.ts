import type { ServiceError } from '../../../aws/service-error.ts';
import { type ExpressionParameter, invalidExpression } from './refusal.ts';
import { isReservedWord } from './reserved-words.ts';
import type { CallNode, OperandNode, PathElement, PathNode } from './syntax.ts';
import { type Token, tokenize } from './tokenizer.ts';

const MAX_EXPRESSION_BYTES = 4096;
const MAX_OPERATORS = 300;
const MAX_PATH_DEPTH = 32;
const MAX_LIST_INDEX = 2 ** 31 - 1;
/** Deeper than any expression within the operator limit nests without redundant parentheses. */
const MAX_NESTING = 700;

const CONDITION_FUNCTIONS = new Set([
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
  'size',
]);
const UPDATE_FUNCTIONS = new Set(['if_not_exists', 'list_append']);

/** What AWS looks for once the syntax holds, in the order in which it reports. */
type LateRefusal = 'operators' | 'parentheses' | 'function' | 'misuse' | 'section' | 'reserved' | 'depth';
const REPORT_ORDER: Readonly<Record<'condition' | 'update', readonly LateRefusal[]>> = {
  condition: ['operators', 'parentheses', 'function', 'misuse', 'reserved', 'depth'],
  update: ['operators', 'parentheses', 'reserved', 'function', 'misuse', 'section', 'depth'],
};

/** The part of the grammar that all expressions share: tokens, paths, calls, parentheses, and what AWS refuses in them. */
export class Parser {
  readonly #text: string;
  readonly #parameter: ExpressionParameter;
  readonly #keywords: ReadonlySet<string>;
  readonly #tokens: readonly Token[];
  readonly #late = new Map<LateRefusal, string>();
  readonly #parenthesized = new Set<object>();
  #position = 0;
  #operators = 0;
  #nesting = 0;

  /** `keywords`, in upper case, are no attribute names in this kind of expression. */
  constructor(text: string, parameter: ExpressionParameter, keywords: ReadonlySet<string>) {
    if (text === '') throw invalidExpression(parameter, 'The expression can not be empty;');
    const size = Buffer.byteLength(text);
    if (size > MAX_EXPRESSION_BYTES) {
      throw invalidExpression(
        parameter,
        `Expression size has exceeded the maximum allowed size; expression size: ${size}`,
      );
    }
    this.#text = text;
    this.#parameter = parameter;
    this.#keywords = keywords;
    this.#tokens = tokenize(text);
  }

  get token(): Token {
    return this.#tokens[this.#position] ?? END;
  }

  advance(): Token {
    const token = this.token;
    this.#position++;
    return token;
  }

  /** Whether the current token is this mark; if so, steps over it. */
  accept(mark: string): boolean {
    if (this.token.kind !== 'mark' || this.token.text !== mark) return false;
    this.#position++;
    return true;
  }

  expect(mark: string): void {
    if (!this.accept(mark)) throw this.syntaxError();
  }

  /** Whether the current token is this keyword, in any case; if so, steps over it. */
  acceptKeyword(keyword: string): boolean {
    if (this.token.kind !== 'word' || this.token.text.toUpperCase() !== keyword) return false;
    this.#position++;
    return true;
  }

  /** The refusal of the current token, quoted with the one before and the one after it. */
  syntaxError(): ServiceError {
    const before = this.#tokens[this.#position - 1];
    const after = this.#tokens[this.#position + 1];
    const near = this.#text.slice(before?.start ?? this.token.start, after?.end ?? this.token.end);
    return invalidExpression(this.#parameter, `Syntax error; token: "${this.token.text}", near: "${near}"`);
  }

  /** Notes a refusal that AWS reports only when the whole expression has parsed. The first of a kind counts. */
  refuseLate(kind: LateRefusal, reason: string): void {
    if (!this.#late.has(kind)) this.#late.set(kind, reason);
  }

  /** AWS stops counting at the first operator too many. */
  countOperator(): void {
    if (++this.#operators > MAX_OPERATORS) {
      this.refuseLate('operators', `The expression contains too many operators; operator count: ${MAX_OPERATORS + 1}`);
    }
  }

  /** Call at the end: throws when tokens are left or a refusal was noted. */
  finish(grammar: 'condition' | 'update'): void {
    if (this.token.kind !== 'end') throw this.syntaxError();
    for (const kind of REPORT_ORDER[grammar]) {
      const reason = this.#late.get(kind);
      if (reason !== undefined) throw invalidExpression(this.#parameter, reason);
    }
  }

  /** What stands between parentheses; the current token is behind the opening one. */
  parenthesized<Node extends object>(inner: () => Node): Node {
    if (++this.#nesting > MAX_NESTING) {
      throw invalidExpression(this.#parameter, 'The expression has redundant parentheses;');
    }
    const node = inner();
    this.expect(')');
    this.#nesting--;
    if (this.#parenthesized.has(node)) {
      this.refuseLate('parentheses', 'The expression has redundant parentheses;');
    }
    this.#parenthesized.add(node);
    return node;
  }

  atPathOrCall(): boolean {
    return this.token.kind === 'name' || (this.token.kind === 'word' && !this.#isKeyword(this.token));
  }

  /** A path, or a call when a word is followed by `(`. */
  pathOrCall(argument: () => OperandNode): PathNode | CallNode {
    const after = this.#tokens[this.#position + 1];
    const isCall = this.token.kind === 'word' && after?.kind === 'mark' && after.text === '(';
    return isCall && !this.#isKeyword(this.token) ? this.#call(argument) : this.path();
  }

  path(): PathNode {
    const elements: PathElement[] = [this.#pathName()];
    for (;;) {
      if (this.accept('.')) elements.push(this.#pathName());
      else if (this.accept('[')) elements.push(this.#listIndex());
      else break;
    }
    if (elements.length > MAX_PATH_DEPTH) {
      this.refuseLate('depth', `The document path has too many nesting levels; nesting levels: ${elements.length}`);
    }
    const hasPlaceholders = elements.some((element) => typeof element === 'string' && element.startsWith('#'));
    return { kind: 'path', elements, hasPlaceholders };
  }

  #isKeyword(token: Token): boolean {
    return this.#keywords.has(token.text.toUpperCase());
  }

  #pathName(): string {
    if (!this.atPathOrCall()) throw this.syntaxError();
    const { kind, text } = this.advance();
    if (kind === 'word' && isReservedWord(text)) {
      this.refuseLate('reserved', `Attribute name is a reserved keyword; reserved keyword: ${text}`);
    }
    return text;
  }

  #listIndex(): number {
    if (this.token.kind !== 'number') throw this.syntaxError();
    const index = Number(this.advance().text);
    this.expect(']');
    if (index > MAX_LIST_INDEX) {
      this.refuseLate('depth', `List index is not within the allowable range; index: [${index}]`);
    }
    return index;
  }

  #call(argument: () => OperandNode): CallNode {
    const name = this.advance().text;
    this.expect('(');
    this.countOperator();
    if (++this.#nesting > MAX_NESTING) {
      throw invalidExpression(this.#parameter, 'The expression contains too many operators; operator count: 301');
    }
    const args = [argument()];
    while (this.accept(',')) args.push(argument());
    this.expect(')');
    this.#nesting--;
    this.#checkFunctionName(name);
    return { kind: 'call', name, args };
  }

  #checkFunctionName(name: string): void {
    const isUpdate = this.#parameter === 'UpdateExpression';
    if ((isUpdate ? UPDATE_FUNCTIONS : CONDITION_FUNCTIONS).has(name)) return;
    if ((isUpdate ? CONDITION_FUNCTIONS : UPDATE_FUNCTIONS).has(name)) {
      const where = isUpdate ? 'an update' : 'a condition';
      this.refuseLate('function', `The function is not allowed in ${where} expression; function: ${name}`);
    } else {
      this.refuseLate('function', `Invalid function name; function: ${name}`);
    }
  }
}

const END: Token = { kind: 'end', text: '<EOF>', start: 0, end: 0 };
