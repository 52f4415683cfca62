import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testGateway } from '../../../test/support/deployed-api.ts';

test('the template of a model makes an example of it, with the models that it refers to', async () => {
  const { operate } = testGateway();
  const { id: restApiId } = await operate('CreateRestApi', { name: 'api' });
  const model = (name: string, schema: object) =>
    operate('CreateModel', { restApiId, name, contentType: 'application/json', schema: JSON.stringify(schema) });
  await model('Tag', { type: 'object', properties: { name: { type: 'string' } } });
  const tag = { $ref: `https://apigateway.amazonaws.com/restapis/${restApiId}/models/Tag` };
  const properties = { id: { type: 'integer' }, price: { type: 'number' }, ok: { type: 'boolean' }, tag };
  await model('Pet', { type: 'object', properties });
  const { value } = await operate('GetModelTemplate', { restApiId, modelName: 'Pet' });
  assert.equal(
    value,
    `#set($inputRoot = $input.path('$'))
{
  "id" : 42,
  "price" : 3.14,
  "ok" : true,
  "tag" : {
    "name" : "foo"
  }
}`,
  );
  await model('Pets', { type: 'array', items: { type: 'string' } });
  assert.equal(
    (await operate('GetModelTemplate', { restApiId, modelName: 'Pets' })).value,
    `#set($inputRoot = $input.path('$'))
[
##TODO: Update this foreach loop to reference array from input json
#foreach($elem in [1,2])
  "foo" #if($foreach.hasNext),#end
#end
]`,
  );
});
