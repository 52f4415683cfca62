import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `s` string, `i` integer, `n` number, `b` boolean, `j` any JSON, `t` a tag, `#Name` a definition of the type,
 * `l` a list, `m` a map with free keys, `u` one of several.
 */
export type SpecType =
  | 's'
  | 'i'
  | 'n'
  | 'b'
  | 'j'
  | 't'
  | `#${string}`
  | readonly ['l', SpecType]
  | readonly ['m', SpecType]
  | readonly ['u', ...SpecType[]];

export interface SpecProperty {
  readonly t: SpecType;
  /** Sum of 1: required, 2: a change replaces the resource, 4: a change may replace it. */
  readonly f?: number;
}

export type SpecProperties = Readonly<Record<string, SpecProperty>>;

/** What CloudFormation knows of a resource type, as `scripts/generate-spec.mjs` writes it. */
export interface TypeSpec {
  readonly p: SpecProperties;
  readonly d?: Readonly<Record<string, SpecProperties>>;
  /** What `Fn::GetAtt` gives. */
  readonly a: Readonly<Record<string, SpecType>>;
  /** The property or attribute that `Ref` gives. */
  readonly r?: readonly string[];
  /** `arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}` */
  readonly arn?: string;
}

export const isRequired = (property: SpecProperty) => ((property.f ?? 0) & 1) !== 0;
export const causesReplacement = (property: SpecProperty) => ((property.f ?? 0) & 2) !== 0;

interface SpecFile {
  readonly path: string;
  readonly start: number;
  readonly types: Readonly<Record<string, readonly [offset: number, length: number]>>;
}

let opened: SpecFile | undefined;
const loaded = new Map<string, TypeSpec>();

/** Two milliseconds for the index, a fraction of one for each type. */
function open(): SpecFile {
  if (opened) return opened;
  const path = specPath();
  const file = openSync(path, 'r');
  try {
    let head = Buffer.alloc(128 * 1024);
    let end = -1;
    for (;;) {
      const length = readSync(file, head, 0, head.length, 0);
      end = head.indexOf(10);
      if (end >= 0) break;
      if (length < head.length) throw new Error(`${path} is damaged: run "npm run build"`);
      head = Buffer.alloc(head.length * 2);
    }
    const { types } = JSON.parse(head.toString('utf8', 0, end)) as Pick<SpecFile, 'types'>;
    opened = { path, start: end + 1, types };
    return opened;
  } finally {
    closeSync(file);
  }
}

/** The file stands beside `src` and `dist`; a fresh checkout writes it on first use. */
function specPath(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'samlet') break;
    const parent = dirname(folder);
    if (parent === folder) throw new Error('the folder of the package samlet was not found');
    folder = parent;
  }
  const path = join(folder, 'generated/cloudformation-types.jsonl');
  if (!existsSync(path)) execFileSync(process.execPath, [join(folder, 'scripts/generate-spec.mjs')], { stdio: 'pipe' });
  return path;
}

/** Every type that CloudFormation knows. */
export function knownTypes(): readonly string[] {
  return Object.keys(open().types);
}

/** `undefined` for a type that CloudFormation does not know. */
export function typeSpec(type: string): TypeSpec | undefined {
  const known = loaded.get(type);
  if (known) return known;
  const { path, start, types } = open();
  const entry = Object.hasOwn(types, type) ? types[type] : undefined;
  if (entry === undefined) return undefined;
  const [offset, length] = entry;
  const bytes = Buffer.alloc(length);
  const file = openSync(path, 'r');
  try {
    readSync(file, bytes, 0, length, start + offset);
  } finally {
    closeSync(file);
  }
  const spec = JSON.parse(bytes.toString('utf8')) as TypeSpec;
  loaded.set(type, spec);
  return spec;
}
