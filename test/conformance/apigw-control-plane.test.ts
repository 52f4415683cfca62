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
    const patchOperations = [{ op: 'replace', path: '/selectionPattern', value: 'updated-pattern' }];
    await step('update-integration-response', 'UpdateIntegrationResponse', { ...response, patchOperations });
    await put('overwrite-integration-response', 'overwrite', 'overwrite-pattern');
    await step('get-method', 'GetMethod', method);
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
  async 'TestStageCrudCanary::test_create_update_stages'(step, { id: restApiId, root: resourceId }) {
    const deploymentId = await deploy(step, restApiId, resourceId, 'create-deployment-1');
    const { id: canaryId } = await step('create-deployment-2', 'CreateDeployment', { restApiId });
    const stage = { restApiId, stageName: 'dev' };
    const canarySettings = {
      deploymentId: canaryId,
      percentTraffic: 50,
      stageVariableOverrides: { testVar: 'canary' },
    };
    const created = { ...stage, deploymentId, description: 'dev stage', variables: { testVar: 'default' } };
    await step('create-stage', 'CreateStage', { ...created, canarySettings });
    await step('get-stage', 'GetStage', stage);
    const update = (name: string, ...patchOperations: object[]) =>
      step(name, 'UpdateStage', { ...stage, patchOperations });
    await update('update-stage-canary-settings-overrides', {
      op: 'replace',
      path: '/canarySettings/stageVariableOverrides/testVar',
      value: 'updated',
    });
    await update('update-stage-remove-canary-settings', { op: 'remove', path: '/canarySettings' });
    await step('get-stage-after-remove', 'GetStage', stage);
  },
  async test_create_canary_deployment_with_stage(step, { id: restApiId, root: resourceId }) {
    const deploymentId = await deploy(step, restApiId, resourceId, 'create-deployment');
    const stage = { restApiId, stageName: 'dev' };
    const created = { ...stage, deploymentId, description: 'dev stage', variables: { testVar: 'default' } };
    await step('create-stage', 'CreateStage', created);
    const canarySettings = { percentTraffic: 50, stageVariableOverrides: { testVar: 'canary' } };
    await step('create-canary-deployment', 'CreateDeployment', { ...stage, canarySettings });
    await step('get-stage', 'GetStage', stage);
  },
  async test_create_canary_deployment(step, { id: restApiId, root: resourceId }) {
    const deploymentId = await deploy(step, restApiId, resourceId, 'create-deployment');
    const stage = { restApiId, stageName: 'dev1' };
    const created = { restApiId, deploymentId, description: 'dev stage', variables: { testVar: 'default' } };
    const canary = (percentTraffic: number, testVar: string) => ({
      percentTraffic,
      stageVariableOverrides: { testVar },
    });
    await step('create-stage', 'CreateStage', {
      ...created,
      stageName: 'dev1',
      canarySettings: { deploymentId, ...canary(40, 'canary1') },
    });
    const { id: canaryId } = await step('create-canary-deployment', 'CreateDeployment', {
      ...stage,
      canarySettings: canary(50, 'canary2'),
    });
    await step('get-stage-1', 'GetStage', stage);
    await step('create-stage-2', 'CreateStage', {
      ...created,
      stageName: 'dev2',
      canarySettings: { deploymentId: canaryId, ...canary(60, 'canary-overridden') },
    });
    await step('bad-canary-deployment-id', 'CreateStage', {
      ...created,
      stageName: 'dev3',
      canarySettings: { deploymentId: 'deploy', ...canary(60, 'canary-overridden') },
    });
  },
  async test_create_canary_deployment_by_stage_update(step, { id: restApiId, root: resourceId }) {
    const deploymentId = await deploy(step, restApiId, resourceId, 'create-deployment');
    const { id: canaryId } = await step('create-deployment-2', 'CreateDeployment', { restApiId });
    const stage = { restApiId, stageName: 'dev' };
    const created = { ...stage, deploymentId, description: 'dev stage', variables: { testVar: 'default' } };
    await step('create-stage', 'CreateStage', created);
    const update = (name: string, ...patchOperations: object[]) =>
      step(name, 'UpdateStage', { ...stage, patchOperations });
    const path = '/canarySettings/deploymentId';
    await update('update-stage-with-deployment', { op: 'replace', path, value: canaryId });
    await update('remove-stage-canary', { op: 'remove', path: '/canarySettings' });
    const half = { op: 'replace', path: '/canarySettings/percentTraffic', value: '50' };
    await update('update-stage-with-percent', half);
    await step('get-stage', 'GetStage', stage);
  },
  async test_update_stage_canary_deployment_validation(step, { id: restApiId, root: resourceId }) {
    const deploymentId = await deploy(step, restApiId, resourceId);
    const stage = { restApiId, stageName: 'dev' };
    await step(undefined, 'CreateStage', { ...stage, deploymentId });
    await step('get-stage', 'GetStage', stage);
    const update = (name: string, op: string, path: string, value?: string) =>
      step(name, 'UpdateStage', { ...stage, patchOperations: [{ op, path, value }] });
    await update('update-stage-canary-settings-bad-path', 'remove', '/canarySettings/badPath');
    await update('update-stage-canary-settings-bad-path-2', 'replace', '/canarySettings', 'badPath');
    await update('update-stage-canary-settings-replace-bad-path', 'replace', '/canarySettings/badPath', 'badPath');
    await update('update-stage-add-deployment', 'add', '/canarySettings/deploymentId', deploymentId);
    await update('update-stage-no-deployment', 'replace', '/canarySettings/deploymentId', 'nothing');
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
  async test_documentation_part_lifecycle(step, { id: restApiId }) {
    const location = { type: 'API' };
    const properties = JSON.stringify({ description: 'Sample API description' });
    const { id } = await step('create-documentation-part', 'CreateDocumentationPart', {
      restApiId,
      location,
      properties,
    });
    const part = { restApiId, documentationPartId: id };
    await step('get-documentation-part', 'GetDocumentationPart', part);
    await step('get-documentation-parts', 'GetDocumentationParts', { restApiId });
    const value = JSON.stringify({ description: 'Updated Sample API description' });
    const patchOperations = [{ op: 'replace', path: '/properties', value }];
    await step('update-documentation-part', 'UpdateDocumentationPart', { ...part, patchOperations });
    await step('get-documentation-part-after-update', 'GetDocumentationPart', part);
    await step('delete_documentation_part', 'DeleteDocumentationPart', part);
  },
  async test_doc_parts_crud_no_api(step) {
    const restApiId = 'test-fake-rest-id';
    const part = { restApiId, location: { type: 'API' }, properties: '{}' };
    await step('wrong-rest-api-id-create-doc-part', 'CreateDocumentationPart', part);
    await step('wrong-rest-api-id-get-doc-parts', 'GetDocumentationParts', { restApiId });
  },
  async test_invalid_get_documentation_part(step, { id: restApiId }) {
    const get = (name: string, id: string) =>
      step(name, 'GetDocumentationPart', { restApiId: id, documentationPartId: 'documentation_part_id' });
    await get('get-documentation-part-invalid-api-id', 'api_id');
    await get('get-documentation-part-invalid-doc-id', restApiId);
  },
  async test_invalid_update_documentation_part(step, { id: restApiId }) {
    const part = { restApiId, location: { type: 'API' }, properties: '{"a":"b"}' };
    const { id: documentationPartId } = await step(undefined, 'CreateDocumentationPart', part);
    const update = (name: string, id: string, op: string, path: string) =>
      step(name, 'UpdateDocumentationPart', {
        restApiId: id,
        documentationPartId,
        patchOperations: [{ op, path, value: '{"b":"c"}' }],
      });
    await update('update-documentation-part-invalid-api-id', 'api_id', 'replace', '/properties');
    await update('update-documentation-part-invalid-add-operation', restApiId, 'add', '/properties');
    await update('update-documentation-part-invalid-path', restApiId, 'replace', '/invalidPath');
  },
  async test_invalid_create_documentation_part_operations(step, { id: restApiId }) {
    const properties = '{"description":"x"}';
    const create = (name: string, id: string, type: string) =>
      step(name, 'CreateDocumentationPart', { restApiId: id, location: { type }, properties });
    await create('create_documentation_part_invalid_api_id', 'api_id', 'API');
    await create('create_documentation_part_invalid_location_type', restApiId, 'INVALID');
  },
  async test_invalid_delete_documentation_part(step, { id: restApiId }) {
    const part = { restApiId, location: { type: 'API' }, properties: '{}' };
    const { id: documentationPartId } = await step(undefined, 'CreateDocumentationPart', part);
    const remove = (name: string, id: string) =>
      step(name, 'DeleteDocumentationPart', { restApiId: id, documentationPartId });
    await remove('delete_documentation_part_wrong_api_id', 'api_id');
    await remove('delete_documentation_part', restApiId);
    await remove('delete_already_deleted_documentation_part', restApiId);
  },
  async test_documentation_parts_and_versions(step, { id: restApiId }) {
    const part = { restApiId, location: { type: 'API' }, properties: JSON.stringify({ foo: 'bar' }) };
    await step('create-part-response', 'CreateDocumentationPart', part);
    await step('get-parts-response', 'GetDocumentationParts', { restApiId });
    const version = { restApiId, documentationVersion: 'v123' };
    await step('create-version-response', 'CreateDocumentationVersion', version);
    const patchOperations = [{ op: 'replace', path: '/description', value: 'doc version new' }];
    await step('update-version-response', 'UpdateDocumentationVersion', { ...version, patchOperations });
    await step('get-version-response', 'GetDocumentationVersion', version);
  },
  async test_import_documentation_parts_bad_file(step, { id: restApiId }) {
    for (const [name, body] of [
      ['import-documentation-parts-bad-yaml-file', '- invalid\n- yaml'],
      ['import-documentation-parts-bad-json-file', '{"invalid": true}'],
    ] as const) {
      await step(name, 'ImportDocumentationParts', { restApiId, mode: 'overwrite', body: Buffer.from(body) });
    }
  },
  async test_import_api_bad_file(step, { id: restApiId }) {
    for (const [kind, body] of [
      ['yaml', '- invalid\n- yaml'],
      ['json', '{"invalid": true}'],
    ] as const) {
      await step(`import-api-bad-${kind}-file`, 'ImportRestApi', { body: Buffer.from(body) });
      await step(`put-rest-api-bad-${kind}-file`, 'PutRestApi', { restApiId, body: Buffer.from(body) });
    }
  },
  async test_lifecycle_method_response(step, { id: restApiId, root: resourceId }) {
    const method = { restApiId, resourceId, httpMethod: 'GET' };
    await step(undefined, 'PutMethod', { ...method, authorizationType: 'NONE' });
    await step(undefined, 'PutIntegration', { ...method, ...mock });
    const response = { ...method, statusCode: '200' };
    const empty = { responseParameters: {}, responseModels: {} };
    await step('put-method-response', 'PutMethodResponse', { ...response, ...empty });
    const update = (name: string, op: string) =>
      step(name, 'UpdateMethodResponse', {
        ...response,
        patchOperations: [
          { op, path: '/responseParameters/method.response.header.my-header', value: 'true' },
          { op, path: '/responseModels/application~1json', value: 'Empty' },
        ],
      });
    await update('add-method-responses', 'add');
    await update('update-method-responses', 'replace');
    await step('get-method', 'GetMethod', method);
    await step('delete-method-response', 'DeleteMethodResponse', response);
  },
  async test_update_method_response(step, { id: restApiId, root: resourceId }) {
    const { response, update } = await aMethodResponse(step, restApiId, resourceId);
    await step(undefined, 'UpdateMethodResponse', { ...response, patchOperations: patches('add') });
    await update('remove-update-method-response', patches('remove'));
    await update('add-update-method-response', patches('add'));
  },
  async test_update_method_response_wrong_operations(step, { id: restApiId, root: resourceId }) {
    const { update } = await aMethodResponse(step, restApiId, resourceId);
    const good = patches('add')[0] as object;
    const wrong = { ...good, op: 'wrong_op' };
    await update('update-method-response-wrong-operation-1', [wrong]);
    await update('update-method-response-wrong-operation-2', [wrong, good]);
    await update('update-method-response-wrong-operation-3', [wrong, wrong]);
    await update('update-method-response-wrong-operation-4', [wrong, wrong, wrong, wrong]);
    await update('update-method-response-wrong-operation-5', [wrong, good, wrong]);
  },
  async test_update_method_response_negative_tests(step, { id: restApiId, root: resourceId }) {
    const { response } = await aMethodResponse(step, restApiId, resourceId);
    const update = (name: string, more: object, op = 'add') =>
      step(name, 'UpdateMethodResponse', { ...response, patchOperations: [{ ...patches('add')[0], op }], ...more });
    await update('update-method-response-wrong-statuscode', { statusCode: '201' });
    await update('update-method-response-invalid-statuscode', { statusCode: 'wrong' });
    await update('update-method-response-invalid-statuscode-and-wrong-op', { statusCode: 'wrong' }, 'wrong_op');
    await update('update-method-response-wrong-resource', { resourceId: 'wrong' });
    await update('update-method-response-wrong-method', { httpMethod: 'POST' });
  },
  async test_update_method_wrong_param_names(step, { id: restApiId, root: resourceId }) {
    const { update } = await aMethodResponse(step, restApiId, resourceId, patches('add'));
    const name = (at: number) => `update-method-response-operation-with-wrong-param-name-${at}`;
    const header = '/responseParameters/method.response.header.wrong';
    const model = '/responseModels/application~1wrong';
    await update(name(1), [{ op: 'remove', path: header }]);
    await update(name(2), [{ op: 'replace', path: header, value: 'true' }]);
    await update(name(3), [{ op: 'remove', path: model }]);
    await update(name(4), [{ op: 'replace', path: model, value: 'Empty' }]);
  },
  async test_update_method_lack_response_parameters_and_models(step, { id: restApiId, root: resourceId }) {
    const { update } = await aMethodResponse(step, restApiId, resourceId);
    const [parameter, model] = patches('replace');
    await update('update-method-response-operation-without-response-parameters', [parameter]);
    await update('update-method-response-operation-without-response-models', [model]);
    const path = '/wrong/method.response.header.my-header';
    await update('update-method-response-operation-with-wrong-path', [{ op: 'add', path, value: 'true' }]);
  },
  async test_vpc_link_lifecycle(step) {
    const targetArns = ['arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/net/nlb/1'];
    const { id: vpcLinkId } = await step('create_vpc_link', 'CreateVpcLink', { name: 'link', targetArns });
    await step('get_vpc_link', 'GetVpcLink', { vpcLinkId });
    await step('get_vpc_links', 'GetVpcLinks', {});
    const patchOperations = [{ op: 'replace', path: '/name', value: 'link-updated' }];
    await step('update_vpc_link', 'UpdateVpcLink', { vpcLinkId, patchOperations });
    await step('delete_vpc_link', 'DeleteVpcLink', { vpcLinkId });
  },
  async test_get_vpc_link_invalid_id(step) {
    await step('get_vpc_link_invalid_id', 'GetVpcLink', { vpcLinkId: 'invalid-id' });
  },
  async test_delete_vpc_link_invalid_id(step) {
    await step('delete_vpc_link_invalid_id', 'DeleteVpcLink', { vpcLinkId: 'invalid-id' });
  },
  async test_update_vpc_link_invalid_id(step) {
    const patchOperations = [{ op: 'replace', path: '/name', value: 'x' }];
    await step('update_vpc_link_invalid_id', 'UpdateVpcLink', { vpcLinkId: 'invalid-id', patchOperations });
  },
  async test_create_vpc_link_invalid_parameters(step) {
    await step('create_vpc_link_invalid_target_arn', 'CreateVpcLink', { name: 'a', targetArns: ['invalid-arn'] });
    await step('create_vpc_link_empty_name', 'CreateVpcLink', { name: '', targetArns: ['arn:aws:x:us-east-1:1:y'] });
  },
  async test_update_method_validation(step, { id: restApiId, root: resourceId }) {
    const method = { restApiId, resourceId, httpMethod: 'ANY' };
    const update = (name: string, op: string, path: string, value?: string, more: object = {}) =>
      step(name, 'UpdateMethod', { ...method, patchOperations: [{ op, path, value }], ...more });
    const key = ['replace', '/apiKeyRequired', 'true'] as const;
    await update('wrong-rest-api', ...key, { restApiId: 'fake-api' });
    await update('wrong-resource-id', ...key, { resourceId: 'fake-resource' });
    await update('method-does-not-exist', ...key, { httpMethod: 'GET' });
    await step('put-method-response', 'PutMethod', { ...method, authorizationType: 'NONE', apiKeyRequired: true });
    await update('wrong-path-request-models', 'add', '/requestModels/application/json', 'petModel');
    await update('wrong-value-type', 'replace', '/apiKeyRequired', 'whatever');
    await update('wrong-auth-type', 'replace', '/authorizationType', 'CUSTOM');
    await update('skip-auth-id-with-wrong-type', 'replace', '/authorizerId', 'abc123');
    await step('wrong-auth-id', 'UpdateMethod', {
      ...method,
      patchOperations: [
        { op: 'replace', path: '/authorizationType', value: 'CUSTOM' },
        { op: 'replace', path: '/authorizerId', value: 'abc123' },
      ],
    });
    await update('wrong-req-validator-id', 'replace', '/requestValidatorId', 'abc123');
    await update('unsupported-operation', 'add', '/operationName', 'x');
    await update('unsupported-operation-2', 'remove', '/operationName');
    await update('unsupported-path', 'replace', '/httpMethod', 'GET');
    await update('wrong-path-request-parameters', 'add', '/requestParameters', 'true');
  },
  async test_update_model(step, { id: restApiId }) {
    const patch = (op: string, path: string, value = 'x') => ({ patchOperations: [{ op, path, value }] });
    const updated = patch('replace', '/schema', JSON.stringify({ title: 'Updated schema', type: 'object' }));
    await step('update-model-wrong-id', 'UpdateModel', { restApiId, modelName: 'mySchema', ...updated });
    const schema = JSON.stringify({ title: 'mySchema', type: 'object' });
    const model = { restApiId, name: 'mySchema', contentType: 'application/json', schema };
    await step('create-model', 'CreateModel', model);
    const update = (name: string, operations: object) =>
      step(name, 'UpdateModel', { restApiId, modelName: 'mySchema', ...operations });
    await update('update-model', updated);
    await update('update-model-invalid-op', patch('add', '/wrong-path', 'not supported op'));
    await update('update-model-invalid-path', patch('replace', '/name', 'invalid'));
    await update('update-model-empty-schema', patch('replace', '/schema', ''));
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

const patches = (op: string) => [
  { op, path: '/responseParameters/method.response.header.my-header', value: 'true' },
  { op, path: '/responseModels/application~1json', value: 'Empty' },
];

/** A method with a response for 200, changed by some operations. */
async function aMethodResponse(step: Step, restApiId: string, resourceId: string, operations: object[] = []) {
  const method = { restApiId, resourceId, httpMethod: 'GET' };
  await step(undefined, 'PutMethod', { ...method, authorizationType: 'NONE' });
  const response = { ...method, statusCode: '200' };
  await step(undefined, 'PutMethodResponse', response);
  const update = (name: string | undefined, patchOperations: (object | undefined)[]) =>
    step(name, 'UpdateMethodResponse', { ...response, patchOperations });
  if (operations.length > 0) await update(undefined, operations);
  return { response, update };
}

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

const FILES = [
  'apigw-control-plane',
  'apigw-gateway-responses',
  'apigw-import-export',
  'apigw-integrations',
  'apigw-request-validation',
  'apigw-vtl-mapping',
];

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
