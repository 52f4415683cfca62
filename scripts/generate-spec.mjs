// Writes generated/cloudformation-types.jsonl: what CloudFormation knows of each resource type, in a form that loads in
// milliseconds. The first line is the index ({ version, types: { <type>: [offset, length] } }, offsets counted from the end of
// that line), then one JSON object a type. src/template/cloudformation/type-spec.ts reads it and explains the fields.
import { existsSync, mkdirSync, openSync, readFileSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'generated/cloudformation-types.jsonl');
const require = createRequire(import.meta.url);
const FORMAT = 1;

const PRIMITIVES = {
  string: 's',
  integer: 'i',
  number: 'n',
  boolean: 'b',
  json: 'j',
  tag: 't',
  'date-time': 's',
  null: 'j',
};

function version() {
  const main = require.resolve('@aws-cdk/aws-service-spec');
  return `${JSON.parse(readFileSync(join(dirname(main), '../package.json'), 'utf8')).version}/${FORMAT}`;
}

function versionOf(file) {
  const head = Buffer.alloc(100);
  readSync(openSync(file, 'r'), head);
  return /^\{"version":"([^"]+)"/.exec(head.toString('utf8'))?.[1];
}

function describe(db, resource) {
  const definitions = {};
  const encode = (type) => {
    switch (type.type) {
      case 'array':
        return ['l', encode(type.element)];
      case 'map':
        return ['m', encode(type.element)];
      case 'union':
        return ['u', ...type.types.map(encode)];
      case 'ref': {
        const definition = db.get('typeDefinition', type.reference.$ref);
        if (!(definition.name in definitions)) {
          definitions[definition.name] = {};
          definitions[definition.name] = properties(definition.properties);
        }
        return `#${definition.name}`;
      }
      default:
        return PRIMITIVES[type.type];
    }
  };
  const properties = (table) =>
    Object.fromEntries(
      Object.entries(table)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, property]) => {
          const flags =
            (property.required ? 1 : 0) +
            (property.causesReplacement === 'yes' ? 2 : property.causesReplacement === 'maybe' ? 4 : 0);
          const type = encode(property.type);
          return [name, flags === 0 ? { t: type } : { t: type, f: flags }];
        }),
    );
  const reference = resource.cfnRefIdentifier ?? resource.primaryIdentifier;
  return {
    p: properties(resource.properties),
    ...(Object.keys(definitions).length > 0 && { d: definitions }),
    a: Object.fromEntries(Object.entries(resource.attributes).map(([name, one]) => [name, encode(one.type)])),
    ...(reference && { r: reference }),
    ...(resource.arnTemplate && { arn: resource.arnTemplate }),
  };
}

/** Writes the file anew. */
export function generateSpec() {
  const { loadAwsServiceSpecSync } = require('@aws-cdk/aws-service-spec');
  const db = loadAwsServiceSpecSync();
  const types = {};
  const chunks = [];
  let offset = 0;
  const resources = [...db.all('resource')].sort((a, b) => (a.cloudFormationType < b.cloudFormationType ? -1 : 1));
  for (const resource of resources) {
    const chunk = Buffer.from(`${JSON.stringify(describe(db, resource))}\n`);
    types[resource.cloudFormationType] = [offset, chunk.length];
    chunks.push(chunk);
    offset += chunk.length;
  }
  mkdirSync(dirname(target), { recursive: true });
  // Several test processes may find the file missing at once: each writes its own, the last rename wins.
  const draft = `${target}.${process.pid}`;
  writeFileSync(draft, Buffer.concat([Buffer.from(`${JSON.stringify({ version: version(), types })}\n`), ...chunks]));
  renameSync(draft, target);
}

/** Writes the file unless it is there and of the installed version of the specification. */
export function ensureSpec() {
  if (!existsSync(target) || versionOf(target) !== version()) generateSpec();
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) ensureSpec();
