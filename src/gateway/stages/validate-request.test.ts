import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  aDocument,
  lambdaAnswering,
  lambdaOperation,
  type TestGateway,
  type TestRequest,
  testGateway,
} from '../../../test/support/deployed-api.ts';

const validators = {
  'x-amazon-apigateway-request-validators': {
    all: { validateRequestBody: true, validateRequestParameters: true },
    body: { validateRequestBody: true, validateRequestParameters: false },
    parameters: { validateRequestBody: false, validateRequestParameters: true },
  },
};

const numbers = {
  type: 'object',
  required: ['a', 'b'],
  properties: { a: { type: 'number' }, b: { type: 'number', minimum: 5 }, list: { type: 'array', minItems: 1 } },
  additionalProperties: false,
};

const bodyOf = (schema: object) => ({ in: 'body', name: 'body', required: true, schema });
const parameter = (place: string, name: string, required = true) => ({ in: place, name, required, type: 'string' });

/** An API whose POST on the root asks for these parameters; `invoked` counts what got past the gateway. */
async function validated(validator: string, parameters: object[], more: object = {}) {
  const state = { invoked: 0 };
  const gateway = testGateway(
    lambdaAnswering(() => {
      state.invoked++;
      return { statusCode: 200, body: 'through' };
    }),
  );
  const operation = lambdaOperation('f', { parameters, 'x-amazon-apigateway-request-validator': validator });
  await gateway.deploy(aDocument({ '/': { post: operation } }, { ...validators, ...more }));
  return { gateway, state };
}

async function statusOf(gateway: TestGateway, body: unknown, request: TestRequest = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (await gateway.send({ method: 'POST', body: text, ...request })).status;
}

test('a body that does not match the model is refused before the backend is called', async () => {
  const { gateway, state } = await validated('all', [bodyOf(numbers)]);
  const { status, headers, body } = await gateway.send({ method: 'POST', body: '{"a":1}' });
  assert.deepEqual([status, body], [400, '{"message": "Invalid request body"}']);
  assert.equal(headers['x-amzn-ErrorType'], 'BadRequestException');
  assert.equal(state.invoked, 0);
  assert.equal(await statusOf(gateway, { a: 1, b: 5 }), 200);
  assert.equal(state.invoked, 1);
});

test('no body counts as an empty object, and text that is no JSON matches nothing', async () => {
  const { gateway } = await validated('body', [bodyOf(numbers)]);
  assert.equal(await statusOf(gateway, ''), 400);
  assert.equal(await statusOf(gateway, 'a=1&b=2'), 400);
  const lenient = await validated('body', [bodyOf({ type: 'object' })]);
  assert.equal(await statusOf(lenient.gateway, ''), 200);
});

test('all missing parameters are named in one message, headers first', async () => {
  const { gateway } = await validated('parameters', [
    parameter('query', 'qs1'),
    parameter('path', 'issuer'),
    parameter('header', 'x-header-param'),
    parameter('query', 'optional', false),
  ]);
  const { status, headers, body } = await gateway.send({ method: 'POST' });
  assert.deepEqual(
    [status, body],
    [400, '{"message": "Missing required request parameters: [x-header-param, issuer, qs1]"}'],
  );
  assert.equal(headers['x-amzn-ErrorType'], 'BadRequestException');
});

test('a required parameter must not be blank, and the case of a header does not count', async () => {
  const { gateway } = await validated('parameters', [parameter('query', 'q'), parameter('header', 'X-Needed')]);
  assert.equal(await statusOf(gateway, '', { path: '/?q=', headers: { 'x-needed': 'y' } }), 400);
  assert.equal(await statusOf(gateway, '', { path: '/?q=1', headers: { 'x-needed': ' ' } }), 400);
  assert.equal(await statusOf(gateway, '', { path: '/?q=1', headers: { 'x-needed': 'y' } }), 200);
});

test('a validator checks only what it is for', async () => {
  const both = [bodyOf(numbers), parameter('query', 'q')];
  const body = await validated('body', both);
  assert.equal(await statusOf(body.gateway, { a: 1, b: 5 }), 200);
  assert.equal(await statusOf(body.gateway, {}, { path: '/?q=1' }), 400);
  const parameters = await validated('parameters', both);
  assert.equal(await statusOf(parameters.gateway, {}, { path: '/?q=1' }), 200);
  assert.equal(await statusOf(parameters.gateway, { a: 1, b: 5 }), 400);
  const none = await validated('unknown', both);
  assert.equal(await statusOf(none.gateway, {}), 200);
});

test('models refer to each other, and to themselves', async () => {
  const definitions = {
    Tree: {
      type: 'object',
      required: ['size'],
      properties: {
        size: { $ref: '#/definitions/Size' },
        children: { type: 'array', items: { $ref: '#/definitions/Tree' } },
        status: { oneOf: [{ type: 'null' }, { $ref: '#/definitions/Size' }] },
      },
    },
    Size: { type: 'integer', maximum: 3 },
  };
  const { gateway } = await validated('body', [bodyOf({ $ref: '#/definitions/Tree' })], { definitions });
  assert.equal(await statusOf(gateway, { size: 1, children: [{ size: 2, children: [{ size: 3 }] }] }), 200);
  assert.equal(await statusOf(gateway, { size: 1, children: [{ size: 2, children: [{ size: 4 }] }] }), 400);
  assert.equal(await statusOf(gateway, { size: 1, status: null }), 200);
  assert.equal(await statusOf(gateway, { size: 1, status: 'null' }), 400);
});

test('each content type has its own model, $default serves the others, and without one nothing is checked', async () => {
  const gateway = testGateway(lambdaAnswering(() => ({ statusCode: 200 })));
  const operation = lambdaOperation('f', { 'x-amazon-apigateway-request-validator': 'body' });
  const apiId = await gateway.deploy(aDocument({ '/': { post: operation } }, validators));
  const model = (name: string, type: string) =>
    gateway.operate('CreateModel', { restApiId: apiId, name, schema: JSON.stringify({ type }) });
  await model('Text', 'string');
  await model('List', 'array');
  const { items } = await gateway.operate('GetResources', { restApiId: apiId });
  const models = async (patches: object[]) => {
    await gateway.operate('UpdateMethod', {
      restApiId: apiId,
      resourceId: items[0].id,
      httpMethod: 'POST',
      patchOperations: patches,
    });
    await gateway.operate('CreateDeployment', { restApiId: apiId, stageName: 'test' });
  };
  const send = (type: string, body: unknown) => statusOf(gateway, body, { headers: { 'content-type': type } });

  await models([{ op: 'add', path: '/requestModels/application~1json', value: 'Text' }]);
  assert.equal(await send('application/json; charset=utf-8', '"text"'), 200);
  assert.equal(await send('application/json', []), 400);
  assert.equal(await send('text/plain', []), 200);
  await models([{ op: 'add', path: '/requestModels/$default', value: 'List' }]);
  assert.equal(await send('text/plain', []), 200);
  assert.equal(await send('text/plain', '"text"'), 400);
  assert.equal(await send('application/json', '"text"'), 200);
});

test('what a validator asks changes with the next deployment, not before', async () => {
  const { gateway } = await validated('body', [bodyOf(numbers)]);
  const restApiId = (await gateway.operate('GetRestApis')).items[0].id;
  const { items } = await gateway.operate('GetRequestValidators', { restApiId });
  const requestValidatorId = items.find((one: { name: string }) => one.name === 'body').id;
  const patchOperations = [{ op: 'replace', path: '/validateRequestBody', value: 'false' }];
  await gateway.operate('UpdateRequestValidator', { restApiId, requestValidatorId, patchOperations });
  assert.equal(await statusOf(gateway, {}), 400);
  await gateway.operate('CreateDeployment', { restApiId, stageName: 'test' });
  assert.equal(await statusOf(gateway, {}), 200);
});

test('a gateway response tells what is wrong with a body in the words of AWS', async () => {
  const responses = {
    'x-amazon-apigateway-gateway-responses': {
      BAD_REQUEST_BODY: {
        statusCode: 422,
        responseTemplates: { 'application/json': '$context.error.validationErrorString' },
      },
    },
  };
  const { gateway } = await validated('body', [bodyOf(numbers)], responses);
  const told = async (body: unknown) => {
    const response = await gateway.send({ method: 'POST', body: JSON.stringify(body) });
    assert.equal(response.status, 422);
    return response.body;
  };
  assert.equal(await told({}), '[object has missing required properties (["a","b"])]');
  assert.equal(
    await told({ a: 'x', b: 3, c: 1 }),
    '[object instance has properties which are not allowed by the schema: ["c"], instance type (string) does not match any allowed primitive type (allowed: ["integer","number"]), numeric instance is lower than the required minimum (minimum: 5, found: 3)]',
  );
  assert.equal(
    await told({ a: 1, b: 9, list: [] }),
    '[array is too short: must have at least 1 elements but instance has 0 elements]',
  );
});

test('a model that cannot be used is a 500 with the reason in the log', async () => {
  const { gateway } = await validated('body', [bodyOf({ $ref: 'https://elsewhere.example/schema' })]);
  const { status, body } = await gateway.send({ method: 'POST', body: '{}' });
  assert.deepEqual([status, body], [500, '{"message": "Internal server error"}']);
  assert.match(gateway.logged.join('\n'), /the model MODEL\w+ cannot be used: .*elsewhere/);
});

test('a body nested deeper than any stack is refused, and the next one is served', async () => {
  const definitions = { Nest: { type: 'array', items: { $ref: '#/definitions/Nest' } } };
  const { gateway } = await validated('body', [bodyOf({ $ref: '#/definitions/Nest' })], { definitions });
  assert.equal(await statusOf(gateway, '['.repeat(200_000) + ']'.repeat(200_000)), 400);
  assert.equal(await statusOf(gateway, '[[[]]]'), 200);
});

test('members named like those of every object are members like others', async () => {
  const { gateway } = await validated('body', [bodyOf({ type: 'object', required: ['constructor', '__proto__'] })]);
  assert.equal(await statusOf(gateway, '{}'), 400);
  assert.equal(await statusOf(gateway, '{"constructor":1,"__proto__":2}'), 200);
});

test('a pattern that backtracks without end refuses the body instead of hanging', async () => {
  const { gateway } = await validated('body', [
    bodyOf({ type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } } }),
  ]);
  assert.equal(await statusOf(gateway, { a: `${'a'.repeat(50)}b` }), 400);
  assert.equal(await statusOf(gateway, { a: 'aaaa' }), 200);
});

test('many texts on which a pattern is slow do not add up to a hang', async () => {
  for (const [pattern, text] of [
    ['(a+)+b', `${'a'.repeat(22)}!`],
    ['a*a*b', 'a'.repeat(90)],
    ['a*b', 'a'.repeat(990)],
  ] as const) {
    const { gateway } = await validated('body', [
      bodyOf({ type: 'array', items: { type: 'string', not: { pattern } } }),
    ]);
    const startedAt = performance.now();
    assert.equal(await statusOf(gateway, JSON.stringify(Array(10_000).fill(text))), 400);
    assert.ok(performance.now() - startedAt < 10_000, pattern);
  }
});

test('formats of draft 4 are checked', async () => {
  const formats = ['date-time', 'email', 'hostname', 'ipv4', 'ipv6', 'uri'];
  const properties = Object.fromEntries(formats.map((format) => [format, { type: 'string', format }]));
  const { gateway } = await validated('body', [bodyOf({ type: 'object', properties })]);
  const good = {
    'date-time': '2026-02-28T23:59:59.5Z',
    email: 'me@example.com',
    hostname: 'a-b.example',
    ipv4: '127.0.0.1',
    ipv6: '::1',
    uri: 'https://example.com/a?b=%20#c',
    unknown: { format: 'any' },
  };
  assert.equal(await statusOf(gateway, good), 200);
  const bad = {
    'date-time': '2026-02-29T00:00:00Z',
    email: 'me',
    hostname: '-a',
    ipv4: '127.0.0.256',
    ipv6: '1::2::3',
    uri: 'no blanks',
  };
  for (const [format, text] of Object.entries(bad)) {
    assert.equal(await statusOf(gateway, { ...good, [format]: text }), 400, format);
  }
});
