import { matchesFilter, parseFilter } from './json-path-filter.ts';
import type { Filter, JsonPath, PathStep } from './json-path-syntax.ts';
import { JavaList, JavaMap } from './values.ts';

const compiled = new Map<string, JsonPath>();
const MAX_COMPILED = 1_000;

/**
 * What a JSONPath finds, as Jayway's JsonPath answers it: a definite path gives its value or `undefined`, an indefinite one
 * (wildcards, filters, slices, `..`) a list. Throws a `SyntaxError` for what is no path, a `RangeError` for one that does not end.
 * https://github.com/json-path/JsonPath
 */
export function readJsonPath(root: unknown, path: string): unknown {
  let parsed = compiled.get(path);
  if (parsed === undefined) {
    parsed = new PathParser(path.startsWith('$') ? path : `$.${path}`).whole();
    if (compiled.size >= MAX_COMPILED) compiled.clear();
    compiled.set(path, parsed);
  }
  visits = 0;
  until = 0;
  return evaluatePath(parsed, root, root);
}

/** How long one path may look around, in milliseconds: several `..` multiply each other. Looked at after so many values. */
const MAX_MS = 1_000;
const UNTIMED_VISITS = 4_096;
let visits = 0;
let until = 0;

function visit(count: number): void {
  visits += count;
  if (visits < UNTIMED_VISITS) return;
  visits = 0;
  const now = performance.now();
  if (until === 0) until = now + MAX_MS;
  else if (now > until) throw new RangeError('a JSONPath looks at too many values: it is cut off');
}

function evaluatePath({ steps, definite }: JsonPath, from: unknown, root: unknown): unknown {
  let found: unknown[] = [from];
  let listed = definite;
  for (const step of steps) {
    if (step.kind === 'function') {
      found = [callFunction(step.name, listed ? found[0] : new JavaList(found, true))];
      listed = true;
      continue;
    }
    found = found.flatMap((value) => follow(step, value, root));
    visit(found.length);
  }
  return listed ? found[0] : new JavaList(found, true);
}

function follow(step: PathStep, value: unknown, root: unknown): unknown[] {
  switch (step.kind) {
    case 'names':
      return value instanceof JavaMap ? ofMembers(value, step.names) : [];
    case 'indices':
      return value instanceof JavaList ? step.indices.flatMap((index) => item(value, index)) : [];
    case 'slice':
      return value instanceof JavaList ? slice(value.items, step.from, step.to, step.step) : [];
    case 'wildcard':
      return children(value);
    case 'filter':
      return candidates(value).filter((one) => matchesFilter(step.filter, one, root, evaluatePath));
    case 'deep':
      return descendants(value).flatMap((one) => follow(step.next, one, root));
    case 'function':
      return [];
  }
}

function ofMembers(map: JavaMap, names: readonly string[]): unknown[] {
  const [name = ''] = names;
  if (names.length === 1) return map.entries.has(name) ? [map.entries.get(name)] : [];
  const picked = names.filter((one) => map.entries.has(one)).map((one) => [one, map.entries.get(one)] as const);
  return [new JavaMap(new Map(picked), true)];
}

function item({ items }: JavaList, index: number): unknown[] {
  const at = index < 0 ? items.length + index : index;
  return at >= 0 && at < items.length ? [items[at]] : [];
}

function slice(items: readonly unknown[], from = 0, to = items.length, step = 1): unknown[] {
  const sliced = items.slice(from, to);
  return step > 1 ? sliced.filter((_, at) => at % step === 0) : sliced;
}

function children(value: unknown): unknown[] {
  if (value instanceof JavaList) return value.items;
  return value instanceof JavaMap ? [...value.entries.values()] : [];
}

/** A filter holds for the items of a list, and for an object itself. */
function candidates(value: unknown): unknown[] {
  if (value instanceof JavaList) return value.items;
  return value instanceof JavaMap ? [value] : [];
}

/** A list or map with all of those in it, each before what it holds. */
function descendants(value: unknown, found: unknown[] = []): unknown[] {
  if (!(value instanceof JavaList || value instanceof JavaMap)) return found;
  found.push(value);
  visit(1);
  for (const child of children(value)) descendants(child, found);
  return found;
}

function callFunction(name: string, value: unknown): unknown {
  if (name === 'length' || name === 'size') {
    if (typeof value === 'string') return value.length;
    if (value instanceof JavaList) return value.items.length;
    return value instanceof JavaMap ? value.entries.size : undefined;
  }
  if (name === 'keys') return value instanceof JavaMap ? new JavaList([...value.entries.keys()], true) : undefined;
  if (!(value instanceof JavaList)) return undefined;
  if (name === 'first') return value.items[0];
  return name === 'last' ? value.items.at(-1) : undefined;
}

class PathParser {
  readonly #path: string;
  #at = 1;
  #definite = true;

  constructor(path: string) {
    this.#path = path;
  }

  whole(): JsonPath {
    const steps: PathStep[] = [];
    while (this.#at < this.#path.length) steps.push(this.#step());
    return { steps, definite: this.#definite };
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#path);
    if (found !== null) this.#at += found[0].length;
    return found;
  }

  #step(): PathStep {
    if (this.#take(/\.\./y)) {
      this.#definite = false;
      return { kind: 'deep', next: this.#path[this.#at] === '[' ? this.#bracket() : this.#member() };
    }
    if (this.#take(/\s*\./y)) return this.#path[this.#at] === '[' ? this.#bracket() : this.#member();
    if (this.#path[this.#at] === '[') return this.#bracket();
    throw this.#invalid();
  }

  #member(): PathStep {
    if (this.#take(/\*/y)) return this.#wildcard();
    const called = this.#take(/(\w+)\(\s*\)/y)?.[1];
    if (called !== undefined) return { kind: 'function', name: called };
    const name = this.#take(/[^.[\]()\s'"]+/y)?.[0];
    if (name === undefined) throw this.#invalid();
    return { kind: 'names', names: [name] };
  }

  #wildcard(): PathStep {
    this.#definite = false;
    return { kind: 'wildcard' };
  }

  #bracket(): PathStep {
    if (this.#take(/\[\s*\*\s*\]/y)) return this.#wildcard();
    const names = this.#take(
      /\[\s*((?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")(?:\s*,\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))*)\s*\]/y,
    );
    if (names !== null) return { kind: 'names', names: quotedNames(names[1] ?? '') };
    const indices = this.#take(/\[\s*(-?\d+(?:\s*,\s*-?\d+)*)\s*\]/y)?.[1]
      ?.split(',')
      .map(Number);
    if (indices !== undefined) {
      if (indices.length > 1) this.#definite = false;
      return { kind: 'indices', indices };
    }
    const bounds = this.#take(/\[\s*(-?\d*)\s*:\s*(-?\d*)\s*(?::\s*(\d+)\s*)?\]/y);
    if (bounds !== null) {
      this.#definite = false;
      const [from, to, step] = bounds.slice(1).map((one) => (one ? Number(one) : undefined));
      return { kind: 'slice', from, to, step };
    }
    if (this.#take(/\[\s*\?\s*(?=\()/y)) {
      this.#definite = false;
      const { filter, end } = this.#filter();
      this.#at = end;
      if (!this.#take(/\s*\]/y)) throw this.#invalid();
      return { kind: 'filter', filter };
    }
    throw this.#invalid();
  }

  #filter(): { filter: Filter; end: number } {
    return parseFilter(this.#path, this.#at, (path) => {
      const parser = new PathParser(path);
      return parser.whole();
    });
  }

  #invalid(): SyntaxError {
    return new SyntaxError(`Invalid JSONPath ${JSON.stringify(this.#path)} at character ${this.#at + 1}`);
  }
}

function quotedNames(list: string): string[] {
  return [...list.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)].map(([, single, double]) =>
    (single ?? double ?? '').replace(/\\(.)/g, '$1'),
  );
}
