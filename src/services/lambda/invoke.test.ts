import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ARN, aFunction, type LambdaService, lambdaService } from '../../../test/support/lambda-service.ts';
import type { ManualClock } from '../../../test/support/manual-clock.ts';
import { manualClock } from '../../../test/support/manual-clock.ts';
import { ServiceError } from '../../aws/service-error.ts';

const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();
const failed = { payload: Buffer.from('{"errorMessage":"no"}'), functionError: 'Unhandled' as const };

/** Until the queue has nothing that could run now. */
async function settled() {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

test('a synchronous call answers what the function returned', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  service.answers({ payload: Buffer.from('{"ok":true}') });
  const answer = await service.run('Invoke', { FunctionName: 'hello', Payload: Buffer.from('{"a":1}') });
  assert.deepEqual([answer.StatusCode, answer.ExecutedVersion, text(answer.Payload)], [200, '$LATEST', '{"ok":true}']);
  assert.equal('FunctionError' in answer || 'LogResult' in answer, false);
  assert.equal(text(service.invocations[0]?.payload), '{"a":1}');
});

test('a call without a payload gets an empty event', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  await service.run('Invoke', { FunctionName: 'hello' });
  assert.equal(text(service.invocations[0]?.payload), '{}');
});

test('a failed function is told by FunctionError, with the end of its log when asked', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  service.answers({ ...failed, logTail: Buffer.from('START\n') });
  const answer = await service.run('Invoke', { FunctionName: 'hello', LogType: 'Tail' });
  assert.equal(answer.FunctionError, 'Unhandled');
  assert.equal(Buffer.from(answer.LogResult, 'base64').toString(), 'START\n');
});

const NAMES = ['hello', '000000000000:function:hello', `${ARN}hello`, 'hello:$LATEST', `${ARN}hello:$LATEST`];
for (const FunctionName of NAMES) {
  test(`a function is found as ${FunctionName}`, async (t) => {
    const service = lambdaService(t);
    await aFunction(service);
    await service.run('Invoke', { FunctionName });
    const qualified = FunctionName.endsWith('$LATEST') ? ':$LATEST' : '';
    assert.equal(service.invocations[0]?.invokedArn, `${ARN}hello${qualified}`);
  });
}

test('an alias runs its version, and the function sees the alias in its ARN', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  await service.run('PublishVersion', { FunctionName: 'hello' });
  await service.run('CreateAlias', { FunctionName: 'hello', Name: 'live', FunctionVersion: '1' });
  const answer = await service.run('Invoke', { FunctionName: 'hello', Qualifier: 'live' });
  assert.equal(answer.ExecutedVersion, '1');
  assert.equal(service.invocations[0]?.invokedArn, `${ARN}hello:live`);
});

test('a weighted alias sends its share to the second version', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  await service.run('PublishVersion', { FunctionName: 'hello' });
  await service.run('UpdateFunctionConfiguration', { FunctionName: 'hello', Timeout: 9 });
  await service.run('PublishVersion', { FunctionName: 'hello' });
  await service.run('CreateAlias', {
    FunctionName: 'hello',
    Name: 'live',
    FunctionVersion: '1',
    RoutingConfig: { AdditionalVersionWeights: { '2': 0.25 } },
  });
  const state = { ...service.state };
  const { invoke } = await import('./invoke.ts');
  const executed: (string | undefined)[] = [];
  for (const chance of [0, 0.24, 0.25, 0.99]) {
    const call = { ...service.resource('x'), state: { ...state, random: () => chance } };
    executed.push((await invoke({ FunctionName: 'hello', Qualifier: 'live' }, call)).ExecutedVersion);
  }
  assert.deepEqual(executed, ['2', '2', '1', '1']);
});

const REFUSALS: readonly (readonly [
  what: string,
  input: object,
  code: string,
  status: number,
  message: string | RegExp,
])[] = [
  [
    'an unknown function',
    { FunctionName: 'doesnotexist' },
    'ResourceNotFoundException',
    404,
    `Function not found: ${ARN}doesnotexist:$LATEST`,
  ],
  [
    'an unknown function with a qualifier',
    { FunctionName: 'doesnotexist', Qualifier: 'live' },
    'ResourceNotFoundException',
    404,
    `Function not found: ${ARN}doesnotexist:live`,
  ],
  [
    'an unknown alias',
    { FunctionName: 'hello', Qualifier: 'nope' },
    'ResourceNotFoundException',
    404,
    `Function not found: ${ARN}hello:nope`,
  ],
  [
    'two qualifiers that differ',
    { FunctionName: 'hello:one', Qualifier: 'two' },
    'InvalidParameterValueException',
    400,
    'The derived qualifier from the function name does not match the specified qualifier.',
  ],
  [
    'a payload that is no JSON',
    { FunctionName: 'hello', Payload: Buffer.from('hello') },
    'InvalidRequestContentException',
    400,
    /^Could not parse request body into json: /,
  ],
  [
    'more than 6 MB',
    { FunctionName: 'hello', Payload: Buffer.alloc(6_291_457, '1') },
    'RequestEntityTooLargeException',
    413,
    'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
  ],
  [
    'more than 1 MB for later',
    { FunctionName: 'hello', InvocationType: 'Event', Payload: Buffer.alloc(1_048_577, '1') },
    'RequestEntityTooLargeException',
    413,
    'Request must be smaller than 1048576 bytes for the InvokeFunction operation',
  ],
  [
    'an unknown invocation type',
    { FunctionName: 'hello', InvocationType: 'Maybe' },
    'ValidationException',
    400,
    "1 validation error detected: Value 'Maybe' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]",
  ],
  [
    'a client context that is no JSON',
    { FunctionName: 'hello', ClientContext: 'bm9wZQ==' },
    'InvalidRequestContentException',
    400,
    'Client context must be a valid Base64-encoded JSON object.',
  ],
];

for (const [what, input, code, status, message] of REFUSALS) {
  test(`Invoke refuses ${what}`, async (t) => {
    const service = lambdaService(t);
    await aFunction(service);
    await assert.rejects(() => service.run('Invoke', input), { code, status, message });
    assert.equal(service.invocations.length, 0);
  });
}

test('a client context reaches the function decoded', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  const ClientContext = Buffer.from('{"custom":{"foo":"bar"}}').toString('base64');
  await service.run('Invoke', { FunctionName: 'hello', ClientContext });
  assert.equal(service.invocations[0]?.clientContext, '{"custom":{"foo":"bar"}}');
});

test('a dry run calls nothing', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  const answer = await service.run('Invoke', { FunctionName: 'hello', InvocationType: 'DryRun' });
  assert.deepEqual([answer.StatusCode, answer.Payload.length, service.invocations.length], [204, 0, 0]);
});

test('an answer of more than 6 MB is an error of the function', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  service.answers({ payload: Buffer.alloc(6_291_557) });
  const answer = await service.run('Invoke', { FunctionName: 'hello' });
  assert.equal(answer.FunctionError, 'Unhandled');
  assert.equal(JSON.parse(text(answer.Payload)).errorType, 'Function.ResponseSizeTooLarge');
});

test('a runtime that samlet does not run is refused by its name', async (t) => {
  const service = lambdaService(t);
  await aFunction(service, 'hello', { Runtime: 'java21', Handler: 'App::handle' });
  await assert.rejects(() => service.run('Invoke', { FunctionName: 'hello' }), {
    code: 'InvalidRuntimeException',
    message: /does not run the runtime java21/,
  });
});

test('a function runs as its role', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  await service.run('Invoke', { FunctionName: 'hello' });
  const keys = service.invocations[0]?.function.credentials();
  const found = service.state.platform.credentials.find(keys?.accessKeyId ?? '', keys?.sessionToken);
  assert.ok(found !== undefined && found !== 'invalid');
  assert.equal(found.caller.arn, 'arn:aws:sts::000000000000:assumed-role/function-role/hello');
});

test('a changed configuration reaches the next call', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  await service.run('Invoke', { FunctionName: 'hello' });
  await service.run('UpdateFunctionConfiguration', { FunctionName: 'hello', Timeout: 9 });
  await service.run('Invoke', { FunctionName: 'hello' });
  assert.deepEqual(
    service.invocations.map((one) => one.function.timeoutMs),
    [3000, 9000],
  );
  assert.equal(service.retired[0]?.keepRevisionId, service.invocations[1]?.function.revisionId);
});

async function asynchronous(service: LambdaService, more: object = {}) {
  return service.run('Invoke', { FunctionName: 'hello', InvocationType: 'Event', ...more });
}

test('an asynchronous call is accepted before the function runs', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  const answer = await asynchronous(service, { Payload: Buffer.from('{"n":1}') });
  assert.deepEqual([answer.StatusCode, answer.Payload.length], [202, 0]);
  await settled();
  assert.equal(text(service.invocations[0]?.payload), '{"n":1}');
});

test('a failed asynchronous call is tried again after one minute and after two more, then given up', async (t) => {
  const clock: ManualClock = manualClock();
  const service = lambdaService(t, { clock });
  await aFunction(service);
  service.answers(failed);
  await asynchronous(service);
  await settled();
  assert.equal(service.invocations.length, 1);
  await clock.advance(59_999);
  await settled();
  assert.equal(service.invocations.length, 1);
  await clock.advance(1);
  await settled();
  assert.equal(service.invocations.length, 2);
  await clock.advance(120_000);
  await settled();
  assert.equal(service.invocations.length, 3);
  await clock.advance(3_600_000);
  await settled();
  assert.equal(service.invocations.length, 3);
  assert.equal(new Set(service.invocations.map((one) => one.requestId)).size, 1);
});

test('MaximumRetryAttempts limits the retries, and OnFailure gets the record', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  await aFunction(service, 'undertaker');
  await service.run('PutFunctionEventInvokeConfig', {
    FunctionName: 'hello',
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnFailure: { Destination: `${ARN}undertaker` } },
  });
  service.answers(failed, {});
  await asynchronous(service, { Payload: Buffer.from('{"n":1}') });
  await settled();
  const [first, second] = service.invocations;
  assert.equal(second?.function.functionName, 'undertaker');
  assert.deepEqual(JSON.parse(text(second?.payload)), {
    version: '1.0',
    timestamp: '2026-01-01T00:00:00.000Z',
    requestContext: {
      requestId: first?.requestId,
      functionArn: `${ARN}hello:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: 1,
    },
    requestPayload: { n: 1 },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorMessage: 'no' },
  });
});

test('a throttled asynchronous call waits its turn without losing an attempt', async (t) => {
  const clock = manualClock();
  const service = lambdaService(t, { clock });
  await aFunction(service);
  service.answers(new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429), {});
  await asynchronous(service);
  await settled();
  await clock.advance(1_000);
  await settled();
  assert.equal(service.invocations.length, 2);
});

test('an accepted call that was not finished goes on in the next process', async (t) => {
  const service = lambdaService(t);
  await aFunction(service);
  service.answers(failed);
  await asynchronous(service, { Payload: Buffer.from('{"n":7}') });
  await settled();
  await service.state.asynchronous.stop();

  const again = service.restarted();
  await again.state.asynchronous.resume();
  await settled();
  assert.equal(text(again.invocations[0]?.payload), '{"n":7}');
});

test('--env-vars replace declared variables only, the function before Parameters', async (t) => {
  const { overrideEnvironment } = await import('./override-environment.ts');
  const service = lambdaService(t);
  await aFunction(service, 'hello', { Environment: { Variables: { TABLE: 'a', STAGE: 'a', KEEP: 'a' } } });
  overrideEnvironment(service.state, {
    Parameters: { TABLE: 'p', STAGE: 'p', OTHER: 'p' },
    hello: { TABLE: 'own', UNDECLARED: 'x' },
  });
  await service.run('Invoke', { FunctionName: 'hello' });
  assert.deepEqual(service.invocations[0]?.function.environment, { TABLE: 'own', STAGE: 'p', KEEP: 'a' });
  assert.match(service.said.join('\n'), /hello does not declare UNDECLARED/);
});
