import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { declareMappings } from '../../test/support/declare-mappings.ts';
import { aDocument, type TestGateway, testGateway } from '../../test/support/deployed-api.ts';
import type { CallService } from '../aws/service.ts';

const uriOf = (name: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:${name}/invocations`;

/** A version of an API that tells itself in each of its parts: authorizer, templates, function, mapped header, refusal. */
function versionOf(version: string): object {
  const template = {
    authorizer: '$context.authorizer.version',
    template: version,
    function: "$input.path('$.version')",
    variable: '$stageVariables.version',
    deployment: '$context.deploymentId',
  };
  const integration = {
    type: 'aws',
    httpMethod: 'POST',
    uri: uriOf(`work-${version}`),
    requestTemplates: { 'application/json': '{"asked": "$context.authorizer.version"}' },
    responses: {
      default: {
        statusCode: '200',
        responseParameters: { 'method.response.header.Version': `'${version}'` },
        responseTemplates: { 'application/json': JSON.stringify(template) },
      },
    },
  };
  const authorizer = { type: 'request', authorizerUri: uriOf(`auth-${version}`), authorizerResultTtlInSeconds: 0 };
  return aDocument(
    {
      '/{who}': {
        get: {
          security: [{ auth: [] }],
          responses: { '200': { description: '', headers: { Version: { type: 'string' } } } },
          'x-amazon-apigateway-integration': integration,
        },
      },
    },
    {
      securityDefinitions: {
        auth: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          'x-amazon-apigateway-authtype': 'custom',
          'x-amazon-apigateway-authorizer': authorizer,
        },
      },
      'x-amazon-apigateway-gateway-responses': {
        ACCESS_DENIED: {
          statusCode: 403,
          responseParameters: { 'gatewayresponse.header.Version': `'${version}'` },
          responseTemplates: { 'application/json': `{"template":"${version}","deployment":"$context.deploymentId"}` },
        },
      },
    },
  );
}

async function someTurns(): Promise<void> {
  const turns = Math.floor(Math.random() * 8);
  for (let at = 0; at < turns; at++) await nextTurn();
}

/** Functions that take some turns of the event loop each, and tell their version. */
const slowFunctions: CallService = async (_service, _operation, input) => {
  const { FunctionName, Payload } = input as { FunctionName: string; Payload: Uint8Array };
  const [, kind, version] = /:(auth|work)-(\w+)$/.exec(FunctionName) ?? [];
  const event = JSON.parse(Buffer.from(Payload).toString());
  await someTurns();
  const Effect = event.pathParameters?.who === 'stranger' ? 'Deny' : 'Allow';
  const answer =
    kind === 'work'
      ? { version: event.asked === version ? version : `${version}, asked as ${event.asked}` }
      : {
          principalId: 'p',
          context: { version },
          policyDocument: { Version: '2012-10-17', Statement: [{ Effect, Action: '*', Resource: '*' }] },
        };
  return { StatusCode: 200, Payload: Buffer.from(JSON.stringify(answer)) };
};

async function put(gateway: TestGateway, apiId: string, version: string): Promise<void> {
  const body = Buffer.from(JSON.stringify(declareMappings(versionOf(version))));
  await gateway.operate('PutRestApi', { restApiId: apiId, mode: 'overwrite', body });
}

/** Reads of deployments take turns of the event loop, each another number of them. */
function readSlowly({ state }: TestGateway): void {
  const { deployments } = state;
  const get = deployments.get.bind(deployments);
  Object.assign(deployments, {
    get: async (key: string) => {
      await someTurns();
      return get(key);
    },
  });
}

/** A request's parts, each of which must tell the same version; answers that version and its deployment. */
async function wholeAnswer(
  gateway: TestGateway,
  path: string,
): Promise<readonly [version: unknown, deployment: unknown]> {
  const { status, headers, body } = await gateway.send({ path });
  const { deployment, ...parts } = JSON.parse(String(body));
  const version = headers['Version'];
  const expected =
    path === '/stranger'
      ? { template: version }
      : { authorizer: version, template: version, function: version, variable: 'same' };
  assert.deepEqual({ status, parts }, { status: path === '/stranger' ? 403 : 200, parts: expected });
  return [version, deployment];
}

test('requests that run while deployments change see each one deployment, whole', async () => {
  const gateway = testGateway(slowFunctions);
  const apiId = await gateway.deploy(versionOf('v0'), { variables: { version: 'same' } });
  const versions = new Map<unknown, string>();
  const { deploymentId } = await gateway.operate('GetStage', { restApiId: apiId, stageName: 'test' });
  versions.set(deploymentId, 'v0');

  const running: Promise<readonly [unknown, unknown]>[] = [];
  for (let round = 1; round <= 12; round++) {
    for (let at = 0; at < 20; at++) running.push(wholeAnswer(gateway, at % 4 === 0 ? '/stranger' : '/friend'));
    await put(gateway, apiId, `v${round}`);
    for (let at = 0; at < 10; at++) running.push(wholeAnswer(gateway, '/friend'));
    const { id } = await gateway.operate('CreateDeployment', { restApiId: apiId, stageName: 'test' });
    versions.set(id, `v${round}`);
  }
  const seen = new Set<unknown>();
  for (const [version, deployment] of await Promise.all(running)) {
    assert.equal(versions.get(deployment), version);
    seen.add(version);
  }
  assert.ok(seen.size > 6, `${seen.size} versions were seen`);
  assert.equal((await wholeAnswer(gateway, '/friend'))[0], 'v12');
});

test('of deployments at one time the stage serves the one it names', async () => {
  const gateway = testGateway(slowFunctions);
  readSlowly(gateway);
  const apiId = await gateway.deploy(versionOf('v0'), { variables: { version: 'same' } });
  const deploy = async () => {
    await someTurns();
    await gateway.operate('CreateDeployment', { restApiId: apiId, stageName: 'test' });
  };
  for (let round = 0; round < 10; round++) {
    await Promise.all(Array.from({ length: 6 }, deploy));
    const { deploymentId } = await gateway.operate('GetStage', { restApiId: apiId, stageName: 'test' });
    assert.equal((await wholeAnswer(gateway, '/friend'))[1], deploymentId);
  }
});

test('requests that run while a canary is deployed, promoted and removed see each one release, whole', async () => {
  const gateway = testGateway(slowFunctions);
  const apiId = await gateway.deploy(versionOf('v0'), { variables: { version: 'same' } });
  const stage = { restApiId: apiId, stageName: 'test' };
  const versions = new Map<unknown, string>();
  versions.set((await gateway.operate('GetStage', stage)).deploymentId, 'v0');
  const running: Promise<readonly [unknown, unknown]>[] = [];
  const some = () => {
    for (let at = 0; at < 20; at++) running.push(wholeAnswer(gateway, '/friend'));
  };
  for (let round = 1; round <= 6; round++) {
    some();
    await put(gateway, apiId, `v${round}`);
    const { id } = await gateway.operate('CreateDeployment', { ...stage, canarySettings: { percentTraffic: 50 } });
    versions.set(id, `v${round}`);
    some();
    const patchOperations = [
      { op: 'copy', path: '/deploymentId', from: '/canarySettings/deploymentId' },
      { op: 'remove', path: '/canarySettings' },
    ];
    await gateway.operate('UpdateStage', { ...stage, patchOperations });
  }
  for (const [version, deployment] of await Promise.all(running)) assert.equal(versions.get(deployment), version);
  assert.equal((await wholeAnswer(gateway, '/friend'))[0], 'v6');
});

test('a stage that is deleted while it is put into service stays out of it', async () => {
  const gateway = testGateway(slowFunctions);
  readSlowly(gateway);
  const apiId = await gateway.deploy(versionOf('v0'));
  const stage = { restApiId: apiId, stageName: 'test' };
  const { deploymentId } = await gateway.operate('GetStage', stage);
  const patchOperations = [{ op: 'replace', path: '/description', value: 'late' }];
  for (let round = 0; round < 20; round++) {
    const changes = [1, 2, 3].map(() => gateway.operate('UpdateStage', { ...stage, patchOperations }));
    await nextTurn();
    await gateway.operate('DeleteStage', stage);
    await Promise.all(changes);
    assert.equal((await gateway.send({ path: '/friend' })).body, '{"message":"Forbidden"}');
    await gateway.operate('CreateStage', { ...stage, deploymentId });
  }
});
