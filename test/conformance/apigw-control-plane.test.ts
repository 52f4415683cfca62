import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ServiceError } from '../../src/aws/service-error.ts';
import { conformanceDir } from '../support/conformance-data.ts';
import { type TestGateway, testGateway } from '../support/deployed-api.ts';
import { conformance } from '../support/ratchet.ts';

// biome-ignore lint/suspicious/noExplicitAny: inputs and answers of many operations
type Any = any;
/** Runs an operation and keeps its answer (or refusal) under the name of the recording. */
type Step = (name: string | undefined, operation: string, input?: object) => Promise<Any>;

const mock = { type: 'MOCK', requestTemplates: { 'application/json': '{"statusCode": 200}' } };

/** The calls behind each recorded test, as far as samlet has the operations. */
const SCENARIOS: Record<string, (step: Step, api: { id: string; root: string }) => Promise<void>> = {
  async test_resource_lifecycle(step, { id: restApiId, root }) {
    await step('rest-api-root-resource', 'GetResources', { restApiId });
    const pets = await step('create-resource', 'CreateResource', { restApiId, parentId: root, pathPart: 'pets' });
    await step('rest-api-resources-after-create', 'GetResources', { restApiId });
    await step('create-subresource', 'CreateResource', { restApiId, parentId: pets.id, pathPart: 'subpets' });
    await step('rest-api-resources-after-create-sub', 'GetResources', { restApiId });
    const rename = [{ op: 'replace', path: '/pathPart', value: 'dogs' }];
    await step('update-path-part', 'UpdateResource', { restApiId, resourceId: pets.id, patchOperations: rename });
    await step('get-resp-after-update-path-part', 'GetResource', { restApiId, resourceId: pets.id });
    await step('del-resource', 'DeleteResource', { restApiId, resourceId: pets.id });
    await step('rest-api-resources-after-delete', 'GetResources', { restApiId });
  },
  async test_update_resource_behaviour(step, { id: restApiId, root }) {
    const pets = await step(undefined, 'CreateResource', { restApiId, parentId: root, pathPart: 'pets' });
    const update = (name: string, resourceId: string, op: string, path: string, value?: string) =>
      step(name, 'UpdateResource', { restApiId, resourceId, patchOperations: [{ op, path, value }] });
    await update('nonexistent-resource', 'fake-resource', 'replace', '/pathPart', 'dogs');
    await update('invalid-path-part', pets.id, 'replace', '/invalid', 'dogs');
    await update('invalid-parent-id', pets.id, 'replace', '/parentId', 'fake-parent-id');
    const sub = await step('create-subresource', 'CreateResource', {
      restApiId,
      parentId: pets.id,
      pathPart: 'subpets',
    });
    const child = await step('create-subresource-child', 'CreateResource', {
      restApiId,
      parentId: sub.id,
      pathPart: 'pets',
    });
    await update('existing-future-sibling-path', child.id, 'replace', '/parentId', root);
    await update('update-parent-id-to-subresource-id', pets.id, 'replace', '/parentId', sub.id);
    await update('update-parent-id-to-root-id', sub.id, 'replace', '/parentId', root);
    await update('update-path-already-exists', sub.id, 'replace', '/pathPart', 'pets');
  },
  async test_create_proxy_resource_validation(step, { id: restApiId, root }) {
    const create = (name: string | undefined, parentId: string, pathPart: string) =>
      step(name, 'CreateResource', { restApiId, parentId, pathPart });
    const proxy = await create('create-base-proxy-resource', root, '{proxy+}');
    await create('create-proxy-dynamic-sibling-resource', root, '{dynamic}');
    await create('create-proxy-static-child-resource', proxy.id, 'child');
    await create('create-proxy-dynamic-child-resource', proxy.id, '{child}');
    const parent = await create(undefined, root, 'parent');
    await create('create-greedy-child-resource', parent.id, '{child+}');
  },
  async test_method_lifecycle(step, { id: restApiId, root: resourceId }) {
    const method = { restApiId, resourceId, httpMethod: 'ANY' };
    await step('put-base-method-response', 'PutMethod', { ...method, authorizationType: 'NONE' });
    await step('get-base-method-response', 'GetMethod', method);
    await step('del-base-method-response', 'DeleteMethod', method);
    await step('get-deleted-method-response', 'GetMethod', method);
    await step('delete-deleted-method-response', 'DeleteMethod', method);
  },
  async test_put_method_validation(step, { id: restApiId, root: resourceId }) {
    const method = { restApiId, resourceId, httpMethod: 'ANY', authorizationType: 'NONE' };
    await step('wrong-api', 'PutMethod', { ...method, restApiId: 'fake-api' });
    await step('wrong-resource', 'PutMethod', { ...method, resourceId: 'fake-resource' });
    await step('wrong-method', 'PutMethod', { ...method, httpMethod: 'FAKE' });
    await step('invalid-model-name', 'PutMethod', { ...method, requestModels: { 'application/json': 'petModel' } });
  },
  async test_update_method(step, { id: restApiId, root: resourceId }) {
    const method = { restApiId, resourceId, httpMethod: 'ANY' };
    await step('put-method-response', 'PutMethod', { ...method, authorizationType: 'NONE' });
    const update = (name: string, op: string, values: Record<string, string | undefined>) =>
      step(name, 'UpdateMethod', {
        ...method,
        patchOperations: Object.entries(values).map(([path, value]) => ({ op, path, value })),
      });
    const parameter = '/requestParameters/method.request.querystring.optional';
    const model = '/requestModels/application~1json';
    await update('update-method-add', 'add', { [parameter]: 'true', [model]: 'Empty' });
    await update('update-method-replace', 'replace', {
      '/operationName': 'ReplacedOperationName',
      '/apiKeyRequired': 'true',
      '/authorizationType': 'AWS_IAM',
      [parameter]: 'false',
    });
    const { id } = await step(undefined, 'CreateAuthorizer', { restApiId, name: 'a', type: 'TOKEN' });
    await update('update-method-replace-authorizer', 'replace', {
      '/authorizationType': 'CUSTOM',
      '/authorizerId': id,
    });
    await update('update-method-remove', 'remove', { [parameter]: undefined, [model]: undefined });
  },
  async test_model_validation(step, { id: restApiId }) {
    const model = { restApiId, name: 'MySchema', contentType: 'application/json', schema: '{"type":"object"}' };
    const wrong = { restApiId: 'abcde0' };
    await step('create-model-wrong-id', 'CreateModel', { ...model, ...wrong });
    await step('get-models-wrong-id', 'GetModels', wrong);
    await step('get-model-wrong-id', 'GetModel', { ...wrong, modelName: 'MySchema' });
    await step('del-model-wrong-id', 'DeleteModel', { ...wrong, modelName: 'MySchema' });
    await step(undefined, 'CreateModel', model);
    await step('create-model-already-exists', 'CreateModel', model);
    await step('create-model-empty-name', 'CreateModel', { ...model, name: '' });
    await step('create-model-empty-schema', 'CreateModel', { ...model, name: 'Other', schema: '' });
  },
  async test_request_validator_lifecycle(step, { id: restApiId }) {
    const { id } = await step('create-request-validator', 'CreateRequestValidator', { restApiId, name: '<name:2>' });
    const validator = { restApiId, requestValidatorId: id };
    await step('get-request-validator', 'GetRequestValidator', validator);
    await step('get-request-validators', 'GetRequestValidators', { restApiId });
    const update = (name: string, value?: string) => {
      const patchOperations = [{ op: 'replace', path: '/validateRequestBody', value }];
      return step(name, 'UpdateRequestValidator', { ...validator, patchOperations });
    };
    await update('update-request-validator-with-value', 'true');
    await update('update-request-validator-without-value');
    await step('delete-request-validator', 'DeleteRequestValidator', validator);
    await step('get-deleted-request-validator', 'GetRequestValidator', validator);
    await step('get-request-validators-after-delete', 'GetRequestValidators', { restApiId });
  },
  async test_put_integration_validation(step, { id: restApiId, root: resourceId }) {
    await step(undefined, 'PutMethod', { restApiId, resourceId, httpMethod: 'GET', authorizationType: 'NONE' });
    const lambda =
      'arn:<partition>:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:<partition>:lambda:<region>:1:function:MyLambda/invocations'.replaceAll(
        '<partition>',
        'aws',
      );
    const put = (name: string, type: string, more: object = {}) =>
      step(name, 'PutIntegration', { restApiId, resourceId, httpMethod: 'GET', type, ...more });
    for (const type of ['HTTP', 'HTTP_PROXY', 'AWS'])
      await put(`required-integration-method-${type}`, type, { uri: lambda });
    await put('not-required-integration-method-MOCK', 'MOCK');
    for (const type of ['HTTP', 'HTTP_PROXY']) {
      await put(`http-method-${type}`, type, { uri: 'http://example.com', integrationHttpMethod: 'POST' });
      await put(`invalid-uri-${type}`, type, { uri: lambda, integrationHttpMethod: 'POST' });
    }
    const s3 = { uri: 'arn:aws:apigateway:us-east-1:s3:path/b/k', integrationHttpMethod: 'POST' };
    await put('no-s3-support-AWS_PROXY', 'AWS_PROXY', s3);
    await put('invalid-uri-not-an-arn', 'AWS', { uri: 'lambda', integrationHttpMethod: 'POST' });
    const noPath = 'arn:aws:iam::0000000000:role/service-role/asdf';
    await put('invalid-uri-invalid-arn', 'AWS', { uri: noPath, integrationHttpMethod: 'POST' });
  },
  async test_lifecycle_integration_response(step, { id: restApiId, root: resourceId }) {
    const method = { restApiId, resourceId, httpMethod: 'GET' };
    await step(undefined, 'PutMethod', { ...method, authorizationType: 'NONE' });
    await step(undefined, 'PutIntegration', { ...method, ...mock });
    const response = { ...method, statusCode: '200' };
    const put = (name: string, text: string, selectionPattern: string) =>
      step(name, 'PutIntegrationResponse', {
        ...response,
        selectionPattern,
        responseTemplates: { 'application/json': text },
      });
    await put('put-integration-response', '"created"', '');
    await step('get-integration-response', 'GetIntegrationResponse', response);
    await put('overwrite-integration-response', 'overwrite', 'overwrite-pattern');
    await step('delete-integration-response', 'DeleteIntegrationResponse', response);
  },
  async test_update_stage_remove_wildcard(step, { id: restApiId, root: resourceId }) {
    const deploymentId = await deploy(step, restApiId, resourceId);
    const stage = { restApiId, stageName: 's1' };
    const created = { ...stage, deploymentId, description: 'my stage', documentationVersion: 'v123' };
    await step('create-stage', 'CreateStage', created);
    await step('get-stage', 'GetStage', stage);
    const update = (name: string, op: string, path: string, value?: string) =>
      step(name, 'UpdateStage', { ...stage, patchOperations: [{ op, path, value }] });
    await update('delete-error', 'remove', '/*/*');
    await update('update-stage', 'replace', '/*/*/caching/enabled', 'true');
    await update('update-stage-reset', 'remove', '/*/*');
    await step('get-stage-after-reset', 'GetStage', stage);
  },
  async test_create_canary_deployment_validation(step, { id: restApiId, root: resourceId }) {
    await deploy(step, restApiId, resourceId);
    const canary = { restApiId, canarySettings: { percentTraffic: 50 } };
    await step('create-canary-deployment-no-stage', 'CreateDeployment', canary);
    await step('create-canary-deployment-empty-stage', 'CreateDeployment', { ...canary, stageName: '' });
    await step('create-canary-deployment-non-existing-stage', 'CreateDeployment', {
      ...canary,
      stageName: 'non-existing',
    });
  },
  async test_update_stage_with_copy_ops(step, { id: restApiId, root: resourceId }) {
    const deploymentId = await deploy(step, restApiId, resourceId, 'deployment-1');
    const stage = { restApiId, stageName: 'dev' };
    await step(undefined, 'CreateStage', { ...stage, deploymentId, variables: { testVar: 'test', testVar2: 'test2' } });
    const update = (name: string, ...patchOperations: object[]) =>
      step(name, 'UpdateStage', { ...stage, patchOperations });
    const overrides = '/canarySettings/stageVariableOverrides';
    await update('copy-with-bad-statement', { op: 'copy', path: overrides, from: '/variables' });
    await update('copy-with-no-replace', { op: 'copy', path: '/deploymentId', from: '/canarySettings/deploymentId' });
    const copies = [
      { op: 'copy', path: '/deploymentId', from: '/canarySettings/deploymentId' },
      { op: 'copy', path: '/variables', from: overrides },
    ];
    const none = { op: 'replace', path: '/canarySettings/percentTraffic', value: '0.0' };
    await update('update-stage-with-copy', none, ...copies);
    const canarySettings = { percentTraffic: 50, stageVariableOverrides: { testVar: 'override' } };
    await step('deployment-canary', 'CreateDeployment', { ...stage, canarySettings });
    await step('get-stage', 'GetStage', stage);
    await update('update-stage-with-copy-2', none, ...copies);
  },
  async 'TestStages::test_create_update_stages'(step, { id: restApiId, root: resourceId }) {
    const deploymentId = await deploy(step, restApiId, resourceId);
    const stage = { restApiId, stageName: 's1' };
    const created = { ...stage, deploymentId, description: 'my stage', documentationVersion: 'v123' };
    await step('create-stage', 'CreateStage', created);
    const update = (name: string, ...patchOperations: object[]) =>
      step(name, 'UpdateStage', { ...stage, patchOperations });
    await update('error-update-doc-version', { op: 'replace', path: '/documentation_version', value: 'v124' });
    await update('error-update-tags', { op: 'replace', path: '/tags/tag1', value: 'value1' });
  },
};

/** Sets up a MOCK method and freezes it. */
async function deploy(step: Step, restApiId: string, resourceId: string, name?: string): Promise<string> {
  const method = { restApiId, resourceId, httpMethod: 'GET' };
  await step(undefined, 'PutMethod', { ...method, authorizationType: 'NONE' });
  await step(undefined, 'PutIntegration', { ...method, ...mock });
  return (await step(name, 'CreateDeployment', { restApiId })).id;
}

async function answersOf(run: (typeof SCENARIOS)[string]): Promise<Map<string, Any>> {
  const gateway: TestGateway = testGateway();
  const answers = new Map<string, Any>();
  const step: Step = async (name, operation, input) => {
    let answer: Any;
    try {
      answer = await gateway.operate(operation, input);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      answer = { Error: { Code: error.code, Message: error.message } };
    }
    if (name !== undefined) answers.set(name, answer);
    return answer;
  };
  const { id, rootResourceId: root } = await gateway.operate('CreateRestApi', { name: 'recorded' });
  await run(step, { id, root });
  return answers;
}

/** Whether an answer has the recorded form: `<...>` stands for any text, and for the same one each time. */
function assertLike(actual: Any, expected: Any, path: string): void {
  if (typeof expected === 'string' && /<[^>]+>|^datetime$/.test(expected)) {
    const parts = expected.split(/<[^>]+>/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    if (expected !== 'datetime') assert.match(String(actual), new RegExp(`^${parts.join('.+')}$`, 's'), path);
    else assert.ok(actual instanceof Date, path);
    return;
  }
  if (typeof expected !== 'object' || expected === null) {
    const message = typeof expected === 'string' ? expected.replace('111111111111', '000000000000') : expected;
    assert.equal(actual, message, path);
    return;
  }
  if (typeof actual === 'string') actual = JSON.parse(actual);
  const members = (value: object) => Object.keys(value).filter((name) => !/^(ResponseMetadata|message)$/.test(name));
  assert.deepEqual(members(actual).sort(), members(expected).sort(), path);
  for (const name of members(expected)) assertLike(actual[name], expected[name], `${path}.${name}`);
}

const FILES = ['apigw-control-plane', 'apigw-integrations', 'apigw-request-validation'];

if (conformanceDir === undefined) {
  test('the control plane as recorded from AWS', { skip: 'the conformance data is not here' }, () => {});
} else {
  const folder = join(conformanceDir, 'aws-recorded');
  const recordings: [string, Record<string, Any>][] = FILES.flatMap((file) =>
    Object.entries(JSON.parse(readFileSync(join(folder, `${file}.json`), 'utf8')) as Record<string, Any>),
  );
  const answers = new Map<string, Map<string, Any>>();
  for (const [name, run] of Object.entries(SCENARIOS)) answers.set(name, await answersOf(run));
  const cases = [...answers].flatMap(([scenario, told]) =>
    [...told].flatMap(([name, answer]) => {
      const expected = recordings.find(([id, steps]) => id.endsWith(`::${scenario}`) && name in steps)?.[1][name];
      return expected === undefined ? [] : [{ id: `${scenario}/${name}`, answer, expected }];
    }),
  );
  conformance(cases, [], ({ answer, expected }) => assertLike(answer, expected, ''));
}
