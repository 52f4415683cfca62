import assert from 'node:assert/strict';
import type { CreateRequestValidatorRequest, GatewayResponseType, PutMethodRequest } from '@aws-sdk/client-api-gateway';
import {
  type Answer,
  gatewayRules,
  http,
  type MethodSpec,
  mock,
  mockOf,
  ruleLab,
  type Sent,
} from './gateway-rules-lab.ts';

const lab = await ruleLab();
const { gateway } = lab;

interface Setting {
  readonly validator?: Partial<CreateRequestValidatorRequest> | undefined;
  /** Schemas by the name of the model. */
  readonly models?: Readonly<Record<string, object>>;
  readonly method?: Partial<PutMethodRequest>;
  readonly resource?: string;
  readonly spec?: MethodSpec;
}

/** An API of one method, deployed to `test`, with a validator of both body and parameters unless told otherwise. */
async function validating(setting: Setting) {
  const validator = 'validator' in setting ? setting.validator : {};
  const { models = {}, method = {}, resource = '/', spec = mock('{"valid":true}') } = setting;
  const api = await lab.api({}, { deployment: false });
  for (const [name, schema] of Object.entries(models)) {
    const text = JSON.stringify(schema).replaceAll('API', api.id);
    await gateway.createModel({ restApiId: api.id, name, contentType: 'application/json', schema: text });
  }
  const { id } =
    validator === undefined
      ? {}
      : await gateway.createRequestValidator({
          restApiId: api.id,
          name: 'validator',
          validateRequestBody: true,
          validateRequestParameters: true,
          ...validator,
        });
  const guarded = { ...method, ...(id !== undefined && { requestValidatorId: id }) };
  await api.add({ [`POST ${resource}`]: { ...spec, method: guarded } });
  await api.deploy();
  const send = (sent: Sent = {}) => api.send({ method: 'POST', ...sent });
  const sendJson = (body: string, type = 'application/json') => send({ body, headers: { 'Content-Type': type } });
  /** The status of the answer to each of these bodies. */
  const statuses = async (...bodies: readonly unknown[]) => {
    const all: number[] = [];
    for (const body of bodies) all.push((await sendJson(JSON.stringify(body))).status);
    return all;
  };
  return { ...api, validatorId: id, send, sendJson, statuses };
}

const told = ({ status, json }: Answer) => [status, json.message];
const missing = (names: string) => [400, `Missing required request parameters: [${names}]`];
const BAD_BODY = [400, 'Invalid request body'];
const NEEDY = { type: 'object', required: ['needed'], properties: { needed: { type: 'string' } } };
const modelled = (type = 'application/json'): Setting => ({
  models: { Needy: NEEDY },
  method: { requestModels: { [type]: 'Needy' } },
});
const needing = (...names: readonly string[]) => ({
  requestParameters: Object.fromEntries(names.map((name) => [`method.request.${name}`, true])),
});

gatewayRules('validation', {
  async query_missing() {
    const { send } = await validating({ method: needing('querystring.q') });
    assert.deepEqual(told(await send()), missing('q'));
    assert.equal((await send({ path: '/?q=1' })).status, 200);
  },
  async header_missing() {
    const { send } = await validating({ method: needing('header.X-Needed') });
    assert.deepEqual(told(await send()), missing('X-Needed'));
    assert.equal((await send({ headers: { 'x-needed': '1' } })).status, 200);
  },
  async path_missing() {
    const { send } = await validating({ resource: '/of/{id}', method: needing('path.issuer') });
    assert.deepEqual(told(await send({ path: '/of/7' })), missing('issuer'));
  },
  async all_missing_in_one_message() {
    const { send } = await validating({ method: needing('header.X-Needed', 'path.issuer', 'querystring.q') });
    const [status, message] = told(await send());
    assert.equal(status, 400);
    const [, names = ''] = /^Missing required request parameters: \[(.*)\]$/.exec(message) ?? [];
    assert.deepEqual(names.split(', ').sort(), ['X-Needed', 'issuer', 'q']);
  },
  async required_without_validator() {
    const api = await validating({ validator: undefined, method: needing('querystring.q') });
    assert.equal((await api.send()).status, 200);
    const { id: value = '' } = await gateway.createRequestValidator({
      restApiId: api.id,
      name: 'late',
      validateRequestParameters: true,
    });
    await gateway.updateMethod({
      restApiId: api.id,
      resourceId: api.rootId,
      httpMethod: 'POST',
      patchOperations: [{ op: 'replace', path: '/requestValidatorId', value }],
    });
    await api.deploy();
    assert.deepEqual(told(await api.send()), missing('q'));
  },
  async body_invalid() {
    const backend = lab.backend();
    const { sendJson } = await validating({ ...modelled(), spec: http(backend.url) });
    assert.deepEqual(told(await sendJson('{"needed":1}')), BAD_BODY);
    assert.equal(backend.received.length, 0);
    assert.equal((await sendJson('{"needed":"yes"}')).status, 200);
    assert.equal(backend.received.length, 1);
  },
  async body_missing() {
    const { send } = await validating(modelled());
    assert.deepEqual(told(await send()), BAD_BODY);
  },
  async body_not_json() {
    const { sendJson } = await validating(modelled());
    assert.deepEqual(told(await sendJson('needed: yes')), BAD_BODY);
  },
  async default_model() {
    const { sendJson } = await validating(modelled('$default'));
    assert.deepEqual(told(await sendJson('{}', 'text/plain')), BAD_BODY);
    assert.deepEqual(told(await sendJson('{}')), BAD_BODY);
  },
  async model_by_content_type() {
    const { sendJson } = await validating({
      spec: http(lab.backend().url),
      models: { A: { type: 'object', required: ['a'] }, B: { type: 'object', required: ['b'] } },
      method: { requestModels: { 'application/json': 'A', 'application/vnd.b+json': 'B' } },
    });
    assert.deepEqual(told(await sendJson('{"b":1}')), BAD_BODY);
    assert.deepEqual(told(await sendJson('{"a":1}', 'application/vnd.b+json')), BAD_BODY);
    assert.equal((await sendJson('{"a":1}')).status, 200);
    assert.equal((await sendJson('{"b":1}', 'application/vnd.b+json')).status, 200);
  },
  async model_one_of() {
    const $ref = 'https://apigateway.amazonaws.com/restapis/API/models/Needy';
    const { statuses } = await validating({
      models: {
        Needy: NEEDY,
        Holder: { type: 'object', properties: { held: { oneOf: [{ type: 'null' }, { $ref }] } }, required: ['held'] },
      },
      method: { requestModels: { 'application/json': 'Holder' } },
    });
    const bodies = [{ held: null }, { held: { needed: 'x' } }, { held: {} }, { held: 1 }];
    assert.deepEqual(await statuses(...bodies), [200, 200, 400, 400]);
  },
  async schema_keywords() {
    const { statuses } = await validating({
      models: {
        Strict: {
          $schema: 'http://json-schema.org/draft-04/schema#',
          type: 'object',
          additionalProperties: false,
          properties: {
            colour: { enum: ['red', 'blue'] },
            code: { type: 'string', pattern: '^[A-Z]{3}$' },
            age: { type: 'integer', minimum: 18 },
            name: { type: 'string', maxLength: 3 },
            tags: { type: 'array', minItems: 1 },
          },
        },
      },
      method: { requestModels: { 'application/json': 'Strict' } },
    });
    assert.deepEqual(await statuses({ colour: 'red', code: 'ABC', age: 18, name: 'abc', tags: [1] }, {}), [200, 200]);
    const bad = [{ colour: 'green' }, { code: 'AB' }, { age: 17 }, { name: 'abcd' }, { tags: [] }, { more: 1 }];
    for (const body of bad) assert.deepEqual(await statuses(body), [400], JSON.stringify(body));
  },
  async body_only() {
    const { models, method } = modelled();
    const { sendJson } = await validating({
      validator: { validateRequestParameters: false },
      ...(models && { models }),
      method: { ...method, ...needing('querystring.q') },
    });
    assert.equal((await sendJson('{"needed":"x"}')).status, 200);
    assert.deepEqual(told(await sendJson('{}')), BAD_BODY);
  },
  async validator_change_needs_deployment() {
    const api = await validating({ method: needing('querystring.q') });
    await gateway.updateRequestValidator({
      restApiId: api.id,
      requestValidatorId: api.validatorId,
      patchOperations: [{ op: 'replace', path: '/validateRequestParameters', value: 'false' }],
    });
    assert.deepEqual(told(await api.send()), missing('q'));
    await api.deploy();
    assert.equal((await api.send()).status, 200);
  },
});

interface Customised {
  readonly statusCode?: string;
  readonly responseParameters?: Readonly<Record<string, string>>;
  readonly template?: string;
}

async function customise(
  restApiId: string,
  responseType: GatewayResponseType,
  { template, ...more }: Customised,
): Promise<void> {
  const responseTemplates = template === undefined ? {} : { responseTemplates: { 'application/json': template } };
  await gateway.putGatewayResponse({ restApiId, responseType, ...responseTemplates, ...more });
}

/** An API with a method that answers, one that is wrongly configured, and these gateway responses. */
async function customised(responses: Partial<Record<GatewayResponseType, Customised>>) {
  const api = await lab.api({ 'GET /': mock(), 'GET /broken': mockOf('{"statusCode":200}') }, { deployment: false });
  for (const [type, one] of Object.entries(responses)) await customise(api.id, type as GatewayResponseType, one);
  await api.deploy();
  return api;
}
const MESSAGES = '{"bare":"$context.error.message","quoted":$context.error.messageString}';

gatewayRules('gateway-responses', {
  async header_from_request() {
    const { send } = await customised({
      MISSING_AUTHENTICATION_TOKEN: {
        responseParameters: {
          'gatewayresponse.header.X-Asked': 'method.request.header.X-Ask',
          'gatewayresponse.header.X-Query': 'method.request.querystring.q',
        },
      },
    });
    const { headers } = await send({ path: '/nowhere?q=1', headers: { 'X-Ask': 'me' } });
    assert.deepEqual([headers['x-asked'], headers['x-query']], ['me', '1']);
  },
  async default_4xx() {
    const { send } = await customised({
      DEFAULT_4XX: {
        statusCode: '418',
        responseParameters: { 'gatewayresponse.header.X-Default': "'yes'" },
        template: '{"why":$context.error.messageString}',
      },
    });
    const { status, headers, json } = await send({ path: '/nowhere' });
    assert.deepEqual([status, headers['x-default'], json], [418, 'yes', { why: 'Missing Authentication Token' }]);
  },
  async own_before_default() {
    const { send } = await customised({
      DEFAULT_4XX: { statusCode: '418' },
      MISSING_AUTHENTICATION_TOKEN: { statusCode: '404' },
    });
    assert.equal((await send({ path: '/nowhere' })).status, 404);
  },
  async default_5xx() {
    const { send } = await customised({ DEFAULT_5XX: { statusCode: '503', template: '{"ours":true}' } });
    const { status, json } = await send({ path: '/broken' });
    assert.deepEqual([status, json], [503, { ours: true }]);
  },
  async needs_deployment() {
    const { id, deploy, send } = await customised({});
    await customise(id, 'MISSING_AUTHENTICATION_TOKEN', { statusCode: '404' });
    assert.equal((await send({ path: '/nowhere' })).status, 403);
    await deploy();
    assert.equal((await send({ path: '/nowhere' })).status, 404);
  },
  async error_variables() {
    const { send } = await customised({ MISSING_AUTHENTICATION_TOKEN: { template: MESSAGES } });
    assert.equal(
      (await send({ path: '/nowhere' })).text,
      '{"bare":"Missing Authentication Token","quoted":"Missing Authentication Token"}',
    );
  },
  async validation_error_text() {
    const api = await validating(modelled());
    await customise(api.id, 'BAD_REQUEST_BODY', { template: '$context.error.validationErrorString' });
    await api.deploy();
    assert.equal((await api.sendJson('{}')).text, '[object has missing required properties (["needed"])]');
  },
  async parameter_error_customised() {
    const { models, method } = modelled();
    const api = await validating({ ...(models && { models }), method: { ...method, ...needing('querystring.q') } });
    await customise(api.id, 'BAD_REQUEST_PARAMETERS', { statusCode: '422' });
    await api.deploy();
    assert.equal((await api.sendJson('{"needed":"x"}')).status, 422);
    const headers = { 'Content-Type': 'application/json' };
    assert.equal((await api.send({ path: '/?q=1', body: '{}', headers })).status, 400);
  },
});
