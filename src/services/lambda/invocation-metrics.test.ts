import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aFunction, lambdaService } from '../../../test/support/lambda-service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { readMetric } from '../../telemetry/metric-reader.ts';

type Service = ReturnType<typeof lambdaService>;

async function metric(service: Service, name: string, dimensions: Record<string, string>) {
  const { metrics, store, clock } = service.state.platform;
  await metrics.flush();
  const range = { from: 0, to: clock.now() + 60_000, periodSeconds: 60 };
  const periods = await readMetric(store, { namespace: 'AWS/Lambda', name, dimensions }, range);
  return periods.map(({ unit, distribution: { count, sum, max } }) => ({ unit, count, sum, max }));
}

test('invocations, errors and durations are told by function, by what was called, and for the account', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  service.answers({ durationMs: 12 }, { durationMs: 30, functionError: 'Unhandled' });
  await service.run('Invoke', { FunctionName: 'hello' });
  await service.run('Invoke', { FunctionName: 'hello' });
  for (const dimensions of [{}, { FunctionName: 'hello' }, { FunctionName: 'hello', Resource: 'hello' }]) {
    const of = (name: string) => metric(service, name, dimensions as Record<string, string>);
    assert.deepEqual(await of('Invocations'), [{ unit: 'Count', count: 2, sum: 2, max: 1 }]);
    assert.deepEqual(await of('Errors'), [{ unit: 'Count', count: 2, sum: 1, max: 1 }]);
    assert.deepEqual(await of('Duration'), [{ unit: 'Milliseconds', count: 2, sum: 42, max: 30 }]);
    assert.deepEqual(await of('Throttles'), [{ unit: 'Count', count: 2, sum: 0, max: 0 }]);
  }
});

test('an alias has metrics of its own, by the version that it runs', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  await service.run('PublishVersion', { FunctionName: 'hello' });
  await service.run('CreateAlias', { FunctionName: 'hello', Name: 'live', FunctionVersion: '1' });
  await service.run('Invoke', { FunctionName: 'hello', Qualifier: 'live' });
  await service.run('Invoke', { FunctionName: 'hello' });
  const invocations = async (dimensions: Record<string, string>) =>
    (await metric(service, 'Invocations', { FunctionName: 'hello', ...dimensions }))[0]?.sum;
  assert.equal(await invocations({}), 2);
  assert.equal(await invocations({ Resource: 'hello:live' }), 1);
  assert.equal(await invocations({ Resource: 'hello:live', ExecutedVersion: '1' }), 1);
  assert.equal(await invocations({ Resource: 'hello' }), 1);
});

test('a throttled call is neither an invocation nor an error', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  service.answers(new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429));
  await assert.rejects(service.run('Invoke', { FunctionName: 'hello' }));
  const hello = { FunctionName: 'hello' };
  assert.deepEqual(await metric(service, 'Throttles', hello), [{ unit: 'Count', count: 1, sum: 1, max: 1 }]);
  assert.deepEqual(await metric(service, 'Invocations', hello), []);
  assert.deepEqual(await metric(service, 'Errors', hello), []);
});

test('calls that run at once are counted as concurrent executions', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  await aFunction(service, 'other');
  await Promise.all(
    ['hello', 'hello', 'hello', 'other'].map((FunctionName) => service.run('Invoke', { FunctionName })),
  );
  const most = async (dimensions: Record<string, string>) =>
    (await metric(service, 'ConcurrentExecutions', dimensions))[0]?.max;
  assert.deepEqual(
    [await most({ FunctionName: 'hello' }), await most({ FunctionName: 'other' }), await most({})],
    [3, 1, 4],
  );
});

test('an asynchronous call is an invocation each time it is tried', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  await service.run('Invoke', { FunctionName: 'hello', InvocationType: 'Event' });
  await service.state.asynchronous.idle();
  const [invocations] = await metric(service, 'Invocations', { FunctionName: 'hello' });
  assert.equal(invocations?.sum, 1);
});
