import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testGateway } from '../../../test/support/deployed-api.ts';

const invalid = (errors: string) => ({
  code: 'BadRequestException',
  message: `Invalid model specified: Validation Result: warnings : [], errors : [${errors}]`,
});

async function models() {
  const { operate } = testGateway();
  const { id: restApiId } = await operate('CreateRestApi', { name: 'api' });
  const create = (schema: unknown, more: object = {}) =>
    operate('CreateModel', {
      restApiId,
      name: 'Pet',
      contentType: 'application/json',
      schema: typeof schema === 'string' ? schema : JSON.stringify(schema),
      ...more,
    });
  return { operate, restApiId, create };
}

for (const [what, schema, errors] of [
  ['text that is no JSON', '{', 'Invalid model schema specified'],
  ['a list', '[]', 'Invalid model schema specified'],
  ['a type that is none', { type: 'map' }, 'Invalid model schema specified'],
  ['an empty list of required members', { type: 'object', required: [] }, 'Invalid model schema specified'],
  ['values that repeat', { enum: ['A', 'A'] }, 'Invalid model schema specified'],
  [
    'keywords of OpenAPI',
    { type: 'object', properties: { a: { type: 'string', nullable: true, example: 'x' } } },
    'Invalid model schema specified. Unsupported keyword(s): ["nullable","example"]',
  ],
  [
    'references into an OpenAPI document',
    { type: 'array', items: { $ref: '#/components/schemas/Pet' } },
    'Model reference must be in canonical form',
  ],
] as const) {
  test(`a model of ${what} is refused`, async () => {
    const { create } = await models();
    await assert.rejects(create(schema), invalid(errors));
  });
}

test('members may be named as keywords are, and values are no schemas', async () => {
  const { create } = await models();
  const properties = { nullable: { type: 'string' }, example: { enum: [{ const: 1 }] } };
  const definitions = { Tag: { type: 'string' } };
  await create({
    $schema: 'http://json-schema.org/draft-04/schema#',
    type: 'object',
    properties: { ...properties, tag: { $ref: '#/definitions/Tag' } },
    definitions,
  });
});

test('models of other content types are not read', async () => {
  const { create } = await models();
  await create('<xml/>', { contentType: 'application/xml' });
  await assert.rejects(create('', { name: 'Other', contentType: 'application/xml' }), {
    message: 'Model schema must have at least 1 property or array items defined',
  });
  await assert.rejects(create({}, { name: 'my-model' }), { message: 'Model name must be alphanumeric: my-model' });
});

test('a model cannot be changed into one that is invalid', async () => {
  const { operate, restApiId, create } = await models();
  await create({ type: 'object' });
  const update = (value: string) =>
    operate('UpdateModel', {
      restApiId,
      modelName: 'Pet',
      patchOperations: [{ op: 'replace', path: '/schema', value }],
    });
  await assert.rejects(update('{"type":"map"}'), invalid('Invalid model schema specified'));
  assert.equal((await update('{"type":"array"}')).schema, '{"type":"array"}');
});
