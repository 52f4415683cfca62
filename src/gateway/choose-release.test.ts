import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declareMappings } from '../../test/support/declare-mappings.ts';
import {
  aDocument,
  lambdaAnswering,
  lambdaOperation,
  type TestGateway,
  type TestGatewayOptions,
  testGateway,
} from '../../test/support/deployed-api.ts';
import type { CallService } from '../aws/service.ts';

const TEMPLATE = JSON.stringify({
  colour: '$stageVariables.colour',
  kept: '$stageVariables.kept',
  canary: '$context.isCanaryRequest',
  deployment: '$context.deploymentId',
});

/** A method that answers what it sees of its stage, and which version of the API it is. */
function mockOperation(version: string): object {
  const responses = {
    default: {
      statusCode: '200',
      responseParameters: { 'method.response.header.Version': `'${version}'` },
      responseTemplates: { 'application/json': TEMPLATE },
    },
  };
  return {
    responses: { '200': { description: '', headers: { Version: { type: 'string' } } } },
    'x-amazon-apigateway-integration': {
      type: 'mock',
      requestTemplates: { 'application/json': '{"statusCode": 200}' },
      responses,
    },
  };
}

interface CanaryApi {
  readonly gateway: TestGateway;
  readonly apiId: string;
  readonly first: string;
  readonly second: string;
  /** Which version answered, and what it saw. */
  get(path?: string): Promise<{ version: unknown; colour: string; kept: string; canary: string; deployment: string }>;
  patch(
    ...operations: readonly object[]
  ): Promise<{ canarySettings?: object; deploymentId: string; variables: object }>;
}

const both = (version: string) =>
  aDocument({ '/': { get: mockOperation(version) }, '/f': { get: lambdaOperation('$${stageVariables.colour}') } });

/** A stage with version 1 and a canary with version 2; `dice` are the chances of the requests, in order. */
async function canaryApi(
  canarySettings: object,
  { dice = [], ...options }: TestGatewayOptions & { dice?: number[] } = {},
  callService?: CallService,
): Promise<CanaryApi> {
  const gateway = testGateway(callService, { random: () => dice.shift() ?? 0.5, ...options });
  const apiId = await gateway.deploy(both('1'), { variables: { colour: 'blue', kept: 'yes' } });
  const stage = { restApiId: apiId, stageName: 'test' };
  const { deploymentId: first } = await gateway.operate('GetStage', stage);
  await gateway.operate('PutRestApi', {
    restApiId: apiId,
    mode: 'overwrite',
    body: Buffer.from(JSON.stringify(declareMappings(both('2')))),
  });
  const { id: second } = await gateway.operate('CreateDeployment', { ...stage, canarySettings });
  return {
    gateway,
    apiId,
    first,
    second,
    async get(path = '/') {
      const { headers, body } = await gateway.send({ path });
      return { version: headers['Version'], ...JSON.parse(String(body)) };
    },
    patch: (...patchOperations) => gateway.operate('UpdateStage', { ...stage, patchOperations }),
  };
}

test('a canary takes its percent of the requests, by chance', async () => {
  const dice = [0, 0.2499, 0.25, 0.999];
  const { get } = await canaryApi({ percentTraffic: 25 }, { dice });
  const versions: unknown[] = [];
  for (let at = 0; at < 4; at++) versions.push((await get()).version);
  assert.deepEqual(versions, ['2', '2', '1', '1']);
});

test('a canary of 0 percent takes no request, one of 100 percent all of them', async () => {
  const { get, patch } = await canaryApi({ percentTraffic: 0 }, { dice: [0, 0.999999] });
  assert.equal((await get()).version, '1');
  await patch({ op: 'replace', path: '/canarySettings/percentTraffic', value: '100.0' });
  assert.equal((await get()).version, '2');
});

test('left to chance, half of the requests are about half', async () => {
  const { get } = await canaryApi({ percentTraffic: 50 }, { random: Math.random });
  let canaries = 0;
  for (let at = 0; at < 400; at++) if ((await get()).version === '2') canaries += 1;
  assert.ok(canaries > 120 && canaries < 280, String(canaries));
});

test("a canary's requests see its deployment and its variables over the stage's; others do not", async () => {
  const settings = { percentTraffic: 50, stageVariableOverrides: { colour: 'green' } };
  const { get, first, second } = await canaryApi(settings, { dice: [0, 0.9] });
  assert.deepEqual(await get(), { version: '2', colour: 'green', kept: 'yes', canary: 'true', deployment: second });
  assert.deepEqual(await get(), { version: '1', colour: 'blue', kept: 'yes', canary: 'false', deployment: first });
});

test('$context.isCanaryRequest is there only while there is a canary', async () => {
  const { get, patch } = await canaryApi({ percentTraffic: 50 }, { dice: [0] });
  assert.equal((await get()).canary, 'true');
  await patch({ op: 'remove', path: '/canarySettings' });
  assert.deepEqual(await get(), { ...(await get()), version: '1', canary: '' });
});

test("a function's alias may be the canary's by a stage variable, and its event names the canary's deployment", async () => {
  const invoked: string[] = [];
  const callService = lambdaAnswering((event, { FunctionName }) => {
    invoked.push(FunctionName.split(':').pop());
    return { statusCode: 200, body: JSON.stringify(event.requestContext) };
  });
  const settings = { percentTraffic: 50, stageVariableOverrides: { colour: 'green' } };
  const { gateway, first, second } = await canaryApi(settings, { dice: [0, 0.9] }, callService);
  const deployments: string[] = [];
  for (let at = 0; at < 2; at++) {
    deployments.push(JSON.parse(String((await gateway.send({ path: '/f' })).body)).deploymentId);
  }
  assert.deepEqual(deployments, [second, first]);
  assert.deepEqual(invoked, ['$green', '$blue']);
});

test('the Trail of a request says whether the canary took it', async () => {
  const seen: boolean[] = [];
  const onAnswered: TestGatewayOptions['onAnswered'] = ({ call }) => void seen.push(call.trail.isCanary);
  const { get, gateway } = await canaryApi({ percentTraffic: 50 }, { dice: [0, 0.9, 0], onAnswered });
  await get();
  await get();
  assert.equal((await gateway.send({ path: '/none' })).status, 403);
  assert.deepEqual(seen, [true, false, true]);
});

const copies = [
  { op: 'copy', path: '/deploymentId', from: '/canarySettings/deploymentId' },
  { op: 'copy', path: '/variables', from: '/canarySettings/stageVariableOverrides' },
];

test('a canary is promoted by copying its deployment and variables, and then removed', async () => {
  const settings = { percentTraffic: 50, stageVariableOverrides: { colour: 'green', added: 'new' } };
  const { get, patch, second, gateway, apiId } = await canaryApi(settings, { dice: [0.9] });
  const none = { op: 'replace', path: '/canarySettings/percentTraffic', value: '0.0' };
  const promoted = await patch(none, ...copies);
  assert.equal(promoted.deploymentId, second);
  assert.deepEqual(promoted.variables, { colour: 'green', kept: 'yes', added: 'new' });
  assert.deepEqual(promoted.canarySettings, {
    percentTraffic: 0,
    deploymentId: second,
    useStageCache: false,
    stageVariableOverrides: { colour: 'green', added: 'new' },
  });
  assert.deepEqual(await get(), { version: '2', colour: 'green', kept: 'yes', canary: 'false', deployment: second });
  assert.equal((await patch({ op: 'remove', path: '/canarySettings' })).canarySettings, undefined);
  assert.equal((await get()).canary, '');
  await gateway.operate('CreateDeployment', { restApiId: apiId, stageName: 'test' });
});

test("a canary's variables are added, changed and removed one by one", async () => {
  const settings = { percentTraffic: 100, stageVariableOverrides: { colour: 'green', kept: 'no' } };
  const { get, patch } = await canaryApi(settings);
  const path = '/canarySettings/stageVariableOverrides';
  const { canarySettings } = await patch(
    { op: 'replace', path: `${path}/added`, value: 'new' },
    { op: 'replace', path: `${path}/colour`, value: 'red' },
    { op: 'remove', path: `${path}/kept` },
  );
  assert.deepEqual((canarySettings as { stageVariableOverrides: object }).stageVariableOverrides, {
    added: 'new',
    colour: 'red',
  });
  const { colour, kept } = await get();
  assert.deepEqual([colour, kept], ['red', 'yes']);
  await assert.rejects(patch({ op: 'remove', path: `${path}/none` }), {
    code: 'BadRequestException',
    message:
      'Cannot remove method setting canarySettings/stageVariableOverrides/none because there is no method setting for this method ',
  });
});

test('while a stage has a canary, only canaries are deployed to it', async () => {
  const { gateway, apiId } = await canaryApi({ percentTraffic: 50 });
  await assert.rejects(gateway.operate('CreateDeployment', { restApiId: apiId, stageName: 'test' }), {
    code: 'BadRequestException',
    message:
      'Invalid deployment content specified.Non canary deployment not supported on stage test because Canary is enabled. Provide CanarySettings in deploymentInput.',
  });
  const { items } = await gateway.operate('GetDeployments', { restApiId: apiId });
  assert.equal(items.length, 2);
});

test('a canary takes from 0 to 100 percent', async () => {
  const refusal = {
    code: 'BadRequestException',
    message: 'Invalid percentTraffic: 101. Must be between 0.0 and 100.0',
  };
  const { patch, gateway, apiId } = await canaryApi({ percentTraffic: 100 });
  await assert.rejects(patch({ op: 'replace', path: '/canarySettings/percentTraffic', value: '101' }), refusal);
  const canarySettings = { percentTraffic: 101 };
  const deployment = { restApiId: apiId, stageName: 'test', canarySettings };
  await assert.rejects(gateway.operate('CreateDeployment', deployment), refusal);
});

/** How often each path's function ran for requests of the canary (0), of the stage (0.9), and again. */
async function cachedBy(useStageCache: boolean): Promise<{ bodies: unknown[]; seen: unknown[] }> {
  let count = 0;
  const seen: unknown[] = [];
  const { gateway, patch } = await canaryApi(
    { percentTraffic: 50, useStageCache },
    { dice: [0.9, 0, 0, 0.9], onAnswered: ({ call }) => void seen.push(call.trail.cache) },
    lambdaAnswering(() => ({ statusCode: 200, body: String(++count) })),
  );
  await patch(
    { op: 'replace', path: '/cacheClusterEnabled', value: 'true' },
    { op: 'replace', path: '/*/*/caching/enabled', value: 'true' },
  );
  const bodies: unknown[] = [];
  for (let at = 0; at < 4; at++) bodies.push((await gateway.send({ path: '/f' })).body);
  return { bodies, seen };
}

test("a canary uses the stage's cache where it is told to, else none", async () => {
  assert.deepEqual(await cachedBy(true), { bodies: ['1', '1', '1', '1'], seen: ['miss', 'hit', 'hit', 'hit'] });
  assert.deepEqual(await cachedBy(false), {
    bodies: ['1', '2', '3', '1'],
    seen: ['miss', undefined, undefined, 'hit'],
  });
});
