import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { modelSchemas } from '../../src/gateway/validation/model-schemas.ts';
import { conformanceDir } from '../support/conformance-data.ts';
import { conformance } from '../support/ratchet.ts';
import { schemaKnownGaps } from './json-schema-known-gaps.ts';

interface Group {
  readonly description: string;
  readonly schema: object;
  readonly tests: readonly { readonly description: string; readonly data: unknown; readonly valid: boolean }[];
}

const folder = conformanceDir && join(conformanceDir, 'json-schema-draft4');

if (folder === undefined) {
  test('models are JSON Schemas of draft 4', { skip: 'the conformance data is not here' }, () => {});
} else {
  // What a text of a format is, the draft leaves to the validator: ours follows AWS's.
  const cases = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json') && !file.startsWith('optional/format'))
    .sort()
    .flatMap((file) =>
      (JSON.parse(readFileSync(join(folder, file), 'utf8')) as Group[]).flatMap(({ description, schema, tests }) =>
        tests.map((one) => ({
          id: `${file.replace('.json', '')}: ${description}: ${one.description}`,
          schema: JSON.stringify(schema),
          data: one.data,
          valid: one.valid,
        })),
      ),
    );

  conformance(cases, schemaKnownGaps, async ({ schema, data, valid }) => {
    const check = await modelSchemas({ Model: { name: 'Model', schema } }).check('Model');
    assert.equal(check.matches(data), valid);
  });
}
