import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ARN, aFunction, lambdaService, zipOf } from '../../../../test/support/lambda-service.ts';
import { aliasResource } from './alias.ts';
import { eventInvokeConfigResource } from './event-invoke-config.ts';
import { layerVersionResource } from './layer-version.ts';
import { permissionResource } from './permission.ts';
import { versionResource } from './version.ts';

const LAYER = 'arn:aws:lambda:us-east-1:000000000000:layer:';

test('a version publishes the function, and an alias of the template moves to the next one in place', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  const one = await versionResource.create({ FunctionName: 'hello' }, service.resource('V1'));
  assert.deepEqual(one, { physicalId: `${ARN}hello:1`, attributes: { Version: '1', FunctionArn: `${ARN}hello:1` } });

  const live = { FunctionName: 'hello', FunctionVersion: '1', Name: 'live' };
  const alias = await aliasResource.create(live, service.resource('Live'));
  assert.equal(alias.physicalId, `${ARN}hello:live`);

  await service.run('UpdateFunctionConfiguration', { FunctionName: 'hello', Timeout: 9 });
  await versionResource.create({ FunctionName: `${ARN}hello` }, service.resource('V2'));
  const weighted = {
    ...live,
    FunctionVersion: 2,
    RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: '1', FunctionWeight: '0.1' }] },
  };
  await aliasResource.update(alias.physicalId, weighted, live, service.resource('Live'));
  const read = await service.run('GetAlias', { FunctionName: 'hello', Name: 'live' });
  assert.deepEqual([read.FunctionVersion, read.RoutingConfig.AdditionalVersionWeights], ['2', { '1': 0.1 }]);

  const renamed = { ...live, Name: 'other' };
  assert.equal(await aliasResource.update(alias.physicalId, renamed, live, service.resource('Live')), 'replace');

  await aliasResource.delete(alias.physicalId, live, service.resource('Live'));
  await versionResource.delete(one.physicalId, { FunctionName: 'hello' }, service.resource('V1'));
  await versionResource.delete(one.physicalId, { FunctionName: 'hello' }, service.resource('V1'));
  const { Versions } = await service.run('ListVersionsByFunction', { FunctionName: 'hello' });
  assert.deepEqual(
    Versions.map((version: { Version: string }) => version.Version),
    ['$LATEST', '2'],
  );
});

test('a permission becomes a statement of the policy and goes with the resource', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  const properties = {
    FunctionName: `${ARN}hello`,
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    SourceArn: 'arn:aws:execute-api:us-east-1:000000000000:abc/*/GET/users',
  };
  const context = service.resource('Permission');
  const { physicalId } = await permissionResource.create(properties, context);
  const { Policy } = await service.run('GetPolicy', { FunctionName: 'hello' });
  assert.deepEqual(JSON.parse(Policy), {
    Version: '2012-10-17',
    Id: 'default',
    Statement: [
      {
        Sid: physicalId,
        Effect: 'Allow',
        Principal: { Service: 'apigateway.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource: `${ARN}hello`,
        Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:execute-api:us-east-1:000000000000:abc/*/GET/users' } },
      },
    ],
  });
  assert.equal(
    await permissionResource.update(physicalId, { ...properties, Principal: '*' }, properties, context),
    'replace',
  );
  await permissionResource.delete(physicalId, properties, context);
  await permissionResource.delete(physicalId, properties, context);
  await assert.rejects(service.run('GetPolicy', { FunctionName: 'hello' }), {
    code: 'ResourceNotFoundException',
    message: 'The resource you requested does not exist.',
  });
});

test('statements are unique by their id, and unknown ones are refused by name', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  const permission = {
    FunctionName: 'hello',
    StatementId: 's3',
    Action: 'lambda:InvokeFunction',
    Principal: 's3.amazonaws.com',
  };
  await assert.rejects(service.run('RemovePermission', permission), {
    message: 'No policy is associated with the given resource.',
  });
  await service.run('AddPermission', permission);
  await assert.rejects(service.run('AddPermission', permission), {
    code: 'ResourceConflictException',
    message:
      'The statement id (s3) provided already exists. Please provide a new statement id, or remove the existing statement.',
  });
  await assert.rejects(service.run('RemovePermission', { ...permission, StatementId: 'x' }), {
    message: 'Statement x is not found in resource policy.',
  });
  await assert.rejects(service.run('AddPermission', { ...permission, StatementId: 'y', Principal: 'no body' }), {
    message: 'The provided principal was invalid. Please check the principal and try again.',
  });
});

test('a local layer is seen by the functions that name it, in their order', async (t) => {
  const service = lambdaService(t);
  service.write({ 'layer/nodejs/node_modules/x/index.js': '1' });
  writeFileSync(join(service.project, 'tools.zip'), await zipOf({ 'bin/tool': 'zipped' }));
  const folder = await layerVersionResource.create(
    { LayerName: 'folder', Content: 'layer' },
    service.resource('Folder'),
  );
  const zip = await layerVersionResource.create({ LayerName: 'zip', Content: './tools.zip' }, service.resource('Zip'));
  assert.equal(folder.physicalId, `${LAYER}folder:1`);
  await aFunction(service, 'hello', { Layers: [zip.physicalId, folder.physicalId] });
  await service.run('Invoke', { FunctionName: 'hello' });
  const [first = '', second] = service.invocations[0]?.function.layerDirs ?? [];
  assert.equal(readFileSync(join(first, 'bin/tool'), 'utf8'), 'zipped');
  assert.equal(second, join(service.project, 'layer'));
  const { Layers } = await service.run('GetFunctionConfiguration', { FunctionName: 'hello' });
  assert.ok(Layers[0].CodeSize > 0);
});

test('a layer that sam build would build stands where its runtime looks', async (t) => {
  const service = lambdaService(t);
  service.write({ 'deps/package.json': '{}', 'deps/node_modules/x/index.js': '1' });
  const context = service.resource('Deps', { BuildMethod: 'nodejs22.x' });
  const { physicalId } = await layerVersionResource.create({ LayerName: 'deps', Content: 'deps' }, context);
  await aFunction(service, 'hello', { Layers: [physicalId] });
  await service.run('Invoke', { FunctionName: 'hello' });
  const [dir = ''] = service.invocations[0]?.function.layerDirs ?? [];
  assert.ok(existsSync(join(dir, 'nodejs/node_modules/x/index.js')));
});

test('layer versions count on after one is deleted', async (t) => {
  const service = lambdaService(t);
  const publish = async () =>
    service.run('PublishLayerVersion', { LayerName: 'tools', Content: { ZipFile: await zipOf() }, Description: 'd' });
  assert.equal((await publish()).LayerVersionArn, `${LAYER}tools:1`);
  assert.equal((await publish()).Version, 2);
  await service.run('DeleteLayerVersion', { LayerName: 'tools', VersionNumber: 2 });
  assert.equal((await publish()).Version, 3);
  const { LayerVersions } = await service.run('ListLayerVersions', { LayerName: 'tools' });
  assert.deepEqual(
    LayerVersions.map((one: { Version: number }) => one.Version),
    [3, 1],
  );
  const { Layers } = await service.run('ListLayers', {});
  assert.equal(Layers[0].LatestMatchingVersion.Version, 3);
  await assert.rejects(service.run('GetLayerVersion', { LayerName: 'tools', VersionNumber: 2 }), {
    code: 'ResourceNotFoundException',
    message: 'The resource you requested does not exist.',
  });
  const byArn = await service.run('GetLayerVersionByArn', { Arn: `${LAYER}tools:1` });
  assert.deepEqual([byArn.LayerArn, byArn.Version], [`${LAYER}tools`, 1]);
});

test('settings of asynchronous calls come and go with the resource', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  const properties = { FunctionName: 'hello', Qualifier: '$LATEST', MaximumRetryAttempts: '0' };
  const context = service.resource('Settings');
  const { physicalId } = await eventInvokeConfigResource.create(properties, context);
  const read = () => service.run('GetFunctionEventInvokeConfig', { FunctionName: 'hello' });
  assert.equal((await read()).MaximumRetryAttempts, 0);
  const changed = { ...properties, MaximumRetryAttempts: 2 };
  await eventInvokeConfigResource.update(physicalId, changed, properties, context);
  assert.equal((await read()).MaximumRetryAttempts, 2);
  await eventInvokeConfigResource.delete(physicalId, changed, context);
  await eventInvokeConfigResource.delete(physicalId, changed, context);
  await assert.rejects(read, { code: 'ResourceNotFoundException' });
});

test('lists come in pages', async (t) => {
  const service = lambdaService(t);
  for (const name of ['c', 'a', 'b']) await aFunction(service, name);
  const names = (answer: { Functions: { FunctionName: string }[] }) => answer.Functions.map((fn) => fn.FunctionName);
  const first = await service.run('ListFunctions', { MaxItems: 2 });
  assert.deepEqual(names(first), ['a', 'b']);
  const second = await service.run('ListFunctions', { MaxItems: 2, Marker: first.NextMarker });
  assert.deepEqual([names(second), second.NextMarker], [['c'], undefined]);
});

test('lists say nothing of the state, as on AWS', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  const [fn] = (await service.run('ListFunctions', {})).Functions;
  assert.deepEqual(
    ['State', 'LastUpdateStatus', 'RuntimeVersionConfig'].filter((name) => name in fn),
    [],
  );
});

test('nothing is published when nothing changed', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  assert.equal((await service.run('PublishVersion', { FunctionName: 'hello' })).Version, '1');
  assert.equal((await service.run('PublishVersion', { FunctionName: 'hello' })).Version, '1');
  await assert.rejects(service.run('PublishVersion', { FunctionName: 'hello', RevisionId: 'old' }), {
    code: 'PreconditionFailedException',
    status: 412,
  });
});

test('a reserved concurrency reaches the invoker, and the account keeps 100', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  await service.run('PutFunctionConcurrency', { FunctionName: 'hello', ReservedConcurrentExecutions: 900 });
  await service.run('Invoke', { FunctionName: 'hello' });
  assert.equal(service.invocations[0]?.function.reservedConcurrency, 900);
  const { AccountLimit } = await service.run('GetAccountSettings', {});
  assert.equal(AccountLimit.UnreservedConcurrentExecutions, 100);
  await assert.rejects(
    service.run('PutFunctionConcurrency', { FunctionName: 'hello', ReservedConcurrentExecutions: 901 }),
    {
      code: 'InvalidParameterValueException',
      message:
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    },
  );
});
