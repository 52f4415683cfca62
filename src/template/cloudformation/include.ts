import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../std/user-error.ts';
import { readSource } from '../document/parse-template.ts';
import type { Notice, Place } from '../notice.ts';
import { formatPlace } from '../place.ts';
import type { Json } from '../resource-graph.ts';
import type { JsonPath } from '../template-document.ts';
import { isTable, own } from './scope.ts';

interface IncludeOptions {
  readonly templateDir: string;
  /** Answers a `Location` that is an intrinsic. */
  readonly evaluate: (value: Json) => unknown;
  readonly placeOf: (path: JsonPath) => Place | undefined;
}

/**
 * Replaces each `Fn::Transform` of the name `AWS::Include` by the file it names, relative to the template. AWS includes
 * before any other transform runs, and the names beside `Fn::Transform` win over those of the file.
 */
export function expandIncludes(
  template: Json,
  options: IncludeOptions,
): { readonly template: Json; readonly notices: readonly Notice[] } {
  const notices: Notice[] = [];

  function expand(value: Json, path: JsonPath, depth: number): Json {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map((item, index) => expand(item, [...path, index], depth));
    const table = value as { readonly [name: string]: Json };
    const call = table['Fn::Transform'];
    if (own(call, 'Name') !== 'AWS::Include') {
      return Object.fromEntries(
        Object.entries(table).map(([key, member]) => [key, expand(member, [...path, key], depth)]),
      );
    }
    const included = include(own(call, 'Parameters'), path, depth);
    const { 'Fn::Transform': _call, ...beside } = table;
    if (Object.keys(beside).length === 0) return included;
    return { ...(isTable(included) ? included : {}), ...(expand(beside, path, depth) as { [name: string]: Json }) };
  }

  function include(parameters: Json | undefined, path: JsonPath, depth: number): Json {
    const location = options.evaluate(own(parameters, 'Location') ?? null);
    const refuse = (message: string, hint?: string): never => {
      const place = options.placeOf(path);
      throw new UserError('SAMLET_TEMPLATE_INVALID', message, { where: place && formatPlace(place), hint });
    };
    if (typeof location !== 'string' || location === '') {
      return refuse('Transform AWS::Include failed with: The location parameter is not a valid S3 uri.');
    }
    if (/^(?:s3|https?):/.test(location)) {
      const local = localCopies(location).find((copy) => existsSync(join(options.templateDir, copy)));
      if (local === undefined) {
        return refuse(
          `Transform AWS::Include: samlet reads no S3 object (${location}).`,
          'Give the path of a local file, relative to the template ("sam deploy" uploads it), or put a file of the object\'s name beside the template.',
        );
      }
      notices.push({
        kind: 'difference',
        message: `Transform AWS::Include: the local file ${local} is taken for ${location}.`,
        place: options.placeOf(path),
      });
      return read(local, path, depth);
    }
    if (depth > 10) return refuse(`Transform AWS::Include: ${location} includes itself.`);
    const local = location.startsWith('file:') ? fileURLToPath(location) : location;
    const file = isAbsolute(local) ? local : join(options.templateDir, local);
    if (!existsSync(file))
      return refuse(`Transform AWS::Include: there is no file ${location}.`, `Looked for ${file}.`);
    return read(local, path, depth);
  }

  function read(local: string, path: JsonPath, depth: number): Json {
    const file = isAbsolute(local) ? local : join(options.templateDir, local);
    const source = readSource(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''), file);
    notices.push(...source.notices);
    return expand(source.value, path, depth + 1);
  }

  return { template: expand(template, [], 0), notices };
}

/** Where the file that was uploaded as an S3 object may lie, from the template: `api/v1.yaml`, then `v1.yaml`. */
function localCopies(location: string): readonly string[] {
  const steps = location.replace(/^\w+:\/\/[^/]+\//, '').split('/');
  return steps.some((step) => step === '' || step === '..')
    ? []
    : steps.map((_, index) => steps.slice(index).join('/'));
}
