import { type AttributeValue, attributeOf, type Item, setAttribute, typeOf } from '../values/attribute-value.ts';
import { addNumbers, subtractNumbers } from '../values/number.ts';
import { valueAt } from './document-path.ts';
import { invalidRequest } from './refusal.ts';
import type { DocumentPath } from './syntax.ts';
import type { BoundAction, BoundValue, Update } from './update.ts';

const WRONG_TYPE = 'An operand in the update expression has an incorrect data type';
const MISSING = 'The provided expression refers to an attribute that does not exist in the item';
const BAD_PATH = 'The document path provided in the update expression is invalid for update';

/**
 * The item after the update; `item` itself is not changed and shares what the update leaves alone. For an item that does
 * not exist pass its key. Every right side sees the item as it was before. Throws ValidationException when the item does
 * not fit the update.
 */
export function applyUpdate(update: Update, item: Readonly<Item>): Item {
  const mismatch = update.typeMismatch ?? WRONG_TYPE;
  const results = update.actions.map((action) => resultOf(action, item, mismatch));
  const draft = new Draft(item);
  for (let index = 0; index < results.length; index++) draft.put(update.paths[index] ?? [], results[index]);
  return draft.finish();
}

/** What stands at the action's path afterwards; `undefined` for nothing. */
function resultOf(action: BoundAction, item: Readonly<Item>, mismatch: string): AttributeValue | undefined {
  switch (action.section) {
    case 'SET':
      return evaluate(action.value, item);
    case 'REMOVE':
      return undefined;
    case 'ADD':
      return add(valueAt(item, action.path), action.value, mismatch);
    case 'DELETE':
      return subtract(valueAt(item, action.path), action.value, mismatch);
  }
}

function evaluate(value: BoundValue, item: Readonly<Item>): AttributeValue {
  switch (value.kind) {
    case 'value':
      return value.value;
    case 'path': {
      const found = valueAt(item, value.path);
      if (found === undefined) throw invalidRequest(MISSING);
      return found;
    }
    case 'if_not_exists':
      return valueAt(item, value.path) ?? evaluate(value.otherwise, item);
    case 'list_append': {
      const left = evaluate(value.left, item);
      const right = evaluate(value.right, item);
      if (!('L' in left) || !('L' in right)) throw invalidRequest(WRONG_TYPE);
      return { L: [...left.L, ...right.L] };
    }
    default: {
      const left = evaluate(value.left, item);
      const right = evaluate(value.right, item);
      if (!('N' in left) || !('N' in right)) throw invalidRequest(WRONG_TYPE);
      return { N: value.kind === '+' ? addNumbers(left.N, right.N) : subtractNumbers(left.N, right.N) };
    }
  }
}

/** ADD: the sum of two numbers, the union of two sets. Legacy updates also append lists with it. */
function add(before: AttributeValue | undefined, added: AttributeValue, mismatch: string): AttributeValue {
  if (before === undefined) return added;
  if ('N' in added && 'N' in before) return { N: addNumbers(before.N, added.N) };
  if ('SS' in added && 'SS' in before) return { SS: union(before.SS, added.SS) };
  if ('NS' in added && 'NS' in before) return { NS: union(before.NS, added.NS) };
  if ('BS' in added && 'BS' in before) return { BS: union(before.BS, added.BS) };
  if ('L' in added && 'L' in before) return { L: [...before.L, ...added.L] };
  throw invalidRequest(mismatch);
}

/** DELETE: the set without these members; nothing when none is left. */
function subtract(
  before: AttributeValue | undefined,
  removed: AttributeValue,
  mismatch: string,
): AttributeValue | undefined {
  if (before === undefined) return undefined;
  if (typeOf(before) !== typeOf(removed)) throw invalidRequest(mismatch);
  if ('SS' in removed && 'SS' in before) return setOrNothing('SS', difference(before.SS, removed.SS));
  if ('NS' in removed && 'NS' in before) return setOrNothing('NS', difference(before.NS, removed.NS));
  if ('BS' in removed && 'BS' in before) return setOrNothing('BS', difference(before.BS, removed.BS));
  throw invalidRequest(mismatch);
}

function union(before: readonly string[], added: readonly string[]): string[] {
  return [...new Set([...before, ...added])];
}

function difference(before: readonly string[], removed: readonly string[]): string[] {
  const gone = new Set(removed);
  return before.filter((member) => !gone.has(member));
}

function setOrNothing(type: 'SS' | 'NS' | 'BS', members: string[]): AttributeValue | undefined {
  return members.length === 0 ? undefined : ({ [type]: members } as AttributeValue);
}

/** A copy of an item that copies only what is written to. List indexes mean the list as it was, so lists close up at the end. */
class Draft {
  readonly #item: Item;
  readonly #maps = new Map<Item, Item>();
  readonly #lists = new Map<AttributeValue[], (AttributeValue | undefined)[]>();
  readonly #appended = new Map<(AttributeValue | undefined)[], Map<number, AttributeValue>>();

  constructor(item: Readonly<Item>) {
    this.#item = { ...item };
  }

  /** Puts a value at a path, or removes what is there. Throws when the path's parent is not there. */
  put(path: DocumentPath, value: AttributeValue | undefined): void {
    const last = path[path.length - 1];
    if (path.length === 1) {
      putMember(this.#item, last as string, value);
      return;
    }
    let members: Item = this.#item;
    let elements: (AttributeValue | undefined)[] | undefined;
    for (const step of path.slice(0, -1)) {
      const child = typeof step === 'number' ? elements?.[step] : elements ? undefined : attributeOf(members, step);
      if (child === undefined || !('M' in child || 'L' in child)) throw invalidRequest(BAD_PATH);
      const copy = 'M' in child ? { M: this.#copyMap(child.M) } : { L: this.#copyList(child.L) };
      if (elements) elements[step as number] = copy as AttributeValue;
      else setAttribute(members, step as string, copy as AttributeValue);
      if ('M' in copy) members = copy.M;
      elements = 'L' in copy ? copy.L : undefined;
    }
    if (typeof last === 'number') {
      if (!elements) throw invalidRequest(BAD_PATH);
      if (value !== undefined || last < elements.length) this.#putElement(elements, last, value);
    } else if (elements || last === undefined) {
      throw invalidRequest(BAD_PATH);
    } else {
      putMember(members, last, value);
    }
  }

  finish(): Item {
    for (const list of this.#lists.values()) {
      const appended = this.#appended.get(list);
      const kept = list.filter((element) => element !== undefined);
      if (appended) for (const [, element] of [...appended].sort(([a], [b]) => a - b)) kept.push(element);
      list.splice(0, list.length, ...kept);
    }
    return this.#item;
  }

  /** An index past the end appends, in the order of the indexes. */
  #putElement(list: (AttributeValue | undefined)[], index: number, value: AttributeValue | undefined): void {
    if (index < list.length) {
      list[index] = value;
      return;
    }
    if (value === undefined) return;
    const appended = this.#appended.get(list) ?? new Map<number, AttributeValue>();
    this.#appended.set(list, appended.set(index, value));
  }

  #copyMap(map: Item): Item {
    const known = this.#maps.get(map);
    if (known) return known;
    const copy = { ...map };
    this.#maps.set(copy, copy);
    return copy;
  }

  #copyList(list: AttributeValue[]): (AttributeValue | undefined)[] {
    const known = this.#lists.get(list);
    if (known) return known;
    const copy: (AttributeValue | undefined)[] = [...list];
    this.#lists.set(copy as AttributeValue[], copy);
    return copy;
  }
}

function putMember(members: Item, name: string, value: AttributeValue | undefined): void {
  if (value !== undefined) setAttribute(members, name, value);
  else if (Object.hasOwn(members, name)) delete members[name];
}
