import { Parser } from './parser.ts';
import { type ExpressionParameter, invalidExpression } from './refusal.ts';
import type { CallNode, Comparator, ConditionNode, OperandNode } from './syntax.ts';

const KEYWORDS = new Set(['AND', 'OR', 'NOT', 'BETWEEN', 'IN']);
const COMPARATORS: ReadonlySet<string> = new Set<Comparator>(['=', '<>', '<', '<=', '>', '>=']);
const MAX_IN_OPERANDS = 100;

/** Parses a ConditionExpression, FilterExpression or KeyConditionExpression. Throws ValidationException. */
export function parseCondition(text: string, parameter: ExpressionParameter): ConditionNode {
  const grammar = new ConditionGrammar(new Parser(text, parameter, KEYWORDS), parameter);
  return grammar.expression();
}

/** `NOT` binds closer than `AND`, `AND` closer than `OR`; all comparisons bind closer than these. */
class ConditionGrammar {
  readonly #parser: Parser;
  readonly #parameter: ExpressionParameter;

  constructor(parser: Parser, parameter: ExpressionParameter) {
    this.#parser = parser;
    this.#parameter = parameter;
  }

  expression(): ConditionNode {
    const condition = this.#asCondition(this.#or());
    this.#parser.finish('condition');
    return condition;
  }

  #or(): ConditionNode | OperandNode {
    let left = this.#and();
    while (this.#parser.acceptKeyword('OR')) {
      this.#parser.countOperator();
      left = { kind: 'or', left: this.#asCondition(left), right: this.#asCondition(this.#and()) };
    }
    return left;
  }

  #and(): ConditionNode | OperandNode {
    let left = this.#not();
    while (this.#parser.acceptKeyword('AND')) {
      this.#parser.countOperator();
      left = { kind: 'and', left: this.#asCondition(left), right: this.#asCondition(this.#not()) };
    }
    return left;
  }

  #not(): ConditionNode | OperandNode {
    let negations = 0;
    while (this.#parser.acceptKeyword('NOT')) {
      this.#parser.countOperator();
      negations++;
    }
    let node = this.#predicate();
    for (; negations > 0; negations--) node = { kind: 'not', operand: this.#asCondition(node) };
    return node;
  }

  /** A comparison, a call, what stands in parentheses, or a lone operand: inside parentheses one may follow. */
  #predicate(): ConditionNode | OperandNode {
    const parser = this.#parser;
    const left = parser.accept('(') ? parser.parenthesized(() => this.#or()) : this.#operand();
    if (!isOperand(left)) return left;
    const { kind, text } = parser.token;
    if (kind === 'mark' && COMPARATORS.has(text)) {
      parser.advance();
      parser.countOperator();
      const right = this.#operand();
      this.#refuseMisusedCalls([left, right]);
      return { kind: 'comparison', operator: text as Comparator, left, right };
    }
    if (parser.acceptKeyword('BETWEEN')) return this.#between(left);
    if (parser.acceptKeyword('IN')) return this.#in(left);
    if (left.kind !== 'call' && !(kind === 'mark' && text === ')')) throw parser.syntaxError();
    return left;
  }

  #between(operand: OperandNode): ConditionNode {
    this.#parser.countOperator();
    const low = this.#operand();
    if (!this.#parser.acceptKeyword('AND')) throw this.#parser.syntaxError();
    const high = this.#operand();
    this.#refuseMisusedCalls([operand, low, high]);
    return { kind: 'between', operand, low, high };
  }

  #in(operand: OperandNode): ConditionNode {
    this.#parser.countOperator();
    this.#parser.expect('(');
    const list = [this.#operand()];
    while (this.#parser.accept(',')) list.push(this.#operand());
    this.#parser.expect(')');
    if (list.length > MAX_IN_OPERANDS) {
      throw invalidExpression(
        this.#parameter,
        `The IN operator is provided with too many operands; number of operands: ${list.length}`,
      );
    }
    this.#refuseMisusedCalls([operand, ...list]);
    return { kind: 'in', operand, list };
  }

  #operand(): OperandNode {
    const parser = this.#parser;
    if (parser.accept('(')) return parser.parenthesized(() => this.#operand());
    if (parser.token.kind === 'value') return { kind: 'value', placeholder: parser.advance().text };
    if (!parser.atPathOrCall()) throw parser.syntaxError();
    const node = parser.pathOrCall(() => this.#operand());
    if (node.kind === 'call') this.#refuseMisusedCalls(node.args);
    return node;
  }

  /** A lone `size(a)` or attribute is no condition. */
  #asCondition(node: ConditionNode | OperandNode): ConditionNode {
    if (!isOperand(node)) return node;
    if (node.kind !== 'call') throw this.#parser.syntaxError();
    if (node.name === 'size') this.#refuseMisuse(node);
    return node;
  }

  /** Of all functions only `size` gives a value that another operator may take. */
  #refuseMisusedCalls(operands: readonly OperandNode[]): void {
    for (const operand of operands) {
      if (operand.kind === 'call' && operand.name !== 'size') this.#refuseMisuse(operand);
    }
  }

  #refuseMisuse(call: CallNode): void {
    this.#parser.refuseLate(
      'misuse',
      `The function is not allowed to be used this way in an expression; function: ${call.name}`,
    );
  }
}

function isOperand(node: ConditionNode | OperandNode): node is OperandNode {
  return node.kind === 'path' || node.kind === 'value' || node.kind === 'call' || node.kind === 'arithmetic';
}
