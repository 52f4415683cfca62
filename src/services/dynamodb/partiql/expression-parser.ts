import { validation } from '../errors.ts';
import type { CallNode, Comparator, ConditionNode, DocumentPath, OperandNode, PathNode } from '../expressions/index.ts';
import type { AttributeValue } from '../values/attribute-value.ts';
import { malformed } from './malformed.ts';
import type { ValueTemplate } from './statement.ts';
import { TokenReader } from './token-reader.ts';

const COMPARATORS: Readonly<Record<string, Comparator>> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};
const CONDITION_FUNCTIONS = new Set([
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
]);
const UPDATE_FUNCTIONS = new Set(['list_append', 'if_not_exists', 'set_add', 'set_delete']);
const MAX_NESTING = 200;

/** Reads values, paths and conditions; collects the values and counts the parameters. */
export class ExpressionParser {
  readonly reader: TokenReader;
  readonly values: ValueTemplate[] = [];
  parameterCount = 0;
  #nesting = 0;

  constructor(statement: string) {
    this.reader = new TokenReader(statement);
  }

  condition(): ConditionNode {
    return this.#nested(() => {
      let left = this.#conjunction();
      while (this.reader.acceptWords('OR')) left = { kind: 'or', left, right: this.#conjunction() };
      return left;
    });
  }

  /** `a.b[0]."c"` */
  path(): PathNode {
    const elements: (string | number)[] = [this.reader.name()];
    for (;;) {
      if (this.reader.accept('.')) elements.push(this.reader.name());
      else if (this.reader.accept('[')) {
        elements.push(this.#step());
        this.reader.expect(']', 'RIGHT_BRACKET');
      } else return { kind: 'path', elements, hasPlaceholders: false };
    }
  }

  /** A value without names: what INSERT puts and what stands in maps, lists and sets. */
  value(): ValueTemplate {
    return this.#nested(() => {
      const { reader } = this;
      if (reader.accept('?')) return { kind: 'parameter', index: this.parameterCount++ };
      if (reader.accept('{')) return { kind: 'map', entries: this.#list('}', 'RIGHT_CURLY', () => this.#entry()) };
      if (reader.accept('[')) return { kind: 'list', items: this.#list(']', 'RIGHT_BRACKET', () => this.value()) };
      if (reader.accept('<<')) {
        return { kind: 'set', items: this.#list('>>', 'RIGHT_DOUBLE_ANGLE_BRACKET', () => this.value()) };
      }
      const negative = reader.accept('-');
      if (negative || reader.accept('+')) {
        if (reader.token.kind !== 'number') throw malformed('Unexpected term');
        return literal({ N: `${negative ? '-' : ''}${reader.advance().text}` });
      }
      if (reader.token.kind === 'text') return literal({ S: reader.advance().text });
      if (reader.token.kind === 'number') return literal({ N: reader.advance().text });
      if (reader.acceptWords('TRUE')) return literal({ BOOL: true });
      if (reader.acceptWords('FALSE')) return literal({ BOOL: false });
      if (reader.acceptWords('NULL')) return literal({ NULL: true });
      throw malformed(reader.token.kind === 'word' ? 'Unexpected keyword' : 'Unexpected term');
    });
  }

  /** The right side of SET: a value, a path, a function of them, a sum or a difference. */
  assigned(): OperandNode {
    let left = this.#updateOperand();
    for (;;) {
      const operator = this.reader.isMark('+') ? '+' : this.reader.isMark('-') ? '-' : undefined;
      if (operator === undefined) return left;
      this.reader.advance();
      left = { kind: 'arithmetic', operator, left, right: this.#updateOperand() };
    }
  }

  /** A value's place in an expression. */
  placeholder(template: ValueTemplate): OperandNode {
    return { kind: 'value', placeholder: `:${this.values.push(template) - 1}` };
  }

  #updateOperand(): OperandNode {
    return this.#nested(() => (this.reader.isCall() ? this.#call(UPDATE_FUNCTIONS) : this.#pathOrValue()));
  }

  #conjunction(): ConditionNode {
    let left = this.#negation();
    while (this.reader.acceptWords('AND')) left = { kind: 'and', left, right: this.#negation() };
    return left;
  }

  #negation(): ConditionNode {
    if (this.reader.acceptWords('NOT')) return this.#nested(() => ({ kind: 'not', operand: this.#negation() }));
    return this.#predicate();
  }

  #predicate(): ConditionNode {
    const { reader } = this;
    if (reader.accept('(')) {
      const inner = this.condition();
      reader.expect(')', 'RIGHT_PAREN');
      return inner;
    }
    if (reader.isCall() && !reader.isWord('SIZE')) return this.#call(CONDITION_FUNCTIONS);
    const operand = this.#operand();
    const comparator = reader.token.kind === 'mark' ? COMPARATORS[reader.token.text] : undefined;
    if (comparator !== undefined) {
      reader.advance();
      return { kind: 'comparison', operator: comparator, left: operand, right: this.#operand() };
    }
    if (reader.acceptWords('IS')) return negatedIf(reader.acceptWords('NOT'), this.#is(operand));
    const negated = reader.acceptWords('NOT');
    if (reader.acceptWords('BETWEEN')) {
      const low = this.#operand();
      reader.expectWord('AND');
      return negatedIf(negated, { kind: 'between', operand, low, high: this.#operand() });
    }
    if (reader.acceptWords('IN')) return negatedIf(negated, { kind: 'in', operand, list: this.#members() });
    throw malformed('Unexpected term');
  }

  #is(operand: OperandNode): ConditionNode {
    if (this.reader.acceptWords('MISSING')) return { kind: 'call', name: 'attribute_not_exists', args: [operand] };
    if (this.reader.acceptWords('NULL')) {
      return { kind: 'call', name: 'attribute_type', args: [operand, this.placeholder(literal({ S: 'NULL' }))] };
    }
    throw malformed('Unexpected term');
  }

  #members(): readonly OperandNode[] {
    if (this.reader.accept('[')) return this.#list(']', 'RIGHT_BRACKET', () => this.#operand());
    this.reader.expect('(', 'LEFT_PAREN');
    return this.#list(')', 'RIGHT_PAREN', () => this.#operand());
  }

  #operand(): OperandNode {
    return this.#nested(() =>
      this.reader.isCall() && this.reader.isWord('SIZE') ? this.#call(new Set(['size'])) : this.#pathOrValue(),
    );
  }

  #pathOrValue(): OperandNode {
    const { reader } = this;
    const isName =
      reader.token.kind === 'name' ||
      (reader.token.kind === 'word' && !['TRUE', 'FALSE', 'NULL'].some((word) => reader.isWord(word)));
    return isName ? this.path() : this.placeholder(this.value());
  }

  #call(known: ReadonlySet<string>): CallNode {
    const name = this.reader.advance().text.toLowerCase();
    if (!known.has(name)) throw validation(`Unsupported function: ${name}`);
    this.reader.expect('(', 'LEFT_PAREN');
    const args = this.#list(')', 'RIGHT_PAREN', () =>
      known === UPDATE_FUNCTIONS ? this.#updateOperand() : this.#operand(),
    );
    return { kind: 'call', name, args };
  }

  #step(): string | number {
    const { reader } = this;
    if (reader.token.kind === 'text') return reader.advance().text;
    if (reader.token.kind === 'number' && /^\d{1,9}$/.test(reader.token.text)) return Number(reader.advance().text);
    throw malformed('Unexpected path component');
  }

  #entry(): readonly [string, ValueTemplate] {
    const { reader } = this;
    if (reader.token.kind !== 'text' && reader.token.kind !== 'name') throw malformed('Unexpected term');
    const name = reader.advance().text;
    reader.expect(':', 'COLON');
    return [name, this.value()];
  }

  #list<Member>(end: string, endName: string, read: () => Member): Member[] {
    const members: Member[] = [];
    if (this.reader.accept(end)) return members;
    do members.push(read());
    while (this.reader.accept(','));
    this.reader.expect(end, endName);
    return members;
  }

  #nested<Result>(read: () => Result): Result {
    if (++this.#nesting > MAX_NESTING) throw malformed('Statement is nested too deeply');
    const result = read();
    this.#nesting--;
    return result;
  }
}

export function pathOf({ elements }: PathNode): DocumentPath {
  return elements;
}

function literal(value: AttributeValue): ValueTemplate {
  return { kind: 'literal', value };
}

function negatedIf(negated: boolean, operand: ConditionNode): ConditionNode {
  return negated ? { kind: 'not', operand } : operand;
}
