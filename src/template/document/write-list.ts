import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { UserError } from '../../std/user-error.ts';
import type { Json } from '../resource-graph.ts';
import type { JsonPath } from '../template-document.ts';
import { readSource } from './parse-template.ts';
import { renderYaml } from './render-yaml.ts';

/**
 * The text of a template with another list at `path`, whose parent must be there. Nothing else changes: neither comments,
 * order nor spacing; items that were there stay as they are written. Intrinsics in `items` are in their long form.
 * @throws {UserError} SAMLET_TEMPLATE_NOT_WRITABLE for a template written in a way that this cannot keep
 */
export function writeList(source: string, path: JsonPath, items: readonly Json[], file: string): string {
  const name = String(path.at(-1));
  const before = readSource(source, file).value;
  const document = parseDocument(source, { schema: 'failsafe', uniqueKeys: false, prettyErrors: false });
  const parent = document.getIn(path.slice(0, -1), true);
  const notWritable = () =>
    new UserError(
      'SAMLET_TEMPLATE_NOT_WRITABLE',
      `${path.join('.')} cannot be written into the template as it stands`,
      {
        where: file,
        hint: 'Put the proposed policies there by hand: samlet policy prints them.',
      },
    );
  if (!isMap(parent)) throw notWritable();

  const pair = parent.items.find(({ key }) => isScalar(key) && key.value === name);
  const isJson = /^\s*[{[]/.test(source);
  const known = [valueAt(before, path) ?? []].flat() as readonly Json[];
  const written = isJson
    ? withJson(source, parent, pair, name, items)
    : withYaml(source, parent, pair, name, items, known);
  if (written === undefined) throw notWritable();
  const after = readSource(written, file).value;
  if (!isDeepStrictEqual(after, withValue(before, path, items))) throw notWritable();
  return written;
}

function withYaml(
  source: string,
  parent: YAMLMap,
  pair: Pair | undefined,
  name: string,
  items: readonly Json[],
  known: readonly Json[],
): string | undefined {
  if (parent.flow === true) return undefined;
  const [first] = parent.items;
  const keyAt = rangeOf(pair?.key ?? first?.key)?.[0];
  if (keyAt === undefined) return undefined;
  const indent = keyAt - lineStart(source, keyAt);
  const list = (depth: number) =>
    items.map((item) => `${' '.repeat(depth)}- ${renderYaml(item, depth + 2)}\n`).join('');

  if (pair === undefined) {
    const at = lineStart(source, keyAt);
    return `${source.slice(0, at)}${' '.repeat(indent)}${name}:\n${list(indent + 2)}${source.slice(at)}`;
  }
  const { value } = pair;
  if (isSeq(value) && value.flow !== true) return withBlock(source, value, items, known);
  const from = rangeOf(pair.key)?.[1];
  const to = rangeOf(value)?.[1];
  if (from === undefined || to === undefined) return undefined;
  const rest = source.slice(to).replace(/^[^\S\n]*\n/, '');
  return `${source.slice(0, from)}:\n${list(indent + 2)}${rest}`;
}

/** Keeps the lines of the items that stay, with the comments above them. */
function withBlock(source: string, list: YAMLSeq, items: readonly Json[], known: readonly Json[]): string | undefined {
  const listAt = list.range?.[0];
  if (listAt === undefined) return undefined;
  const start = lineStart(source, listAt);
  const depth = listAt - start;
  let end = start;
  const segments: string[] = [];
  for (const item of list.items) {
    const to = rangeOf(item)?.[1];
    if (to === undefined) return undefined;
    const next = lineEnd(source, source.slice(0, to).trimEnd().length);
    segments.push(source.slice(end, next));
    end = next;
  }
  const lines = items.map((item) => {
    const index = known.findIndex((one) => isDeepStrictEqual(one, item));
    return segments[index] ?? `${' '.repeat(depth)}- ${renderYaml(item, depth + 2)}\n`;
  });
  return source.slice(0, start) + lines.join('') + source.slice(end);
}

function withJson(
  source: string,
  parent: YAMLMap,
  pair: Pair | undefined,
  name: string,
  items: readonly Json[],
): string | undefined {
  const [first] = parent.items;
  const keyAt = rangeOf(pair?.key ?? first?.key)?.[0];
  if (keyAt === undefined) return undefined;
  const margin = source.slice(lineStart(source, keyAt), keyAt);
  const indent = /^\s+$/.test(margin) ? margin : '';
  const text = JSON.stringify(items, null, 2).replaceAll('\n', `\n${indent}`);
  if (pair === undefined) return `${source.slice(0, keyAt)}"${name}": ${text},\n${indent}${source.slice(keyAt)}`;
  const range = rangeOf(pair.value);
  return range === undefined ? undefined : source.slice(0, range[0]) + text + source.slice(range[1]);
}

function rangeOf(node: unknown): readonly [number, number, number] | undefined {
  const range = (node as { range?: readonly [number, number, number] | null } | null | undefined)?.range;
  return range ?? undefined;
}

const lineStart = (source: string, at: number): number => source.lastIndexOf('\n', at - 1) + 1;

function lineEnd(source: string, at: number): number {
  const end = source.indexOf('\n', at);
  return end === -1 ? source.length : end + 1;
}

function valueAt(root: Json, path: JsonPath): Json | undefined {
  let value: Json | undefined = root;
  for (const step of path) {
    if (value === null || typeof value !== 'object') return undefined;
    value = (value as Readonly<Record<string | number, Json>>)[step];
  }
  return value;
}

function withValue(root: Json, [step, ...rest]: JsonPath, value: Json): Json {
  if (step === undefined) return value;
  const member = (root as Readonly<Record<string | number, Json>>)[step];
  const changed = withValue(member ?? {}, rest, value);
  if (Array.isArray(root)) return root.map((item, index) => (index === step ? changed : item));
  return { ...(root as Readonly<Record<string, Json>>), [step]: changed };
}
