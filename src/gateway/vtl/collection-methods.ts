import { equals } from './operators.ts';
import { hashOf, JavaException } from './string-methods.ts';
import { isNull, JavaEntry, JavaList, JavaMap, print } from './values.ts';

/** The most members that a template may put into one list or map. */
const MAX_MEMBERS = 100_000;

type ListMethod = (list: JavaList, args: readonly unknown[]) => unknown;
type MapMethod = (map: JavaMap, args: readonly unknown[]) => unknown;

/** `java.util.ArrayList`. */
const LIST: Readonly<Record<string, ListMethod>> = {
  add(list, args) {
    room(list.items.length);
    if (args.length < 2) list.items.push(args[0]);
    else list.items.splice(indexIn(list, args[0], list.items.length), 0, args[1]);
    return args.length < 2 ? true : undefined;
  },
  addAll(list, args) {
    const added = itemsOf(args.at(-1));
    room(list.items.length + added.length);
    list.items.splice(args.length < 2 ? list.items.length : indexIn(list, args[0], list.items.length), 0, ...added);
    return added.length > 0;
  },
  clear(list) {
    list.items.length = 0;
  },
  contains: (list, args) => indexOf(list, args[0]) >= 0,
  containsAll: (list, args) => itemsOf(args[0]).every((item) => indexOf(list, item) >= 0),
  equals: (list, args) => equals(list, args[0]),
  get: (list, args) => list.items[indexIn(list, args[0])],
  hashCode: (list) => hashOf(print(list)),
  indexOf: (list, args) => indexOf(list, args[0]),
  isEmpty: (list) => list.items.length === 0,
  iterator: (list) => list,
  lastIndexOf: (list, args) => list.items.findLastIndex((item) => equals(item, args[0])),
  remove(list, args) {
    if (typeof args[0] === 'number') return list.items.splice(indexIn(list, args[0]), 1)[0];
    const at = indexOf(list, args[0]);
    if (at >= 0) list.items.splice(at, 1);
    return at >= 0;
  },
  removeAll: (list, args) => keep(list, (item) => !itemsOf(args[0]).some((one) => equals(one, item))),
  retainAll: (list, args) => keep(list, (item) => itemsOf(args[0]).some((one) => equals(one, item))),
  set(list, args) {
    const at = indexIn(list, args[0]);
    const before = list.items[at];
    list.items[at] = args[1];
    return before;
  },
  size: (list) => list.items.length,
  subList: (list, args) =>
    new JavaList(
      list.items.slice(indexIn(list, args[0], list.items.length), indexIn(list, args[1], list.items.length)),
      list.fromJson,
    ),
  toArray: (list) => new JavaList([...list.items]),
  toString: (list: JavaList) => print(list),
};

/** `java.util.LinkedHashMap`. */
const MAP: Readonly<Record<string, MapMethod>> = {
  clear(map) {
    map.entries.clear();
  },
  containsKey: (map, args) => map.entries.has(print(args[0])),
  containsValue: (map, args) => [...map.entries.values()].some((value) => equals(value, args[0])),
  entrySet: (map) => new JavaList([...map.entries].map(([key, value]) => new JavaEntry(key, value))),
  equals: (map, args) => equals(map, args[0]),
  get: (map, args) => map.entries.get(print(args[0])),
  getOrDefault: (map, args) => (map.entries.has(print(args[0])) ? map.entries.get(print(args[0])) : args[1]),
  hashCode: (map) => hashOf(print(map)),
  isEmpty: (map) => map.entries.size === 0,
  keySet: (map) => new JavaList([...map.entries.keys()]),
  put: (map, args) => putMember(map, print(args[0]), args[1]),
  putAll(map, args) {
    if (args[0] instanceof JavaMap) for (const [key, value] of args[0].entries) putMember(map, key, value);
  },
  putIfAbsent: (map, args) =>
    isNull(map.entries.get(print(args[0]))) ? putMember(map, print(args[0]), args[1]) : map.entries.get(print(args[0])),
  remove(map, args) {
    const before = map.entries.get(print(args[0]));
    map.entries.delete(print(args[0]));
    return before;
  },
  size: (map) => map.entries.size,
  toString: (map: JavaMap) => print(map),
  values: (map) => new JavaList([...map.entries.values()]),
};

const one = (names: string, count: number) => names.split(' ').map((name) => [name, count] as const);

/** How many arguments a method needs. */
const ARITY: Readonly<Record<string, number>> = Object.fromEntries<number>([
  ...one('add addAll contains containsAll equals get indexOf lastIndexOf remove removeAll retainAll', 1),
  ...one('containsKey containsValue putAll', 1),
  ...one('set subList put putIfAbsent getOrDefault', 2),
]);

/** `undefined` for a method that lists do not have, and for one that gives null. Throws a `JavaException`. */
export function callOnList(list: JavaList, name: string, args: readonly unknown[]): unknown {
  if (!Object.hasOwn(LIST, name) || args.length < (ARITY[name] ?? 0)) return undefined;
  const method: ListMethod | undefined = LIST[name];
  return method?.(list, args);
}

/** `undefined` for a method that maps do not have, and for one that gives null. */
export function callOnMap(map: JavaMap, name: string, args: readonly unknown[]): unknown {
  if (!Object.hasOwn(MAP, name) || args.length < (ARITY[name] ?? 0)) return undefined;
  const method: MapMethod | undefined = MAP[name];
  return method?.(map, args);
}

/** Sets a member and gives what it was before. */
export function putMember(map: JavaMap, key: string, value: unknown): unknown {
  const before = map.entries.get(key);
  room(map.entries.size);
  map.entries.set(key, value);
  return before;
}

function room(members: number): void {
  if (members >= MAX_MEMBERS) throw new JavaException(`more than ${MAX_MEMBERS} members in a list or map`);
}

export function indexIn(list: JavaList, value: unknown, max = list.items.length - 1): number {
  const at = typeof value === 'number' ? value : Number.NaN;
  if (!(at >= 0 && at <= max)) {
    throw new JavaException(`java.lang.IndexOutOfBoundsException: Index: ${print(value)}, Size: ${list.items.length}`);
  }
  return at;
}

function indexOf(list: JavaList, value: unknown): number {
  return list.items.findIndex((item) => equals(item, value));
}

function itemsOf(value: unknown): readonly unknown[] {
  if (value instanceof JavaList) return value.items;
  throw new JavaException('java.lang.IllegalArgumentException: not a collection');
}

function keep(list: JavaList, kept: (item: unknown) => boolean): boolean {
  const items = list.items.filter(kept);
  const changed = items.length < list.items.length;
  list.items.splice(0, list.items.length, ...items);
  return changed;
}
