import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { parse } from 'yaml';
import type { SamContext } from './sam-context.ts';
import { placeOf } from './sam-context.ts';
import { InvalidSamResource } from './sam-error.ts';
import type { Tree, TreeMap } from './tree.ts';
import { isList, isMap, present } from './tree.ts';

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
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new InvalidSamResource(`The file ${path} does not exist beside the template or cannot be read.`, at);
  }
  try {
    return parse(text.replace(/^\uFEFF/, ''), { logLevel: 'error' }) as Tree;
  } catch (error) {
    throw new InvalidSamResource(`The file ${path} is neither JSON nor YAML: ${(error as Error).message}`, at);
  }
}

/**
 * Replaces each `Fn::Transform` of `AWS::Include` below `value` by the local file it names, merged with what stands
 * beside it. CloudFormation takes only S3 locations; a local path is what `aws cloudformation package` uploads.
 */
export function includeFiles(context: SamContext, value: Tree, path: readonly (string | number)[]): Tree {
  if (isList(value)) return value.map((item, index) => includeFiles(context, item, [...path, index]));
  if (!isMap(value)) return value;
  const result: TreeMap = {};
  for (const [name, item] of Object.entries(value)) {
    const location = name === 'Fn::Transform' ? includeLocation(item) : undefined;
    if (location === undefined) result[name] = includeFiles(context, item, [...path, name]);
    else Object.assign(result, includedMembers(context, location, [...path, name]));
  }
  return result;
}

function includeLocation(transform: Tree): Tree | undefined {
  if (!isMap(transform) || transform['Name'] !== 'AWS::Include') return undefined;
  const parameters = transform['Parameters'];
  return isMap(parameters) ? parameters['Location'] : undefined;
}

function includedMembers(context: SamContext, location: Tree, path: readonly (string | number)[]): TreeMap {
  const refuse = (message: string) => {
    context.notices.push({
      kind: 'error',
      message,
      place: placeOf(context, path),
      hint: 'Name a file beside the template: `aws cloudformation package` uploads it for AWS.',
    });
    return {};
  };
  if (typeof location !== 'string')
    return refuse('Transform AWS::Include: Location must be a plain string to be read here.');
  if (/^(s3|https?):/.test(location)) {
    return refuse(`Transform AWS::Include: ${location} is on S3 and cannot be read here.`);
  }
  try {
    const content = readLocalFile(context, location, []);
    return isMap(content) ? content : refuse(`Transform AWS::Include: ${location} does not hold a map.`);
  } catch (error) {
    if (!(error instanceof InvalidSamResource)) throw error;
    return refuse(`Transform AWS::Include: ${error.message}`);
  }
}
