import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lambdaAnswering, type TestGateway, testGateway } from '../../../../test/support/deployed-api.ts';
import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { derivedIds } from '../../../std/ids.ts';
import { apigateway } from '../index.ts';
import { type ApigatewayState, newApigatewayState, restoreStages } from '../state.ts';

const arnOf = (name: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:${name}/invocations`;

/** Creates resources as a deployment does. */
function stack(gateway: TestGateway) {
  const typeOf = (type: string): ResourceType<ApigatewayState, object> => {
    const found = apigateway.resources?.find((one) => one.type === `AWS::ApiGateway::${type}`);
    assert.ok(found, type);
    return found;
  };
  const context = (logicalId: string): ResourceContext<ApigatewayState> => ({
    ...gateway.call,
    ids: derivedIds('stack', logicalId),
    stackName: 'stack',
    logicalId,
    templateDir: '/nowhere',
    metadata: {},
    physicalName: () => `stack-${logicalId}-ABCDEFGHIJKL`,
  });
  return {
    create: (type: string, logicalId: string, properties: object) =>
      typeOf(type).create(properties, context(logicalId)),
    update: (type: string, logicalId: string, id: string, properties: object, previous: object) =>
      typeOf(type).update(id, properties, previous, context(logicalId)),
    remove: (type: string, logicalId: string, id: string, properties: object) =>
      typeOf(type).delete(id, properties, context(logicalId)),
  };
}

test('an API of single resources is created, served, changed and deleted', async () => {
  const gateway = testGateway(
    lambdaAnswering((event) => ({ statusCode: 200, body: JSON.stringify(event.stageVariables) })),
  );
  const { create, update, remove } = stack(gateway);
  const api = await create('RestApi', 'Api', { Name: 'raw' });
  const RestApiId = api.physicalId;
  const ParentId = api.attributes?.['RootResourceId'];
  const resource = await create('Resource', 'Users', { RestApiId, ParentId, PathPart: 'users' });
  const method = {
    RestApiId,
    ResourceId: resource.physicalId,
    HttpMethod: 'GET',
    AuthorizationType: 'NONE',
    Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: arnOf('users'), TimeoutInMillis: '5000' },
    MethodResponses: [{ StatusCode: 200 }],
  };
  const methodId = (await create('Method', 'GetUsers', method)).physicalId;
  const deployment = await create('Deployment', 'Deployment', { RestApiId });
  const stage = {
    RestApiId,
    DeploymentId: deployment.physicalId,
    StageName: 'prod',
    Variables: { colour: 'red' },
    MethodSettings: [{ ResourcePath: '/*', HttpMethod: '*', ThrottlingBurstLimit: 7 }],
  };
  assert.equal((await create('Stage', 'Stage', stage)).physicalId, 'prod');

  const send = () => gateway.send({ apiId: RestApiId, stageName: 'prod', path: '/users' });
  assert.deepEqual([(await send()).status, (await send()).body], [200, '{"colour":"red"}']);
  const told = await gateway.operate('GetStage', { restApiId: RestApiId, stageName: 'prod' });
  assert.equal(told.methodSettings['*/*'].throttlingBurstLimit, 7);

  await update('Stage', 'Stage', 'prod', { ...stage, Variables: { colour: 'blue' } }, stage);
  assert.equal((await send()).body, '{"colour":"blue"}');
  assert.equal(await update('Method', 'GetUsers', methodId, { ...method, HttpMethod: 'PUT' }, method), 'replace');

  await remove('Stage', 'Stage', 'prod', stage);
  assert.equal((await send()).status, 403);
  await remove('Deployment', 'Deployment', deployment.physicalId, { RestApiId });
  await remove('RestApi', 'Api', RestApiId, {});
  await remove('RestApi', 'Api', RestApiId, {});
});

test('the same stack gets the same ids, so that URLs stay', async () => {
  const ids = await Promise.all(
    [1, 2].map(async () => (await stack(testGateway()).create('RestApi', 'Api', { Name: 'x' })).physicalId),
  );
  assert.equal(ids[0], ids[1]);
  assert.match(String(ids[0]), /^[0-9a-z]{10}$/);
});

const body = (paths: object) => ({ swagger: 2, info: { title: 'from SAM', version: 1 }, paths });
const lambda = { 'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri: arnOf('sam') } };

test('a body as SAM writes it is imported, and a changed one replaces it in the next deployment', async () => {
  const gateway = testGateway(lambdaAnswering(() => ({ statusCode: 200, body: 'sam' })));
  const { create, update } = stack(gateway);
  const before = { Body: body({ '/a': { get: lambda } }), Description: 'mine' };
  const { physicalId: RestApiId } = await create('RestApi', 'ServerlessRestApi', before);
  const { name, description } = await gateway.operate('GetRestApi', { restApiId: RestApiId });
  assert.deepEqual([name, description], ['from SAM', 'mine']);
  await create('Deployment', 'D1', { RestApiId, StageName: 'Prod' });
  const send = (path: string) => gateway.send({ apiId: RestApiId, stageName: 'Prod', path });
  assert.equal((await send('/a')).body, 'sam');

  const after = { Body: body({ '/b': { get: lambda } }) };
  await update('RestApi', 'ServerlessRestApi', RestApiId, after, before);
  assert.deepEqual([(await send('/a')).status, (await send('/b')).status], [200, 403]);
  await create('Deployment', 'D2', { RestApiId, StageName: 'Prod' });
  assert.deepEqual([(await send('/a')).status, (await send('/b')).status], [403, 200]);
});

test('stages are back in service after a restart', async () => {
  const gateway = testGateway(lambdaAnswering(() => ({ statusCode: 200 })));
  const apiId = await gateway.deploy(body({ '/': { get: lambda } }));
  const { platform } = gateway.state;
  platform.stages.remove(apiId, 'test');
  assert.equal((await gateway.send()).status, 403);
  await restoreStages(newApigatewayState(platform));
  assert.equal((await gateway.send()).status, 200);
});

const queue = {
  'x-amazon-apigateway-integration': {
    type: 'aws',
    httpMethod: 'POST',
    credentials: 'arn:aws:iam::000000000000:role/sender',
    uri: 'arn:aws:apigateway:us-east-1:sqs:path/000000000000/queue',
  },
};

test('what an API asks for and samlet does not enforce is said when it is deployed', async () => {
  const gateway = testGateway();
  await gateway.deploy(body({ '/': { get: queue } }));
  assert.match(gateway.logged.join('\n'), /GET \/: samlet does not run the service sqs, so the method answers 500/);
});

test('what the lines of a template have been told is not said again when they are deployed', async () => {
  const gateway = testGateway();
  const { create } = stack(gateway);
  const Body = body({ '/': { get: queue } });
  const { physicalId: RestApiId } = await create('RestApi', 'Api', { Body });
  await create('Deployment', 'Deployment', { RestApiId });
  assert.deepEqual(gateway.logged, []);
});

test('a method says what makes it answer 500 each time', () => {
  const method = apigateway.resources?.find(({ type }) => type === 'AWS::ApiGateway::Method');
  const Integration = {
    Type: 'AWS',
    Uri: 'arn:aws:apigateway:us-east-1:sqs:path/1/queue',
    RequestTemplates: { 'application/json': '#if(' },
  };
  const [uri = '', template = ''] = method?.unhonoured?.({ Integration }) ?? [];
  assert.match(uri, /^samlet does not run the service sqs, so the method answers 500/);
  assert.match(template, /^a mapping template is not valid, so the method answers 500: /);
  assert.deepEqual(method?.unhonoured?.({ Integration: { Type: 'AWS_PROXY', Uri: arnOf('f') } }), []);
});

test('a definition in S3 is refused by name', async () => {
  await assert.rejects(
    stack(testGateway()).create('RestApi', 'Api', { BodyS3Location: { Bucket: 'b', Key: 'k' } }),
    /Api: the API's definition lies in S3/,
  );
});
