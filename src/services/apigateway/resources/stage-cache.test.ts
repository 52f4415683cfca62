import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  aDocument,
  lambdaAnswering,
  lambdaOperation,
  type TestGateway,
  testGateway,
} from '../../../../test/support/deployed-api.ts';
import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { derivedIds } from '../../../std/ids.ts';
import { apigateway } from '../index.ts';
import type { ApigatewayState } from '../state.ts';

function typeOf(type: string): ResourceType<ApigatewayState, object> {
  const found = apigateway.resources?.find((one) => one.type === `AWS::ApiGateway::${type}`);
  assert.ok(found, type);
  return found;
}

/** An imported API over a function that counts its calls, and what creates resources on it. */
async function counting(dice: number[] = []) {
  let count = 0;
  const gateway = testGateway(
    lambdaAnswering(({ stageVariables }) => ({
      statusCode: 200,
      body: `${++count} ${stageVariables?.colour ?? ''}`.trim(),
    })),
    { random: () => dice.shift() ?? 0.5 },
  );
  const body = Buffer.from(JSON.stringify(aDocument({ '/a': { get: lambdaOperation() } })));
  const { id: RestApiId } = await gateway.operate('ImportRestApi', { body });
  const create = (type: string, logicalId: string, properties: object) =>
    typeOf(type).create({ RestApiId, ...properties }, contextOf(gateway, logicalId));
  const get = async () => (await gateway.send({ apiId: RestApiId, stageName: 'prod', path: '/a' })).body;
  return { gateway, RestApiId, create, get };
}

function contextOf(gateway: TestGateway, logicalId: string): ResourceContext<ApigatewayState> {
  return {
    ...gateway.call,
    ids: derivedIds('stack', logicalId),
    stackName: 'stack',
    logicalId,
    templateDir: '/nowhere',
    metadata: {},
    physicalName: () => `stack-${logicalId}`,
  };
}

const MethodSettings = [
  { ResourcePath: '/*', HttpMethod: '*', CachingEnabled: 'true', CacheTtlInSeconds: '10', CacheDataEncrypted: true },
];

test('a stage of a template caches as its properties say', async () => {
  const { gateway, create, get } = await counting();
  const { physicalId: DeploymentId } = await create('Deployment', 'Deployment', {});
  const stage = { DeploymentId, StageName: 'prod', CacheClusterEnabled: true, CacheClusterSize: '1.6', MethodSettings };
  await create('Stage', 'Stage', stage);
  assert.deepEqual([await get(), await get()], ['1', '1']);
  await gateway.clock.advance(10_000);
  assert.equal(await get(), '2');
});

test("a deployment's stage description caches, for all methods and for single ones", async () => {
  const { create, get, gateway, RestApiId } = await counting();
  await create('Deployment', 'Deployment', {
    StageName: 'prod',
    StageDescription: {
      CacheClusterEnabled: true,
      CachingEnabled: true,
      CacheTtlInSeconds: 60,
      MethodSettings: [{ ResourcePath: '/b', HttpMethod: 'GET', CachingEnabled: false }],
    },
  });
  assert.deepEqual([await get(), await get()], ['1', '1']);
  const { methodSettings } = await gateway.operate('GetStage', { restApiId: RestApiId, stageName: 'prod' });
  assert.deepEqual(
    ['*/*', 'b/GET'].map((key) => [methodSettings[key].cachingEnabled, methodSettings[key].cacheTtlInSeconds]),
    [
      [true, 60],
      [false, 60],
    ],
  );
});

test('a time to live that AWS refuses is refused in a template', async () => {
  const { create } = await counting();
  const { physicalId: DeploymentId } = await create('Deployment', 'Deployment', {});
  const settings = [{ ResourcePath: '/*', HttpMethod: '*', CacheTtlInSeconds: 4000 }];
  await assert.rejects(create('Stage', 'Stage', { DeploymentId, StageName: 'prod', MethodSettings: settings }), {
    message: 'Invalid time-to-live setting, must be an integer no greater than 3600',
  });
});

test("a template's canary takes its part of the requests, with its variables", async () => {
  const { gateway, RestApiId, create, get } = await counting([0, 0.9]);
  const { physicalId: DeploymentId } = await create('Deployment', 'One', {});
  const two = await create('Deployment', 'Two', {});
  const Variables = { colour: 'blue' };
  const CanarySetting = {
    DeploymentId: two.physicalId,
    PercentTraffic: '50',
    StageVariableOverrides: { colour: 'green' },
    UseStageCache: 'false',
  };
  const before = { RestApiId, DeploymentId, StageName: 'prod', Variables, CanarySetting };
  await create('Stage', 'Stage', before);
  assert.deepEqual([await get(), await get()], ['1 green', '2 blue']);
  const { CanarySetting: _, ...after } = before;
  await typeOf('Stage').update('prod', after, before, contextOf(gateway, 'Stage'));
  assert.equal(await get(), '3 blue');
});

test("a deployment may be a stage's canary", async () => {
  const { gateway, RestApiId, create, get } = await counting([0, 0.9]);
  await create('Deployment', 'One', { StageName: 'prod', StageDescription: { Variables: { colour: 'blue' } } });
  const { physicalId } = await create('Deployment', 'Two', {
    StageName: 'prod',
    DeploymentCanarySettings: { PercentTraffic: 50, StageVariableOverrides: { colour: 'green' }, UseStageCache: true },
  });
  assert.deepEqual([await get(), await get()], ['1 green', '2 blue']);
  const { canarySettings } = await gateway.operate('GetStage', { restApiId: RestApiId, stageName: 'prod' });
  assert.deepEqual(canarySettings, {
    percentTraffic: 50,
    deploymentId: physicalId,
    useStageCache: true,
    stageVariableOverrides: { colour: 'green' },
  });
});

test('nothing of caches and canaries is named as not honoured', () => {
  const { honoured: stage } = typeOf('Stage');
  const { honoured: deployment } = typeOf('Deployment');
  const { honoured: method } = typeOf('Method');
  const settings = ['CachingEnabled', 'CacheTtlInSeconds', 'CacheDataEncrypted'];
  const members = (table: unknown, names: readonly string[]) =>
    names.map((name) => (table as Record<string, unknown>)[name]);
  assert.deepEqual(members(stage, ['CacheClusterEnabled', 'CacheClusterSize', 'CanarySetting']), [true, true, true]);
  assert.deepEqual(members(stage['MethodSettings'], settings), [true, true, true]);
  assert.deepEqual(members(deployment['StageDescription'], settings), [true, true, true]);
  assert.equal(deployment['DeploymentCanarySettings'], true);
  assert.deepEqual(members(method['Integration'], ['CacheNamespace', 'CacheKeyParameters']), [true, true]);
});
