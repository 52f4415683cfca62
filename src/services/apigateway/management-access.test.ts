import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testGateway } from '../../../test/support/deployed-api.ts';
import { apigateway } from './index.ts';

async function asked(operation: string, input: object, gateway = testGateway()) {
  const checks = (await apigateway.operations[operation]?.access?.checks(input, gateway.call)) ?? [];
  return checks.map(({ action, resource }) => `${action} ${resource}`);
}

test('every operation states what IAM must allow', () => {
  const silent = Object.entries(apigateway.operations).filter(([, run]) => run.access === undefined);
  assert.deepEqual(
    silent.map(([name]) => name),
    [],
  );
});

for (const [operation, input, expected] of [
  ['GetRestApis', {}, ['apigateway:GET arn:aws:apigateway:us-east-1::/restapis']],
  [
    'UpdateStage',
    { restApiId: 'abc', stageName: 'prod' },
    ['apigateway:PATCH arn:aws:apigateway:us-east-1::/restapis/abc/stages/prod'],
  ],
  [
    'CreateResource',
    { restApiId: 'abc', parentId: 'root' },
    ['apigateway:POST arn:aws:apigateway:us-east-1::/restapis/abc/resources/root'],
  ],
  [
    'TagResource',
    { resourceArn: 'arn:aws:apigateway:us-east-1::/restapis/abc' },
    ['apigateway:PUT arn:aws:apigateway:us-east-1::/tags/arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Frestapis%2Fabc'],
  ],
  [
    'PutIntegration',
    { restApiId: 'a', resourceId: 'r', httpMethod: 'GET', credentials: 'arn:aws:iam::000000000000:role/r' },
    [
      'apigateway:PUT arn:aws:apigateway:us-east-1::/restapis/a/resources/r/methods/GET/integration',
      'iam:PassRole arn:aws:iam::000000000000:role/r',
    ],
  ],
  [
    'PutIntegration',
    { restApiId: 'a', resourceId: 'r', httpMethod: 'GET', credentials: 'arn:aws:iam::*:user/*' },
    ['apigateway:PUT arn:aws:apigateway:us-east-1::/restapis/a/resources/r/methods/GET/integration'],
  ],
  [
    'UpdateAccount',
    { patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: 'arn:aws:iam::000000000000:role/logs' }] },
    ['apigateway:PATCH arn:aws:apigateway:us-east-1::/account', 'iam:PassRole arn:aws:iam::000000000000:role/logs'],
  ],
  [
    'UpdateRestApi',
    { restApiId: 'abc', patchOperations: [{ op: 'replace', path: '/policy', value: '{}' }] },
    [
      'apigateway:PATCH arn:aws:apigateway:us-east-1::/restapis/abc',
      'apigateway:UpdateRestApiPolicy arn:aws:apigateway:us-east-1::/restapis/abc',
    ],
  ],
  [
    'ImportRestApi',
    {
      body: Buffer.from(
        '{"x-amazon-apigateway-policy":{},"paths":{"/":{"get":{"x-amazon-apigateway-integration":{"credentials":"arn:aws:iam::000000000000:role/r"}}}}}',
      ),
    },
    [
      'apigateway:POST arn:aws:apigateway:us-east-1::/restapis',
      'iam:PassRole arn:aws:iam::000000000000:role/r',
      'apigateway:UpdateRestApiPolicy arn:aws:apigateway:us-east-1::/restapis/*',
    ],
  ],
] as const) {
  test(`${operation} asks for ${expected.join(' and ')}`, async () =>
    assert.deepEqual(await asked(operation, input), expected));
}

test('conditions see the tags of a request and of the resource', async () => {
  const gateway = testGateway();
  const { id } = await gateway.operate('CreateRestApi', { name: 'api', tags: { team: 'a' } });
  const contextOf = async (operation: string, input: object) =>
    (await apigateway.operations[operation]?.access?.checks(input, gateway.call))?.[0]?.context?.();
  assert.deepEqual(await contextOf('GetResources', { restApiId: id }), { 'aws:ResourceTag/team': 'a' });
  assert.deepEqual(await contextOf('CreateRestApi', { name: 'b', tags: { team: 'b' } }), {
    'apigateway:Request/ApiName': 'b',
    'aws:TagKeys': ['team'],
    'aws:RequestTag/team': 'b',
  });
  const resourceArn = `arn:aws:apigateway:us-east-1::/restapis/${id}`;
  assert.deepEqual(await contextOf('UntagResource', { resourceArn, tagKeys: ['team'] }), {
    'aws:ResourceTag/team': 'a',
    'aws:TagKeys': ['team'],
  });
});

test('conditions see what a request asks for', async () => {
  const gateway = testGateway();
  const contextOf = async (operation: string, input: object) =>
    (await apigateway.operations[operation]?.access?.checks(input, gateway.call))?.[0]?.context?.();
  assert.deepEqual(await contextOf('CreateRestApi', { name: 'a', endpointConfiguration: { types: ['REGIONAL'] } }), {
    'apigateway:Request/ApiName': 'a',
    'apigateway:Request/EndpointType': ['REGIONAL'],
  });
  assert.deepEqual(
    await contextOf('PutMethod', { restApiId: 'a', resourceId: 'r', httpMethod: 'GET', authorizationType: 'NONE' }),
    { 'apigateway:Request/RouteAuthorizationType': 'NONE' },
  );
  const patchOperations = [{ op: 'replace', path: '/apiKeyRequired', value: 'false' }];
  assert.deepEqual(
    await contextOf('UpdateMethod', { restApiId: 'a', resourceId: 'r', httpMethod: 'GET', patchOperations }),
    { 'apigateway:Request/ApiKeyRequired': 'false' },
  );
});
