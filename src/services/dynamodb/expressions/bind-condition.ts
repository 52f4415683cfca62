import { type AttributeType, type AttributeValue, typeOf } from '../values/attribute-value.ts';
import { compareValues } from '../values/compare.ts';
import type { BoundCondition, BoundOperand } from './bound-condition.ts';
import { bindPath, bindValue, type Placeholders } from './placeholders.ts';
import { type ExpressionParameter, invalidExpression } from './refusal.ts';
import { type CallNode, type ConditionNode, type DocumentPath, type OperandNode, pathText } from './syntax.ts';

const TYPES: ReadonlySet<string> = new Set<AttributeType>(['S', 'N', 'B', 'NULL', 'SS', 'BOOL', 'L', 'BS', 'NS', 'M']);
const ORDERED: ReadonlySet<string> = new Set<AttributeType>(['S', 'N', 'B']);
const OPERAND_COUNTS: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};

/**
 * Resolves the placeholders of a condition and checks its operands. AWS goes clause by clause: in each it first reports
 * an undefined placeholder, then a wrong number of operands, then an operand that is repeated, then a wrong type.
 */
export function bindCondition(
  node: ConditionNode,
  placeholders: Placeholders,
  parameter: ExpressionParameter,
): { readonly root: BoundCondition; readonly paths: readonly DocumentPath[] } {
  const binder = new ConditionBinder(placeholders, parameter);
  return { root: binder.condition(node), paths: binder.paths };
}

type Check = 'count' | 'distinct' | 'type';

class ConditionBinder {
  readonly paths: DocumentPath[] = [];
  readonly #placeholders: Placeholders;
  readonly #parameter: ExpressionParameter;
  #refusals: { [Kind in Check]?: string } = {};

  constructor(placeholders: Placeholders, parameter: ExpressionParameter) {
    this.#placeholders = placeholders;
    this.#parameter = parameter;
  }

  condition(node: ConditionNode): BoundCondition {
    switch (node.kind) {
      case 'and':
      case 'or':
        return { kind: node.kind, left: this.condition(node.left), right: this.condition(node.right) };
      case 'not':
        return { kind: 'not', operand: this.condition(node.operand) };
      default: {
        const clause = this.#clause(node);
        const reason = this.#refusals.count ?? this.#refusals.distinct ?? this.#refusals.type;
        if (reason !== undefined) throw invalidExpression(this.#parameter, reason);
        return clause;
      }
    }
  }

  #clause(node: Exclude<ConditionNode, { kind: 'and' | 'or' | 'not' }>): BoundCondition {
    switch (node.kind) {
      case 'comparison': {
        const left = this.#operand(node.left);
        const right = this.#operand(node.right);
        this.#requireDistinct(node.operator, left, right);
        if (node.operator !== '=' && node.operator !== '<>') this.#requireTypes(node.operator, ORDERED, left, right);
        return { kind: 'comparison', operator: node.operator, left, right };
      }
      case 'between': {
        const operand = this.#operand(node.operand);
        const low = this.#operand(node.low);
        const high = this.#operand(node.high);
        this.#requireDistinct('BETWEEN', operand, low, high);
        this.#requireTypes('BETWEEN', ORDERED, operand, low, high);
        this.#requireBounds(low, high);
        return { kind: 'between', operand, low, high };
      }
      case 'in': {
        const operand = this.#operand(node.operand);
        const list = node.list.map((each) => this.#operand(each));
        this.#requireDistinct('IN', operand, ...list);
        return { kind: 'in', operand, list };
      }
      case 'call':
        return this.#call(node);
    }
  }

  #operand(node: OperandNode): BoundOperand {
    if (node.kind === 'path') {
      const path = bindPath(node, this.#placeholders, this.#parameter);
      this.paths.push(path);
      return { kind: 'path', path };
    }
    if (node.kind === 'value') {
      const value = bindValue(node, this.#placeholders, this.#parameter);
      return { kind: 'value', value, type: typeOf(value) };
    }
    if (node.kind === 'arithmetic') throw new TypeError('Arithmetic stands in no condition.');
    const args = node.args.map((each) => this.#operand(each));
    this.#requireCount(node);
    const [operand] = args;
    if (operand === undefined) throw new TypeError('A call has at least one operand.');
    const type = staticType(operand);
    if (type === 'N' || type === 'BOOL' || type === 'NULL') this.#refuseType('size', type);
    return { kind: 'size', operand };
  }

  #call(node: CallNode): BoundCondition {
    const args = node.args.map((each) => this.#operand(each));
    this.#requireCount(node);
    const [operand, second] = args;
    if (operand === undefined) throw new TypeError('A call has at least one operand.');
    if (node.name === 'attribute_exists' || node.name === 'attribute_not_exists') {
      if (operand.kind === 'path') return { kind: node.name, path: operand.path };
      this.#refuse('type', `Operator or function requires a document path; operator or function: ${node.name}`);
      return { kind: node.name, path: [] };
    }
    const part = second ?? operand;
    if (args.length === 2) this.#requireDistinct(node.name, operand, part);
    if (node.name === 'attribute_type') {
      return { kind: 'attribute_type', operand, type: this.#typeName(part) };
    }
    if (node.name === 'begins_with') {
      this.#requireTypes('begins_with', new Set(['S', 'B']), operand, part);
      return { kind: 'begins_with', operand, part };
    }
    return { kind: 'contains', operand, part };
  }

  #typeName(operand: BoundOperand): string {
    if (operand.kind !== 'value' || !('S' in operand.value)) {
      this.#refuseType('attribute_type', staticType(operand) ?? '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}');
      return '';
    }
    const name = operand.value.S;
    if (!TYPES.has(name)) {
      this.#refuse(
        'type',
        `Invalid attribute type name found; type: ${name}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
      );
    }
    return name;
  }

  #requireCount({ name, args }: CallNode): void {
    if (args.length === OPERAND_COUNTS[name]) return;
    this.#refuse(
      'count',
      'Incorrect number of operands for operator or function; ' +
        `operator or function: ${name}, number of operands: ${args.length}`,
    );
  }

  #requireDistinct(operator: string, left: BoundOperand, ...others: readonly BoundOperand[]): void {
    for (const right of others) this.#requireOther(operator, left, right);
  }

  #requireOther(operator: string, left: BoundOperand, right: BoundOperand): void {
    if (left.kind !== 'path' || right.kind !== 'path' || pathText(left.path) !== pathText(right.path)) return;
    this.#refuse(
      'distinct',
      'The first operand must be distinct from the remaining operands for this operator or function; ' +
        `operator: ${operator}, first operand: ${pathText(left.path)}`,
    );
  }

  #requireTypes(operator: string, allowed: ReadonlySet<string>, ...operands: readonly BoundOperand[]): void {
    for (const operand of operands) {
      const type = staticType(operand);
      if (type !== undefined && !allowed.has(type)) this.#refuseType(operator, type);
    }
  }

  #requireBounds(low: BoundOperand, high: BoundOperand): void {
    if (low.kind !== 'value' || high.kind !== 'value') return;
    const bounds = `lower bound operand: ${valueText(low.value)}, upper bound operand: ${valueText(high.value)}`;
    if (low.type !== high.type) {
      this.#refuse('type', `The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`);
    } else if ((compareValues(low.value, high.value) ?? 0) > 0) {
      this.#refuse(
        'type',
        `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`,
      );
    }
  }

  #refuseType(operator: string, type: string): void {
    this.#refuse(
      'type',
      `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
    );
  }

  /** The first refusal of a kind counts. */
  #refuse(check: Check, reason: string): void {
    this.#refusals[check] ??= reason;
  }
}

function staticType(operand: BoundOperand): AttributeType | undefined {
  if (operand.kind === 'value') return operand.type;
  return operand.kind === 'size' ? 'N' : undefined;
}

function valueText(value: AttributeValue): string {
  return `AttributeValue: {${Object.entries(value)
    .map(([type, content]) => `${type}:${String(content)}`)
    .join()}}`;
}
