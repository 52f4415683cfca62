import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { readSource } from '../document/parse-template.ts';
import type { SamContext } from './sam-context.ts';
import { InvalidSamResource } from './sam-error.ts';
import type { Tree, TreeMap } from './tree.ts';
import { isMap, present } from './tree.ts';

/** The S3 object a URI property names: `s3://bucket/key?versionId=v` or a map. */
export function s3Location(uri: Tree | undefined): TreeMap | undefined {
  if (isMap(uri) && 'Bucket' in uri && 'Key' in uri) {
    return present({ Bucket: uri['Bucket'], Key: uri['Key'], Version: uri['Version'] });
  }
  const match = typeof uri === 'string' ? /^s3:\/\/([^/]+)\/([^?]+)(?:\?versionId=(.+))?$/.exec(uri) : null;
  return match ? present({ Bucket: match[1], Key: match[2], Version: match[3] }) : undefined;
}

/** The definition in a file beside the template. Unlike AWS: `DefinitionUri` may be a local path, and is read here. */
export function readLocalDefinition(context: SamContext, uri: Tree | undefined): Tree | undefined {
  if (uri === undefined || uri === null) return undefined;
  if (typeof uri !== 'string' || uri.startsWith('s3:')) {
    throw new InvalidSamResource("'DefinitionUri' requires Bucket and Key properties to be specified.", [
      'DefinitionUri',
    ]);
  }
  return readLocalFile(context, uri, ['DefinitionUri']);
}

export function readLocalFile(context: SamContext, path: string, at: readonly (string | number)[]): Tree {
  const file = isAbsolute(path) ? path : join(context.options.templateDir, path);
  if (!existsSync(file)) {
    throw new InvalidSamResource(`There is no file ${path} beside the template.`, at, `Looked for ${file}.`);
  }
  const read = readSource(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''), file);
  context.notices.push(...read.notices);
  return structuredClone(read.value) as Tree;
}
