import { test } from 'node:test';
import { ServiceError } from '../../src/aws/service-error.ts';
import { testGateway } from '../support/deployed-api.ts';
import { conformance } from '../support/ratchet.ts';
import { assertRecorded, recordedAnswers } from '../support/recorded-answers.ts';

// biome-ignore lint/suspicious/noExplicitAny: inputs and answers of many operations
type Any = any;
/** Runs an operation and keeps its answer (or refusal) under the name of the recording. */
type Step = (name: string | undefined, operation: string, input?: object) => Promise<Any>;
type Scenario = (step: Step, api: { readonly id: string; readonly root: string }) => Promise<void>;

/** Recorded tests that samlet does not play, and why. A gap that is closed must be deleted here. */
const GAPS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/put-integration-bad-lambda-arn$/, 'what was bad about the ARN is not recorded; samlet tells of it when it calls'],
];

const mock = { type: 'MOCK', requestTemplates: { 'application/json': '{"statusCode": 200}' } };
const NONE = { authorizationType: 'NONE' };

/** The calls behind each recorded test. */
const SCENARIOS: Record<string, Scenario> = {
  async test_get_api_keys(step) {
    const list = (name: string, input: object = {}) => step(name, 'GetApiKeys', input);
    await list('get-api-keys');
    await step('create-api-key', 'CreateApiKey', { name: 'test-key-1' });
    await list('get-api-keys-after-create-1');
    await list('get-api-keys-wrong-name-query', { nameQuery: 'wrong' });
    await list('get-api-keys-prefix-name-query', { nameQuery: 'test-key' });
    await list('get-api-keys-prefix-name-query-cased', { nameQuery: 'TEST-KEY' });
    await list('get-api-keys-postfix-name-query', { nameQuery: 'key-1' });
    await list('get-api-keys-infix-name-query', { nameQuery: 'key' });
    await step('create-api-key-2', 'CreateApiKey', { name: 'test-key-2' });
    await list('get-api-keys-after-create-2');
    await list('get-api-keys-name-query', { nameQuery: 'test-key-2' });
    await list('get-api-keys-prefix-name-query-2', { nameQuery: 'test-key' });
    const { position } = await list('get-apis-keys-pagination', { limit: 1 });
    await list('get-apis-keys-pagination-2', { limit: 1, position });
  },
  async test_get_usage_plan_api_keys(step) {
    await step('get-api-keys', 'GetApiKeys');
    const one = await step('create-api-key', 'CreateApiKey', { name: 'test-key-1' });
    const two = await step('create-api-key-2', 'CreateApiKey', { name: 'test-key-2' });
    await step('get-api-keys-after-create-1', 'GetApiKeys');
    const { id: usagePlanId } = await step('create-usage-plan', 'CreateUsagePlan', { name: 'a-plan' });
    const list = (name: string, input: object = {}) => step(name, 'GetUsagePlanKeys', { usagePlanId, ...input });
    await list('get-up-keys-before-create');
    await step('create-up-key', 'CreateUsagePlanKey', { usagePlanId, keyId: one.id, keyType: 'API_KEY' });
    await step('create-up-key-2', 'CreateUsagePlanKey', { usagePlanId, keyId: two.id, keyType: 'API_KEY' });
    await list('get-up-keys');
    await list('get-up-keys-name-query', { nameQuery: 'test-key' });
    await list('get-up-keys-name-query-cased', { nameQuery: 'TEST-KEY' });
    await list('get-up-keys-name-query-key-name', { nameQuery: 'test-key-1' });
    await list('get-up-keys-bad-query', { nameQuery: 'nothing' });
    for (const { id: keyId } of [one, two]) await step(undefined, 'DeleteApiKey', { apiKey: keyId });
    await list('get-up-keys-after-delete');
    await list('get-up-keys-bad-usage-plan', { usagePlanId: 'bad' });
  },
  async test_negative_get_usage_plan_api_keys(step) {
    await step('get-api-keys-invalid-limit', 'GetApiKeys', { limit: 0 });
    const { id: apiKey } = await step('create-api-key', 'CreateApiKey', { name: 'test-key' });
    const patchOperations = [{ op: 'replace', path: '/name', value: 'another-name' }];
    await step('update-api-key-name', 'UpdateApiKey', { apiKey, patchOperations });
  },
  async test_create_api_key_with_invalid_name(step) {
    await step('create-api-key-name-too-long', 'CreateApiKey', { name: 'k'.repeat(1025) });
    await step('create-api-key-empty-name', 'CreateApiKey', { name: '' });
    await step('create-api-key-no-name', 'CreateApiKey');
  },
  async test_create_api_key_with_invalid_value(step) {
    await step('create-api-key-short-value', 'CreateApiKey', { value: 'k'.repeat(19) });
    await step('create-api-key-invalid-value-too-long', 'CreateApiKey', { value: 'k'.repeat(129) });
    await step('create-api-key-empty-value', 'CreateApiKey', { value: '' });
  },
  async test_update_api_key_invalid_description_length(step) {
    const value = 'd'.repeat(125_001);
    await step('create-api-key-description-too-long', 'CreateApiKey', { description: value });
    await updateKey(step, 'update-api-key-description-too-long', { op: 'replace', path: '/description', value });
  },
  test_update_api_key_invalid_enabled_type: (step) =>
    updateKey(step, 'update-api-key-invalid-enabled-type', { op: 'replace', path: '/enabled', value: 'not-a-bool' }),
  test_update_api_key_immutable_field: (step) =>
    updateKey(step, 'update-api-key-immutable-field', { op: 'replace', path: '/id', value: 'another' }),
  async test_create_usage_plan_with_throttle(step) {
    const throttle = { rateLimit: 10, burstLimit: 20 };
    await step('create-usage-plan-burst-gt-rate', 'CreateUsagePlan', { name: 'a-plan', throttle });
  },

  async test_put_integration_wrong_type(step, { id: restApiId, root: resourceId }) {
    const method = { restApiId, resourceId, httpMethod: 'GET' };
    await step(undefined, 'PutMethod', { ...method, ...NONE });
    await step('put-integration-wrong-type', 'PutIntegration', { ...method, type: 'HTTPS_PROXY' });
  },
  async test_put_integration_response_validation(step, { id: restApiId, root: resourceId }) {
    const { method } = await mocked(step, restApiId, resourceId);
    const wrong = { method: { httpMethod: 'POST' }, resource: { resourceId: 'bad-resource' } };
    for (const [name, member] of Object.entries(wrong)) {
      await step(`put-integration-wrong-${name}`, 'PutIntegration', { ...method, ...mock, ...member });
      const response = { ...method, ...member, statusCode: '200' };
      await step(`put-integration-response-wrong-${name}`, 'PutIntegrationResponse', response);
    }
  },
  test_integration_response_wrong_api: (step, api) => wrongResponse(step, api, 'wrong-api', { restApiId: 'wrong' }),
  test_integration_response_wrong_resource: (step, api) =>
    wrongResponse(step, api, 'wrong-resource', { resourceId: 'wrong' }),
  test_integration_response_wrong_method: (step, api) =>
    wrongResponse(step, api, 'wrong-method', { httpMethod: 'OPTIONS' }),
  test_integration_response_invalid_statuscode: (step, api) =>
    wrongResponse(step, api, 'invalid-statusCode', { statusCode: 'wrong' }),
  async test_integration_response_invalid_integration(step, { id: restApiId, root: resourceId }) {
    const method = { restApiId, resourceId, httpMethod: 'GET' };
    await step(undefined, 'PutMethod', { ...method, ...NONE });
    const name = 'get-integration-response-without-integration';
    await step(name, 'GetIntegrationResponse', { ...method, statusCode: '200' });
  },
  async test_integration_response_wrong_status_code(step, { id: restApiId, root: resourceId }) {
    const { response } = await mocked(step, restApiId, resourceId);
    const name = 'get-integration-response-wrong-status-code';
    await step(name, 'GetIntegrationResponse', { ...response, statusCode: '201' });
  },
  async test_delete_integration_response_errors(step, { id: restApiId, root: resourceId }) {
    const { response } = await mocked(step, restApiId, resourceId);
    const remove = (name: string, more: object) => step(name, 'DeleteIntegrationResponse', { ...response, ...more });
    await step('put-integration-response', 'PutIntegrationResponse', {
      ...response,
      selectionPattern: '',
      responseTemplates: { 'application/json': '"created"' },
    });
    await remove('non-existent-resource', { resourceId: 'wrong' });
    await remove('non-existent-api-id', { restApiId: 'wrong' });
    await remove('non-existent-method', { httpMethod: 'POST' });
    await remove('non-existent-status-code', { statusCode: '201' });
    await remove('bad-method', { httpMethod: 'BAD' });
  },
  async test_get_integration_non_existent(step, { id: restApiId, root: resourceId }) {
    const method = { restApiId, resourceId, httpMethod: 'GET' };
    const get = (name: string, more: object = {}) => step(name, 'GetIntegration', { ...method, ...more });
    await get('get-integration-no-api', { restApiId: 'wrong' });
    await get('get-integration-no-resource', { resourceId: 'wrong' });
    await get('get-integration-no-method');
    await step(undefined, 'PutMethod', { ...method, ...NONE });
    await get('get-integration-no-integration');
  },
  async test_put_integration_responses(step, { id: restApiId, root: resourceId }) {
    const made = async (httpMethod: string, answer: object) => {
      const name = httpMethod.toLowerCase();
      const method = { restApiId, resourceId, httpMethod };
      const response = { ...method, statusCode: '200' };
      const http = { type: 'HTTP', uri: 'http://example.com', integrationHttpMethod: 'POST' };
      await step(`put-method-${name}`, 'PutMethod', { ...method, ...NONE });
      await step(`put-method-response-${name}`, 'PutMethodResponse', response);
      await step(`put-integration-${name}`, 'PutIntegration', { ...method, ...http });
      const input = { ...response, selectionPattern: '2\\d{2}', ...answer };
      await step(`put-integration-response-${name}`, 'PutIntegrationResponse', input);
      await step(`get-integration-response-${name}`, 'GetIntegrationResponse', response);
      return { method, response };
    };
    const { method, response } = await made('GET', { responseTemplates: {} });
    await step('get-method-get', 'GetMethod', method);
    await step('deploy', 'CreateDeployment', { restApiId, stageName: 'local' });
    await step('delete-integration-response-get', 'DeleteIntegrationResponse', response);
    await step('get-method-get-after-int-resp-delete', 'GetMethod', method);
    await made('PUT', { contentHandling: 'CONVERT_TO_BINARY' });
  },
  async test_put_integration_aws_proxy_uri(step, { id: restApiId, root: resourceId }) {
    const method = { restApiId, resourceId, httpMethod: 'GET' };
    await step(undefined, 'PutMethod', { ...method, ...NONE });
    const lambda = 'arn:aws:lambda:us-east-1:000000000000:function:f';
    const invoked = 'arn:aws:apigateway:us-east-1';
    const uris = {
      'put-integration-lambda-uri': lambda,
      'put-integration-wrong-arn': 'lambda:path/2015-03-31/functions/f/invocations',
      'put-integration-wrong-type': `${invoked}:lambda:other/2015-03-31/functions/${lambda}/invocations`,
      'put-integration-wrong-firehose': `${invoked}:firehose:path/PutRecord`,
      'put-integration-bad-lambda-arn': `${invoked}:lambda:path/2015-03-31/functions/${lambda}`,
    };
    for (const [name, uri] of Object.entries(uris)) {
      await step(name, 'PutIntegration', { ...method, type: 'AWS_PROXY', integrationHttpMethod: 'POST', uri });
    }
  },

  async test_invalid_get_request_validator(step, { id: restApiId }) {
    const get = (name: string, more: object) => step(name, 'GetRequestValidator', { restApiId, ...more });
    const requestValidatorId = 'wrong';
    await get('get-request-validators-invalid-api-id', { restApiId: 'api_id', requestValidatorId });
    await get('get-request-validators-invalid-validator-id', { requestValidatorId });
  },
  async test_invalid_get_request_validators(step) {
    await step('get-invalid-request-validators', 'GetRequestValidators', { restApiId: 'api_id' });
  },
  async test_invalid_delete_request_validator(step, { id: restApiId }) {
    const remove = (name: string, more: object) => step(name, 'DeleteRequestValidator', { restApiId, ...more });
    const requestValidatorId = 'wrong';
    await remove('delete-request-validator-invalid-api-id', { restApiId: 'api_id', requestValidatorId });
    await remove('delete-request-validator-invalid-validator-id', { requestValidatorId });
  },
  async test_create_request_validator_invalid_api_id(step) {
    await step('invalid-create-request-validator', 'CreateRequestValidator', { restApiId: 'api_id', name: 'v' });
  },
  async test_invalid_update_request_validator_operations(step) {
    const { id: restApiId } = await step('create-rest-api', 'CreateRestApi', { name: 'an-api', description: 'my api' });
    const { id } = await step('create-request-validator', 'CreateRequestValidator', { restApiId, name: 'v' });
    const update = (name: string, op: string, path: string, value?: string) =>
      step(`update-request-validator-${name}`, 'UpdateRequestValidator', {
        restApiId,
        requestValidatorId: id,
        patchOperations: [{ op, path, value }],
      });
    await update('invalid-add-operation', 'add', '/validateRequestBody', 'true');
    await update('invalid-remove-operation', 'remove', '/validateRequestBody');
    await update('invalid-path', 'replace', '/invalidPath', 'true');
    await update('empty-name-value', 'replace', '/name', '');
  },
};

async function updateKey(step: Step, name: string, operation: object): Promise<void> {
  const { id: apiKey } = await step(undefined, 'CreateApiKey');
  await step(name, 'UpdateApiKey', { apiKey, patchOperations: [operation] });
}

/** A MOCK method with a response for 200. */
async function mocked(step: Step, restApiId: string, resourceId: string) {
  const method = { restApiId, resourceId, httpMethod: 'GET' };
  const response = { ...method, statusCode: '200' };
  await step(undefined, 'PutMethod', { ...method, ...NONE });
  await step(undefined, 'PutMethodResponse', response);
  await step(undefined, 'PutIntegration', { ...method, ...mock });
  await step(undefined, 'PutIntegrationResponse', response);
  return { method, response };
}

async function wrongResponse(step: Step, api: Parameters<Scenario>[1], what: string, wrong: object): Promise<void> {
  const { response } = await mocked(step, api.id, api.root);
  await step(`put-integration-response-${what}`, 'PutIntegrationResponse', { ...response, ...wrong });
  await step(`get-integration-response-${what}`, 'GetIntegrationResponse', { ...response, ...wrong });
}

async function answersOf(run: Scenario): Promise<Map<string, Any>> {
  const gateway = testGateway();
  const answers = new Map<string, Any>();
  const step: Step = async (name, operation, input = {}) => {
    gateway.clock.advance(1000);
    let answer: Any;
    try {
      answer = await gateway.operate(operation, input);
    } catch (error) {
      if (name === undefined || !(error instanceof ServiceError)) throw error;
      answer = { Error: { Code: error.code, Message: error.message } };
    }
    if (name !== undefined) answers.set(name, answer ?? {});
    return answer;
  };
  const { id, rootResourceId: root } = await gateway.operate('CreateRestApi', { name: 'recorded' });
  await run(step, { id, root });
  return answers;
}

const TOPICS = ['apigw-usage-plan-keys', 'apigw-integrations', 'apigw-request-validation'];
const topics = TOPICS.map((topic) => recordedAnswers(topic));
if (topics.includes(undefined)) {
  test('what AWS recorded of keys and refusals', { skip: 'the recorded answers are not beside the project' }, () => {});
} else {
  const cases = topics.flatMap((recordings) =>
    [...(recordings ?? [])].flatMap(([id, recording]) => {
      const [, name = ''] = /::(test_\w+)(?:\[.*\])?$/.exec(id) ?? [];
      const run = SCENARIOS[name];
      let answers: Promise<Map<string, Any>> | undefined;
      const answered = () => {
        answers ??= run === undefined ? Promise.resolve(new Map()) : answersOf(run);
        return answers;
      };
      if (run === undefined) return [];
      return Object.entries(recording).map(([step, expected]) => ({ id: `${name}/${step}`, step, expected, answered }));
    }),
  );
  const gaps = cases.flatMap(({ id }) => (GAPS.some(([pattern]) => pattern.test(id)) ? [id] : []));
  conformance(cases, gaps, async ({ step, expected, answered }) => {
    assertRecorded((await answered()).get(step), expected);
  });
}
