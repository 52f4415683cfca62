import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseTemplate } from '../../src/template/document/parse-template.ts';
import { expandSam } from '../../src/template/sam/expand-sam.ts';
import { dataHash } from '../../src/template/sam/logical-id.ts';
import type { Tree, TreeMap } from '../../src/template/sam/tree.ts';
import { isList, isMap, mapAt, stableJson } from '../../src/template/sam/tree.ts';
import { conformanceDir } from '../support/conformance-data.ts';
import { conformance } from '../support/ratchet.ts';
import { SAM_KNOWN_GAPS } from './sam-known-gaps.ts';

if (conformanceDir === undefined) {
  test('SAM templates expand as by AWS', { skip: 'the recorded templates are not on this machine' }, () => {});
} else {
  const dir = join(conformanceDir, 'sam');
  const cases = readdirSync(join(dir, 'input'))
    .sort()
    .map((file) => ({ id: file.replace('.yaml', '') }));
  conformance(cases, SAM_KNOWN_GAPS, ({ id }) => {
    const file = join(dir, 'input', `${id}.yaml`);
    const template = parseTemplate(readFileSync(file, 'utf8'), file).value;
    const expected = JSON.parse(readFileSync(join(dir, 'output', `${id}.json`), 'utf8')) as Tree;
    const expanded = expandSam(template, {
      parameterValues: parameterValues(template as Tree),
      region: 'ap-southeast-1',
      account: '123456789012',
      partition: 'aws',
      stackName: 'stack',
      templateDir: dir,
      placeOf: () => undefined,
    });
    assert.deepEqual(
      expanded.notices.filter((notice) => notice.kind === 'error'),
      [],
    );
    assert.deepEqual(comparable(expanded.template as Tree), comparable(expected));
  });
}

function parameterValues(template: Tree): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = { param1: 'value1', param2: 'value2' };
  for (const [name, parameter] of Object.entries(mapAt(template, 'Parameters'))) {
    const value = isMap(parameter) ? parameter['Default'] : undefined;
    if (value === undefined || value === null) continue;
    const text = String(value);
    values[name] = /List/.test(String(mapAt(mapAt(template, 'Parameters'), name)['Type'])) ? text.split(',') : text;
  }
  return values;
}

/** A template in which lists are sets, `2.0` is a number however written, and each deployment is named by the hash of its API's definition. */
function comparable(template: Tree): Tree {
  const text = JSON.stringify(template);
  const resources = mapAt(template, 'Resources');
  let renamed = text;
  for (const [id, resource] of Object.entries(resources)) {
    if (!isMap(resource) || resource['Type'] !== 'AWS::ApiGateway::Deployment') continue;
    const properties = mapAt(resource, 'Properties');
    const api = mapAt(mapAt(resources, String(mapAt(properties, 'RestApiId')['Ref'])), 'Properties');
    const hash = dataHash(sorted(api['Body'] ?? api['BodyS3Location'] ?? {}));
    const old = String(properties['Description']).replace('RestApi deployment id: ', '');
    const prefix = id.slice(0, -10);
    renamed = renamed.replaceAll(old, hash).replaceAll(id, prefix + hash.slice(0, 10));
  }
  return sorted(JSON.parse(renamed) as Tree);
}

function sorted(value: Tree): Tree {
  if (isList(value)) return value.map(sorted).sort((left, right) => (stableJson(left) < stableJson(right) ? -1 : 1));
  if (typeof value === 'string' && /^\d+\.\d+$/.test(value)) return Number(value);
  if (!isMap(value)) return value;
  const result: TreeMap = {};
  for (const name of Object.keys(value).sort()) result[name] = sorted(value[name] ?? null);
  return result;
}
