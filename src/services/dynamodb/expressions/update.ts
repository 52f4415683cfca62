import { Lru } from '../../../std/lru.ts';
import { type AttributeType, type AttributeValue, type Item, typeOf } from '../values/attribute-value.ts';
import { rejectOverlaps } from './document-path.ts';
import { parseUpdate } from './parse-update.ts';
import { bindPath, bindValue, type Placeholders } from './placeholders.ts';
import { project } from './projection.ts';
import { invalidExpression, invalidRequest } from './refusal.ts';
import type { ActionNode, CallNode, DocumentPath, OperandNode } from './syntax.ts';

export type BoundValue =
  | { readonly kind: 'path'; readonly path: DocumentPath }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'if_not_exists'; readonly path: DocumentPath; readonly otherwise: BoundValue }
  | { readonly kind: 'list_append' | '+' | '-'; readonly left: BoundValue; readonly right: BoundValue };

export type BoundAction =
  | { readonly section: 'SET'; readonly path: DocumentPath; readonly value: BoundValue }
  | { readonly section: 'REMOVE'; readonly path: DocumentPath }
  | { readonly section: 'ADD' | 'DELETE'; readonly path: DocumentPath; readonly value: AttributeValue };

/** An UpdateExpression with its placeholders bound. */
export interface Update {
  readonly actions: readonly BoundAction[];
  /** The path of each action. */
  readonly paths: readonly DocumentPath[];
  /** AWS's words for an ADD or DELETE that does not fit the attribute, where they are not those of expressions. */
  readonly typeMismatch?: string;
}

const CONFUSED_TYPES: Readonly<Partial<Record<AttributeType, string>>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  NULL: 'NULL',
  BOOL: 'BOOLEAN',
  L: 'LIST',
  M: 'MAP',
};
const parsed = new Lru<string, readonly ActionNode[]>(1000);

/**
 * Throws ValidationException (`Invalid UpdateExpression: ...`). Parsing is cached by text.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export function compileUpdate(text: string, placeholders: Placeholders): Update {
  let nodes = parsed.get(text);
  if (nodes === undefined) {
    nodes = parseUpdate(text);
    parsed.set(text, nodes);
  }
  return bindUpdate(nodes, placeholders);
}

/** An update that was parsed elsewhere, checked as UpdateExpressions are. */
export function bindUpdate(nodes: readonly ActionNode[], placeholders: Placeholders): Update {
  return new UpdateBinder(placeholders).update(nodes);
}

/** Throws ValidationException when the update touches a key attribute. */
export function rejectKeyUpdates(update: Update, keyNames: readonly string[]): void {
  for (const name of keyNames) {
    if (update.paths.some((path) => path[0] === name)) {
      throw invalidRequest(
        `One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`,
      );
    }
  }
}

/** What UPDATED_OLD and UPDATED_NEW answer: of the item before or after the update, only the paths that it touches. */
export function updatedAttributes(update: Update, item: Readonly<Item>): Item {
  return project(update, item);
}

/** The type that the update gives to a whole attribute, where the expression alone tells it. */
export function assignedType(update: Update, name: string): AttributeType | undefined {
  const action = update.actions.find(({ path }) => path.length === 1 && path[0] === name);
  if (action === undefined || action.section === 'REMOVE' || action.section === 'DELETE') return undefined;
  return action.section === 'SET' ? staticType(action.value) : typeOf(action.value);
}

/** AWS reports undefined names of the whole expression before undefined values, then overlaps, ADD and DELETE, functions. */
class UpdateBinder {
  readonly #placeholders: Placeholders;
  #operandRefusal: string | undefined;
  #functionRefusal: string | undefined;

  constructor(placeholders: Placeholders) {
    this.#placeholders = placeholders;
  }

  update(nodes: readonly ActionNode[]): Update {
    const paths = nodes.map((node) => {
      const path = bindPath(node.path, this.#placeholders, 'UpdateExpression');
      if (node.section === 'SET') this.#bindNames(node.value);
      return path;
    });
    const actions = nodes.map((node, index) => this.#action(node, paths[index] ?? []));
    rejectOverlaps(paths, 'UpdateExpression');
    const reason = this.#operandRefusal ?? this.#functionRefusal;
    if (reason !== undefined) throw invalidExpression('UpdateExpression', reason);
    return { actions, paths };
  }

  #bindNames(node: OperandNode): void {
    if (node.kind === 'path') bindPath(node, this.#placeholders, 'UpdateExpression');
    else if (node.kind === 'call') for (const arg of node.args) this.#bindNames(arg);
    else if (node.kind === 'arithmetic') {
      this.#bindNames(node.left);
      this.#bindNames(node.right);
    }
  }

  #action(node: ActionNode, path: DocumentPath): BoundAction {
    if (node.section === 'REMOVE') return { section: 'REMOVE', path };
    if (node.section === 'SET') return { section: 'SET', path, value: this.#value(node.value) };
    const value = bindValue(node.value, this.#placeholders, 'UpdateExpression');
    const confused = CONFUSED_TYPES[typeOf(value)];
    if (confused !== undefined && !(node.section === 'ADD' && confused === 'NUMBER')) {
      this.#operandRefusal ??=
        `Incorrect operand type for operator or function; operator: ${node.section}, ` +
        `operand type: ${confused}, typeSet: ALLOWED_FOR_${node.section}_OPERAND`;
    }
    return { section: node.section, path, value };
  }

  #value(node: OperandNode): BoundValue {
    if (node.kind === 'path') {
      return { kind: 'path', path: bindPath(node, this.#placeholders, 'UpdateExpression') };
    }
    if (node.kind === 'value') {
      return { kind: 'value', value: bindValue(node, this.#placeholders, 'UpdateExpression') };
    }
    if (node.kind === 'call') return this.#call(node);
    const left = this.#value(node.left);
    const right = this.#value(node.right);
    this.#requireType(node.operator, 'N', left, right);
    return { kind: node.operator, left, right };
  }

  #call(node: CallNode): BoundValue {
    const [left, right, ...more] = node.args.map((arg) => this.#value(arg));
    if (left === undefined || right === undefined || more.length > 0) {
      this.#functionRefusal ??=
        'Incorrect number of operands for operator or function; ' +
        `operator or function: ${node.name}, number of operands: ${node.args.length}`;
      return { kind: 'path', path: [] };
    }
    if (node.name === 'list_append') {
      this.#requireType('list_append', 'L', left, right);
      return { kind: 'list_append', left, right };
    }
    if (left.kind === 'path') return { kind: 'if_not_exists', path: left.path, otherwise: right };
    this.#functionRefusal ??= `Operator or function requires a document path; operator or function: ${node.name}`;
    return left;
  }

  #requireType(operator: string, required: AttributeType, ...operands: readonly BoundValue[]): void {
    for (const operand of operands) {
      const type = operand.kind === 'if_not_exists' ? undefined : staticType(operand);
      if (type === undefined || type === required) continue;
      this.#functionRefusal ??=
        'Incorrect operand type for operator or function; ' +
        `operator or function: ${operator}, operand type: ${type}`;
    }
  }
}

function staticType(value: BoundValue): AttributeType | undefined {
  switch (value.kind) {
    case 'path':
      return undefined;
    case 'value':
      return typeOf(value.value);
    case 'if_not_exists':
      return staticType(value.otherwise);
    case 'list_append':
      return 'L';
    default:
      return 'N';
  }
}
