import { type AttributeValue, attributeOf, type Item, setAttribute, typeOf } from '../values/attribute-value.ts';
import { addNumbers, subtractNumbers } from '../values/number.ts';
import { checkNesting } from '../values/validate.ts';
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
  const after = draft.finish();
  for (const { path, section } of update.actions) {
    const [name] = path;
    // Only what is put inside a document may be deeper there than it was in the request.
    const changed = section === 'SET' && typeof name === 'string' ? attributeOf(after, name) : undefined;
    if (changed !== undefined && ('M' in changed || 'L' in changed)) checkNesting(changed);
  }
  return after;
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

/** List elements while an update runs; `undefined` where one is removed. */
type DraftList = (AttributeValue | undefined)[];

/** A copy of an item that copies only what is written to. List indexes mean the list as it was: lists close up at the end. */
class Draft {
  readonly #item: Item;
  readonly #copiedMaps = new Set<Item>();
  /** The lists copied so far, with the elements to append to each, by index. */
  readonly #copiedLists = new Map<DraftList, Map<number, AttributeValue>>();

  constructor(item: Readonly<Item>) {
    this.#item = { ...item };
  }

  /** Puts a value at a path, or removes what is there. Throws when the path's parent is not there. */
  put(path: DocumentPath, value: AttributeValue | undefined): void {
    let parent: Item | DraftList = this.#item;
    for (let depth = 0; depth < path.length - 1; depth++) parent = this.#writableChild(parent, path[depth]);
    const last = path[path.length - 1];
    if (Array.isArray(parent)) {
      if (typeof last !== 'number') throw invalidRequest(BAD_PATH);
      this.#putElement(parent, last, value);
    } else {
      if (typeof last !== 'string') throw invalidRequest(BAD_PATH);
      putMember(parent, last, value);
    }
  }

  finish(): Item {
    for (const [list, appended] of this.#copiedLists) {
      const kept = list.filter((element) => element !== undefined);
      for (const [, element] of [...appended].sort(([a], [b]) => a - b)) kept.push(element);
      list.splice(0, list.length, ...kept);
    }
    return this.#item;
  }

  #writableChild(parent: Item | DraftList, step: string | number | undefined): Item | DraftList {
    const child = childOf(parent, step);
    if (child !== undefined && 'M' in child) {
      if (this.#copiedMaps.has(child.M)) return child.M;
      const copy = { ...child.M };
      this.#copiedMaps.add(copy);
      replaceChild(parent, step, { M: copy });
      return copy;
    }
    if (child !== undefined && 'L' in child) {
      if (this.#copiedLists.has(child.L)) return child.L;
      const copy = [...child.L];
      this.#copiedLists.set(copy, new Map());
      replaceChild(parent, step, { L: copy });
      return copy;
    }
    throw invalidRequest(BAD_PATH);
  }

  /** An index past the end appends, in the order of the indexes. */
  #putElement(list: DraftList, index: number, value: AttributeValue | undefined): void {
    if (index < list.length) list[index] = value;
    else if (value !== undefined) this.#copiedLists.get(list)?.set(index, value);
  }
}

function childOf(parent: Item | DraftList, step: string | number | undefined): AttributeValue | undefined {
  if (Array.isArray(parent)) return typeof step === 'number' ? parent[step] : undefined;
  return typeof step === 'string' ? attributeOf(parent, step) : undefined;
}

function replaceChild(parent: Item | DraftList, step: string | number | undefined, child: AttributeValue): void {
  if (Array.isArray(parent)) parent[step as number] = child;
  else setAttribute(parent, step as string, child);
}

function putMember(members: Item, name: string, value: AttributeValue | undefined): void {
  if (value !== undefined) setAttribute(members, name, value);
  else if (Object.hasOwn(members, name)) delete members[name];
}
