import type { Model } from '@aws-sdk/client-api-gateway';
import { ownMember } from '../../gateway/own-member.ts';

interface Schema {
  readonly type?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** Models may refer to themselves; an example of one need not go on for ever. */
const MAX_DEPTH = 8;

/** The template that API Gateway's console generates for a model: its members with placeholder values. */
export function modelTemplate(schema: string, models: Readonly<Record<string, Model>>): string {
  const read = (text: string): Schema => {
    try {
      const value: unknown = JSON.parse(text);
      return typeof value === 'object' && value !== null ? value : {};
    } catch {
      return {};
    }
  };

  const write = (given: Schema, indent: string, depth: number): string => {
    const name = /\/([^/]+)$/.exec(given.$ref ?? '')?.[1];
    const model = name === undefined ? undefined : ownMember(models, name);
    const one = model === undefined ? given : read(model.schema ?? '');
    if (depth > MAX_DEPTH) return '{}';
    switch (one.type ?? (one.properties === undefined ? undefined : 'object')) {
      case 'string':
        return '"foo"';
      case 'integer':
        return '42';
      case 'number':
        return '3.14';
      case 'boolean':
        return 'true';
      case 'null':
        return 'null';
      case 'array': {
        const item = write(one.items ?? {}, `${indent}  `, depth + 1);
        return `[\n##TODO: Update this foreach loop to reference array from input json\n#foreach($elem in [1,2])\n${indent}  ${item} #if($foreach.hasNext),#end\n#end\n${indent}]`;
      }
      default: {
        const members = Object.entries(one.properties ?? {}).map(
          ([key, value]) => `${indent}  ${JSON.stringify(key)} : ${write(value, `${indent}  `, depth + 1)}`,
        );
        return members.length === 0 ? '{ }' : `{\n${members.join(',\n')}\n${indent}}`;
      }
    }
  };

  return `#set($inputRoot = $input.path('$'))\n${write(read(schema), '', 0)}`;
}
