import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { testEndpoint } from '../../../test/support/aws-endpoint.ts';
import { manualClock } from '../../../test/support/manual-clock.ts';
import { NO_PERMISSION_NEEDED } from '../../aws/access.ts';
import type { ServiceDefinition } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { readMetric } from '../../telemetry/metric-reader.ts';
import type { Platform } from '../platform.ts';
import { logs } from './index.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:reader';

/** CloudWatch Logs beside a Lambda that keeps what it is asked, or refuses as told. */
async function logsWithLambda(t: { after(end: () => Promise<void>): void }) {
  const invoked: { readonly FunctionName: string; readonly InvocationType: string; readonly Payload?: Buffer }[] = [];
  const lambda: ServiceDefinition<Platform, null> = {
    id: 'lambda',
    client: () => Promise.resolve({}),
    newState: () => null,
    operations: {
      Invoke: Object.assign(
        (input: (typeof invoked)[number]) => {
          if (input.FunctionName !== FUNCTION) throw new ServiceError('ResourceNotFoundException', 'no', 404);
          invoked.push(input);
          return { StatusCode: 202 };
        },
        { access: NO_PERMISSION_NEEDED },
      ),
    },
  };
  const clock = manualClock(NOON);
  const endpoint = testEndpoint([logs, lambda], clock);
  t.after(() => endpoint.services.stop());
  const run = (operation: string, input: object) => endpoint.services.callService('logs', operation, input);
  const group = { logGroupName: 'app' };
  await run('CreateLogGroup', group);
  await run('CreateLogStream', { ...group, logStreamName: 's' });
  const put = (...messages: readonly string[]) =>
    run('PutLogEvents', {
      ...group,
      logStreamName: 's',
      logEvents: messages.map((message) => ({ timestamp: clock.now(), message })),
    });
  const metric = async (name: string, dimensions: Record<string, string> = {}) => {
    await endpoint.services.platform.metrics.flush();
    const range = { from: NOON, to: NOON + 3_600_000, periodSeconds: 60 };
    const periods = await readMetric(endpoint.services.platform.store, { namespace: 'App', name, dimensions }, range);
    return periods.map(({ atMs, unit, distribution: { sum, count } }) => [(atMs - NOON) / 60_000, unit, sum, count]);
  };
  const refused = (operation: string, input: object, code: string, message: string) =>
    assert.rejects(run(operation, input), (error: Error & { code?: string }) => {
      assert.deepEqual([error.code, error.message], [code, message]);
      return true;
    });
  return { endpoint, clock, run, put, metric, refused, invoked };
}

const transformation = (more: object = {}) => [
  { metricNamespace: 'App', metricName: 'Errors', metricValue: '1', ...more },
];

test('a metric filter counts the events that match, and says 0 for a minute without them', async (t) => {
  const { run, put, metric, clock } = await logsWithLambda(t);
  await run('PutMetricFilter', {
    logGroupName: 'app',
    filterName: 'errors',
    filterPattern: 'ERROR',
    metricTransformations: transformation({ defaultValue: 0 }),
  });
  await put('ERROR one', 'fine', 'ERROR two');
  await clock.advance(60_000);
  await put('fine');
  await clock.advance(60_000);
  assert.deepEqual(await metric('Errors'), [
    [0, 'None', 2, 2],
    [1, 'None', 0, 1],
  ]);
});

test('an event in the embedded metric format is a metric when it is put', async (t) => {
  const { put, metric } = await logsWithLambda(t);
  const CloudWatchMetrics = [{ Namespace: 'App', Dimensions: [['path']], Metrics: [{ Name: 'hits', Unit: 'Count' }] }];
  await put(JSON.stringify({ _aws: { Timestamp: NOON, CloudWatchMetrics }, path: '/a', hits: 4 }));
  assert.deepEqual(await metric('hits', { path: '/a' }), [[0, 'Count', 4, 1]]);
});

test('a metric filter takes value and dimensions from JSON events and from words', async (t) => {
  const { run, put, metric } = await logsWithLambda(t);
  await run('PutMetricFilter', {
    logGroupName: 'app',
    filterName: 'took',
    filterPattern: '{ $.took > 0 }',
    metricTransformations: transformation({
      metricName: 'Took',
      metricValue: '$.took',
      unit: 'Milliseconds',
      dimensions: { Path: '$.path' },
    }),
  });
  await run('PutMetricFilter', {
    logGroupName: 'app',
    filterName: 'bytes',
    filterPattern: '[ip, status = 200, bytes]',
    metricTransformations: transformation({ metricName: 'Bytes', metricValue: '$bytes' }),
  });
  await put('{"took":12,"path":"/a"}', '{"took":30,"path":"/a"}', '{"took":5}', '1.2.3.4 200 512', '1.2.3.4 404 99');
  assert.deepEqual(await metric('Took', { Path: '/a' }), [[0, 'Milliseconds', 42, 2]]);
  assert.deepEqual(await metric('Took'), []);
  assert.deepEqual(await metric('Bytes'), [[0, 'None', 512, 1]]);
});

test('metric filters are described, counted and deleted, and a deleted one counts no more', async (t) => {
  const { run, put, metric, refused } = await logsWithLambda(t);
  for (const filterName of ['b', 'a']) {
    await run('PutMetricFilter', {
      logGroupName: 'app',
      filterName,
      filterPattern: '',
      metricTransformations: transformation(),
    });
  }
  const { metricFilters } = await run('DescribeMetricFilters', { logGroupName: 'app', limit: 1 });
  assert.deepEqual(metricFilters, [
    {
      filterName: 'a',
      filterPattern: '',
      metricTransformations: transformation(),
      creationTime: NOON,
      logGroupName: 'app',
      applyOnTransformedLogs: false,
    },
  ]);
  const byMetric = await run('DescribeMetricFilters', { metricName: 'Errors', metricNamespace: 'App' });
  assert.equal(byMetric.metricFilters.length, 2);
  assert.equal((await run('DescribeLogGroups', {})).logGroups[0].metricFilterCount, 2);
  await run('DeleteMetricFilter', { logGroupName: 'app', filterName: 'a' });
  await refused(
    'DeleteMetricFilter',
    { logGroupName: 'app', filterName: 'a' },
    'ResourceNotFoundException',
    'The specified metric filter does not exist.',
  );
  await put('x');
  assert.deepEqual(await metric('Errors'), [[0, 'None', 1, 1]]);
});

test('PutMetricFilter refuses in the words of AWS', async (t) => {
  const { refused } = await logsWithLambda(t);
  const put = (more: object, message: string) =>
    refused(
      'PutMetricFilter',
      { logGroupName: 'app', filterName: 'f', filterPattern: '', metricTransformations: transformation(), ...more },
      'InvalidParameterException',
      message,
    );
  const long = 'X'.repeat(1025);
  await put(
    { filterName: long },
    `1 validation error detected: Value '${long}' at 'filterName' failed to satisfy constraint: Member must have length less than or equal to 512`,
  );
  await put(
    { filterPattern: long },
    `1 validation error detected: Value '${long}' at 'filterPattern' failed to satisfy constraint: Member must have length less than or equal to 1024`,
  );
  await put(
    {
      metricTransformations: [1, 2].map((number) => ({
        metricName: `metric${number}`,
        metricNamespace: `namespace${number}`,
        metricValue: '1',
      })),
    },
    "1 validation error detected: Value '[MetricTransformation(metricName=metric1, metricNamespace=namespace1, metricValue=1, defaultValue=null, unit=null, dimensions=null), MetricTransformation(metricName=metric2, metricNamespace=namespace2, metricValue=1, defaultValue=null, unit=null, dimensions=null)]' at 'metricTransformations' failed to satisfy constraint: Member must have length less than or equal to 1",
  );
  await put({ filterPattern: '{ $.a' }, 'Invalid filter pattern');
});

test('TestMetricFilter answers what matches and what the pattern finds in it', async (t) => {
  const { run } = await logsWithLambda(t);
  const { matches } = await run('TestMetricFilter', {
    filterPattern: '[ip, status >= 400]',
    logEventMessages: ['1.2.3.4 200', '1.2.3.4 404'],
  });
  assert.deepEqual(matches, [
    { eventNumber: 2, eventMessage: '1.2.3.4 404', extractedValues: { $ip: '1.2.3.4', $status: '404' } },
  ]);
  const json = await run('TestMetricFilter', { filterPattern: '{ $.a.b = 1 }', logEventMessages: ['{"a":{"b":1}}'] });
  assert.deepEqual(json.matches[0].extractedValues, { '$.a.b': '1' });
});

test('a subscription filter calls its function with the events that match', async (t) => {
  const { run, put, clock, invoked } = await logsWithLambda(t);
  const filter = { logGroupName: 'app', filterName: 'all', filterPattern: 'yes', destinationArn: FUNCTION };
  await run('PutSubscriptionFilter', filter);
  assert.deepEqual(
    invoked.map(({ InvocationType }) => InvocationType),
    ['DryRun'],
  );
  await put('yes 1', 'no', 'yes 2');
  await clock.advance(100);
  const [, call] = invoked;
  const { awslogs } = JSON.parse(String(call?.Payload));
  const { logEvents, ...rest } = JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString());
  assert.deepEqual(rest, {
    messageType: 'DATA_MESSAGE',
    owner: '000000000000',
    logGroup: 'app',
    logStream: 's',
    subscriptionFilters: ['all'],
  });
  assert.deepEqual(
    logEvents.map(({ timestamp, message }: { timestamp: number; message: string }) => [timestamp, message]),
    [
      [NOON, 'yes 1'],
      [NOON, 'yes 2'],
    ],
  );
  const { subscriptionFilters } = await run('DescribeSubscriptionFilters', { logGroupName: 'app' });
  assert.deepEqual(subscriptionFilters, [
    { ...filter, distribution: 'ByLogStream', applyOnTransformedLogs: false, creationTime: NOON },
  ]);
  await run('DeleteSubscriptionFilter', { logGroupName: 'app', filterName: 'all' });
  await put('yes 3');
  await clock.advance(100);
  assert.equal(invoked.length, 2);
});

test('PutSubscriptionFilter refuses what it cannot deliver to', async (t) => {
  const { refused, run } = await logsWithLambda(t);
  const put = (destinationArn: string, code: string, message: string, logGroupName = 'app') =>
    refused(
      'PutSubscriptionFilter',
      { logGroupName, filterName: 'f', filterPattern: '', destinationArn },
      code,
      message,
    );
  const invalid = 'InvalidParameterException';
  await put(
    'arn:aws:lambda:us-east-1:111111111111:function:reader',
    'AccessDeniedException',
    'Cross-account lambda invocation passing is not allowed. You must use DestinationPolicies to create cross account lambda triggers.',
  );
  await put(
    'arn:aws:kinesis:us-east-1:000000000000:stream/x',
    invalid,
    'destinationArn for vendor kinesis cannot be used without roleArn',
  );
  await put(
    `${FUNCTION}-gone`,
    invalid,
    'Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.',
  );
  await put(FUNCTION, 'ResourceNotFoundException', 'The specified log group does not exist.', 'none');
  await run('CreateLogGroup', { logGroupName: '/aws/lambda/reader' });
  await put(
    FUNCTION,
    invalid,
    'The log group provided is reserved for the function logs of the destination function.',
    '/aws/lambda/reader',
  );
  await refused(
    'DeleteSubscriptionFilter',
    { logGroupName: 'app', filterName: 'f' },
    'ResourceNotFoundException',
    'The specified subscription filter does not exist.',
  );
  for (const filterName of ['one', 'two']) {
    await run('PutSubscriptionFilter', {
      logGroupName: 'app',
      filterName,
      filterPattern: '',
      destinationArn: FUNCTION,
    });
  }
  await put(FUNCTION, 'LimitExceededException', 'Resource limit exceeded.');
});

test('resource policies are kept, described and deleted', async (t) => {
  const { run, refused } = await logsWithLambda(t);
  const policyDocument = '{"Version":"2012-10-17","Statement":[]}';
  const { resourcePolicy } = await run('PutResourcePolicy', { policyName: 'p', policyDocument });
  assert.deepEqual(resourcePolicy, { policyName: 'p', policyDocument, lastUpdatedTime: NOON, policyScope: 'ACCOUNT' });
  assert.deepEqual((await run('DescribeResourcePolicies', {})).resourcePolicies, [resourcePolicy]);
  await run('DeleteResourcePolicy', { policyName: 'p' });
  await refused(
    'DeleteResourcePolicy',
    { policyName: 'p' },
    'ResourceNotFoundException',
    'Policy with name [p] does not exist.',
  );
});

test('log groups are listed by a regular expression', async (t) => {
  const { run } = await logsWithLambda(t);
  await run('CreateLogGroup', { logGroupName: '/aws/lambda/one' });
  await run('CreateLogGroup', { logGroupName: 'my-lambda' });
  const listed = async (logGroupNamePattern: string) =>
    (await run('ListLogGroups', { logGroupNamePattern })).logGroups.map(
      ({ logGroupName }: { logGroupName: string }) => logGroupName,
    );
  assert.deepEqual(await listed('lambda'), ['/aws/lambda/one', 'my-lambda']);
  assert.deepEqual(await listed('^/aws|^app'), ['/aws/lambda/one', 'app']);
});

test('events past the retention of their group are deleted by the clock', async (t) => {
  const { run, put, clock, endpoint } = await logsWithLambda(t);
  const { store } = endpoint.services.platform;
  const rows = async () => (await store.range(Buffer.from([0]), Buffer.from([255]), { limit: 1000 })).length;
  await put('old');
  const before = await rows();
  await run('PutRetentionPolicy', { logGroupName: 'app', retentionInDays: 1 });
  await clock.advance(3_600_000);
  assert.equal(await rows(), before);
  await clock.advance(25 * 3_600_000);
  assert.equal(await rows(), before - 1);
  await run('DeleteRetentionPolicy', { logGroupName: 'app' });
  assert.deepEqual((await run('FilterLogEvents', { logGroupName: 'app' })).events, []);
});

test('filters go on after a restart, and end with their group', async (t) => {
  const { run, endpoint } = await logsWithLambda(t);
  await run('PutMetricFilter', {
    logGroupName: 'app',
    filterName: 'f',
    filterPattern: '',
    metricTransformations: transformation(),
  });
  const { platform } = endpoint.services;
  const again = logs.newState(platform);
  const heard: string[] = [];
  const put = platform.metrics.put;
  t.after(async () => logs.stop?.(again));
  await again.live.refresh('other');
  Object.assign(platform.metrics, { put: (datum: { name: string }) => heard.push(datum.name) });
  platform.logs.append('app', 's', [{ timestamp: NOON, message: 'x' }]);
  // Both states listen: the one of before and the one that was made anew.
  assert.deepEqual(heard, ['Errors', 'Errors']);
  Object.assign(platform.metrics, { put });
  await run('DeleteLogGroup', { logGroupName: 'app' });
  assert.deepEqual((await run('DescribeMetricFilters', {})).metricFilters, []);
});
