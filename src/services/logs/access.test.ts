import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testEndpoint } from '../../../test/support/aws-endpoint.ts';
import { manualClock } from '../../../test/support/manual-clock.ts';
import { derivedIds } from '../../std/ids.ts';
import { cloudwatch } from '../cloudwatch/index.ts';
import type { CloudwatchState } from '../cloudwatch/state.ts';
import { logs } from './index.ts';
import type { LogsState } from './state.ts';

const clock = manualClock();
const { services } = testEndpoint([logs, cloudwatch], clock);
const ARN = 'arn:aws:logs:us-east-1:000000000000:log-group:';
const ALARM = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:';
await services.callService('logs', 'CreateLogGroup', { logGroupName: 'app', tags: { team: 'shop' } });

async function asked(service: string, operation: string, input: object) {
  const definition = service === 'logs' ? logs : cloudwatch;
  const call = {
    account: '000000000000',
    region: 'us-east-1',
    requestId: 'request',
    caller: { arn: 'arn:aws:iam::000000000000:root', userId: '000000000000', account: '000000000000', kind: 'root' },
    clock,
    ids: derivedIds('test'),
    state: services.find(service)?.state as LogsState & CloudwatchState,
    callService: services.callService,
  } as const;
  const checks = await definition.operations[operation]?.access?.checks(input, call);
  return (checks ?? []).map(({ action, resource, context }) => [action, resource, context?.() ?? {}]);
}

const app = { logGroupName: 'app' };
const tags = { 'aws:ResourceTag/team': 'shop' };

for (const [service, operation, input, ...checks] of [
  ['logs', 'PutLogEvents', { ...app, logStreamName: 's' }, ['logs:PutLogEvents', `${ARN}app:log-stream:s`, tags]],
  ['logs', 'CreateLogStream', { ...app, logStreamName: 's' }, ['logs:CreateLogStream', `${ARN}app:log-stream:s`, tags]],
  ['logs', 'FilterLogEvents', app, ['logs:FilterLogEvents', `${ARN}app:log-stream:`, tags]],
  [
    'logs',
    'GetLogEvents',
    { logGroupIdentifier: `${ARN}app`, logStreamName: 's' },
    ['logs:GetLogEvents', `${ARN}app:log-stream:s`, tags],
  ],
  [
    'logs',
    'CreateLogGroup',
    { logGroupName: 'new', tags: { a: 'b' } },
    ['logs:CreateLogGroup', `${ARN}new:log-stream:`, { 'aws:RequestTag/a': 'b', 'aws:TagKeys': ['a'] }],
    ['logs:TagResource', `${ARN}new:log-stream:`, { 'aws:RequestTag/a': 'b', 'aws:TagKeys': ['a'] }],
  ],
  ['logs', 'DescribeLogGroups', {}, ['logs:DescribeLogGroups', `${ARN}:log-stream:`, {}]],
  [
    'logs',
    'UntagResource',
    { resourceArn: `${ARN}app`, tagKeys: ['team'] },
    ['logs:UntagResource', `${ARN}app`, { ...tags, 'aws:TagKeys': ['team'] }],
  ],
  ['logs', 'PutMetricFilter', app, ['logs:PutMetricFilter', `${ARN}app:log-stream:`, tags]],
  [
    'logs',
    'PutSubscriptionFilter',
    { ...app, roleArn: 'arn:aws:iam::000000000000:role/r' },
    ['logs:PutSubscriptionFilter', `${ARN}app:log-stream:`, tags],
    ['iam:PassRole', 'arn:aws:iam::000000000000:role/r', { 'iam:PassedToService': 'logs.amazonaws.com' }],
  ],
  ['logs', 'PutResourcePolicy', {}, ['logs:PutResourcePolicy', '*', {}]],
  [
    'cloudwatch',
    'PutMetricData',
    { Namespace: 'Shop' },
    ['cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': 'Shop' }],
  ],
  ['cloudwatch', 'GetMetricData', {}, ['cloudwatch:GetMetricData', '*', {}]],
  ['cloudwatch', 'ListMetrics', {}, ['cloudwatch:ListMetrics', '*', {}]],
  [
    'cloudwatch',
    'DeleteAlarms',
    { AlarmNames: ['a', 'b'] },
    ['cloudwatch:DeleteAlarms', `${ALARM}a`, {}],
    ['cloudwatch:DeleteAlarms', `${ALARM}b`, {}],
  ],
  ['cloudwatch', 'DescribeAlarms', {}, ['cloudwatch:DescribeAlarms', `${ALARM}*`, {}]],
  [
    'cloudwatch',
    'GetDashboard',
    { DashboardName: 'shop' },
    ['cloudwatch:GetDashboard', 'arn:aws:cloudwatch::000000000000:dashboard/shop', {}],
  ],
] as const) {
  test(`${service} ${operation} of ${JSON.stringify(input)} asks IAM for ${checks.map(([action]) => action).join(' and ')}`, async () =>
    assert.deepEqual(await asked(service, operation, input), checks));
}

test('every operation of CloudWatch and CloudWatch Logs says what IAM must allow', () => {
  for (const { operations } of [logs, cloudwatch]) {
    const silent = Object.keys(operations).filter((name) => operations[name]?.access === undefined);
    assert.deepEqual(silent, []);
  }
});
