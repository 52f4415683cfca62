import { type Alias, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import { UserError } from '../../std/user-error.ts';
import type { Notice, Place } from '../notice.ts';
import { formatPlace } from '../place.ts';
import type { Json } from '../resource-graph.ts';
import type { JsonPath, TemplateDocument } from '../template-document.ts';
import { plainScalar } from './plain-scalar.ts';
import { longNameOf, longValueOf } from './short-tags.ts';

/** Offsets of what was read, in the shape of the value. */
interface Positions {
  readonly offset: number;
  readonly children?: ReadonlyMap<string | number, Positions>;
}

interface Read {
  readonly value: Json;
  readonly positions: Positions;
}

/** A YAML document can name a node a million times over with a few aliases. */
const MAX_NODES = 1_000_000;

/** JSON Schema members that must stay numbers however they are written (`minimum: 1.0`). */
const NUMERIC_KEYS = new Set(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']);

/**
 * Reads the text of a YAML or JSON template. `file` is what messages call it.
 * @throws {UserError} SAMLET_TEMPLATE_SYNTAX with file, line and column
 */
export function parseTemplate(text: string, file: string): TemplateDocument {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const read = readSource(source, file);
  const { value } = read;
  if (value === null) {
    throw new UserError('SAMLET_TEMPLATE_SYNTAX', 'the template is empty', {
      where: file,
      hint: 'A template needs at least a Resources section.',
    });
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new UserError('SAMLET_TEMPLATE_SYNTAX', 'Template format error: unsupported structure.', {
      where: formatPlace({ file, line: 1, column: 1 }),
      hint: 'A template is a mapping of sections such as Resources and Outputs.',
    });
  }
  return {
    file,
    value: value as { readonly [name: string]: Json },
    placeOf: (path) => read.placeOf(path),
    notices: read.notices,
  };
}

/** Reads any YAML or JSON text with short tags (a template, or a file it includes). */
export function readSource(
  source: string,
  file: string,
): { readonly value: Json; readonly notices: readonly Notice[]; placeOf(path: JsonPath): Place } {
  const lines = new LineCounter();
  const document = parseDocument(source, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
  });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const isJson = /^\s*[{[]/.test(source);

  const refuse = (offset: number, message: string, hint?: string): never => {
    const { line, column } = placeAt(offset);
    const format = isJson
      ? `Template format error: JSON not well-formed. (line ${line}, column ${column})`
      : 'Template format error: YAML not well-formed.';
    throw new UserError('SAMLET_TEMPLATE_SYNTAX', `${format} ${message}`, {
      where: formatPlace({ file, line, column }),
      hint,
    });
  };

  if (isJson) refuseLooseJson(source, refuse);
  const [error] = document.errors;
  if (error) refuse(error.pos[0], `${error.message}.`, syntaxHint(error.code, source, error.pos[0]));

  const notices: Notice[] = [];
  const inProgress = new Set<Node>();
  let nodes = 0;

  const offsetOf = (node: Node | null | undefined, otherwise: number) => node?.range?.[0] ?? otherwise;

  function scalar(value: unknown, type: string | undefined, tag: string | undefined, asNumber: boolean): Json {
    const text = typeof value === 'string' ? value : String(value ?? '');
    if (tag === 'tag:yaml.org,2002:str' || tag === '!') return text;
    if (tag === undefined ? type !== 'PLAIN' : !tag.startsWith('tag:yaml.org,2002:')) return text;
    return plainScalar(text, asNumber);
  }

  function readAlias(node: Alias, offset: number): Read {
    const anchored = node.resolve(document);
    if (!anchored) return refuse(offset, `The alias *${node.source} names no anchor.`);
    const { value, positions } = readNode(anchored, offset);
    return { value, positions: { ...positions, offset } };
  }

  function readTagged(node: Node, tag: string, offset: number): Read {
    const name = longNameOf(tag);
    if (name === undefined) {
      return refuse(offset, `${tag} is no intrinsic function.`, 'Quote the value if it is meant to start with "!".');
    }
    // The arguments of a function are its own: `!Sub` of a plain scalar is a string even where it reads like a number.
    const inner = isScalar(node)
      ? { value: scalar(node.value, 'QUOTE', undefined, false), positions: { offset } }
      : readUntagged(node, offset);
    return {
      value: { [name]: longValueOf(name, inner.value) },
      positions: { offset, children: new Map([[name, inner.positions]]) },
    };
  }

  function readNode(node: Node | null | undefined, offset: number, asNumber = false): Read {
    if (!node) return { value: null, positions: { offset } };
    if (++nodes > MAX_NODES) refuse(offset, 'Aliases make the template too large.');
    const at = offsetOf(node, offset);
    if (isAlias(node)) return readAlias(node, at);
    if (inProgress.has(node)) return refuse(at, 'An alias refers to a value that holds it.');
    inProgress.add(node);
    try {
      const tag = node.tag;
      if (tag?.startsWith('!') && tag !== '!') return readTagged(node, tag, at);
      return readUntagged(node, at, asNumber);
    } finally {
      inProgress.delete(node);
    }
  }

  function readUntagged(node: Node, offset: number, asNumber = false): Read {
    if (isSeq(node)) {
      const children = new Map<number, Positions>();
      const value = node.items.map((item, index) => {
        const one = readNode(item as Node, offset);
        children.set(index, one.positions);
        return one.value;
      });
      return { value, positions: { offset, children } };
    }
    if (isMap(node)) return readMap(node.items as Pair<Node, Node | null>[], offset);
    if (!isScalar(node)) return refuse(offset, 'This is not understood.');
    return { value: scalar(node.value, node.type, node.tag, asNumber), positions: { offset } };
  }

  function readMap(items: readonly Pair<Node, Node | null>[], offset: number): Read {
    const value: Record<string, Json> = Object.create(null);
    const children = new Map<string | number, Positions>();
    const merged = new Map<string, Read>();
    for (const { key, value: node } of items) {
      const keyAt = offsetOf(key, offset);
      if (!isScalar(key)) return refuse(keyAt, 'The key of a mapping must be a string.');
      const name = String(key.value ?? '');
      if (name === '<<' && key.type === 'PLAIN') {
        for (const [inherited, one] of readMerge(node, keyAt)) if (!merged.has(inherited)) merged.set(inherited, one);
        continue;
      }
      if (name in value) {
        const first = children.get(name)?.offset ?? keyAt;
        notices.push({
          kind: 'note',
          message: `The key "${name}" stands twice in one mapping (first in line ${placeAt(first).line}): the last one wins.`,
          place: placeAt(keyAt),
        });
      }
      const one = readNode(node, keyAt, NUMERIC_KEYS.has(name));
      value[name] = one.value;
      // The key's place, with the children of the value.
      children.set(
        name,
        one.positions.children ? { offset: keyAt, children: one.positions.children } : { offset: keyAt },
      );
    }
    for (const [name, one] of merged) {
      if (name in value) continue;
      value[name] = one.value;
      children.set(name, one.positions);
    }
    return { value: { ...value }, positions: { offset, children } };
  }

  function readMerge(node: Node | null | undefined, offset: number): [string, Read][] {
    const target = isAlias(node) ? node.resolve(document) : node;
    if (isSeq(target)) return target.items.flatMap((item) => readMerge(item as Node, offset));
    const { value, positions } = readNode(target as Node, offset);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      return refuse(offset, 'A merge key (<<) needs a mapping.');
    }
    return Object.entries(value).map(([name, one]) => [
      name,
      { value: one as Json, positions: positions.children?.get(name) ?? { offset } },
    ]);
  }

  const root = readNode(document.contents as Node | null, 0);

  return {
    value: root.value,
    notices,
    placeOf(path) {
      let at = root.positions;
      for (const step of path) {
        const next = at.children?.get(step) ?? at.children?.get(String(step));
        if (next === undefined) break;
        at = next;
      }
      return placeAt(at.offset);
    },
  };
}

/** A YAML parser forgives JSON a missing comma, CloudFormation does not. YAML in flow form (comments, bare words) passes. */
function refuseLooseJson(source: string, refuse: (offset: number, message: string) => never): void {
  try {
    JSON.parse(source);
  } catch (error) {
    const flowYaml = /(^|\s)#|[{,]\s*[A-Za-z'][^"]*?:/.test(source.slice(0, 2000));
    const position = /position (\d+)/.exec(String(error))?.[1];
    if (!flowYaml && position !== undefined) refuse(Number(position), 'The text is not JSON from here on.');
  }
}

function syntaxHint(code: string, source: string, offset: number): string | undefined {
  if (code === 'TAB_AS_INDENT' || source[offset] === '\t') return 'Indent with spaces: YAML does not take tabs.';
  if (code === 'MULTIPLE_DOCS') return 'A template is one YAML document: remove the second "---".';
  if (code === 'BLOCK_AS_IMPLICIT_KEY') return 'Quote a value that holds ": ".';
  if (code === 'BAD_SCALAR_START') return 'Quote a value that starts with this character.';
  if (code === 'MISSING_CHAR') return 'A quote or bracket is not closed.';
  if (code === 'BAD_INDENT') return 'Check the indentation of this line and of the one before.';
  return undefined;
}
