import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { testEndpoint } from '../../../test/support/aws-endpoint.ts';
import { systemClock } from '../../std/clock.ts';
import { cloudwatch } from './index.ts';

let now = 0;
let call: (operation: string, input: object) => Promise<Record<string, unknown>>;

const ALARM = {
  AlarmName: 'a',
  Namespace: 'n',
  MetricName: 'm',
  Period: 60,
  Statistic: 'Sum',
  Threshold: 1,
  ComparisonOperator: 'GreaterThanThreshold',
  EvaluationPeriods: 1,
};

beforeEach(async () => {
  now = 1_700_000_000_000;
  const { services } = testEndpoint([cloudwatch], { ...systemClock, now: () => now });
  call = (operation, input) => services.callService('cloudwatch', operation, input);
  await call('PutMetricAlarm', ALARM);
});

const set = (StateValue: string, more: object = {}) => {
  now += 1000;
  return call('SetAlarmState', { AlarmName: 'a', StateValue, StateReason: `to ${StateValue}`, ...more });
};

const alarmsOf = async (input: object, kind = 'MetricAlarms') =>
  (await call('DescribeAlarms', input))[kind] as Record<string, unknown>[];

const historyOf = async (input: object = {}) =>
  (await call('DescribeAlarmHistory', input)) as {
    readonly AlarmHistoryItems: readonly { readonly HistorySummary: string; readonly HistoryData: string }[];
    readonly NextToken?: string;
  };

test('an alarm keeps the state it is set to when it is put again, and tells when it last changed', async () => {
  await set('ALARM', { StateReasonData: '{"why":1}' });
  await set('ALARM');
  await call('PutMetricAlarm', { ...ALARM, Threshold: 2 });
  const [alarm] = await alarmsOf({ StateValue: 'ALARM' });
  assert.equal(alarm?.['Threshold'], 2);
  assert.deepEqual(
    [alarm?.['StateValue'], alarm?.['StateReason'], alarm?.['StateReasonData']],
    ['ALARM', 'to ALARM', undefined],
  );
  assert.deepEqual(alarm?.['StateTransitionedTimestamp'], new Date(now - 1000));
  assert.deepEqual(alarm?.['StateUpdatedTimestamp'], new Date(now));
});

test('the history holds the changes of state, newest first, by pages and times', async () => {
  for (const state of ['ALARM', 'ALARM', 'OK', 'INSUFFICIENT_DATA']) await set(state);
  const { AlarmHistoryItems: items } = await historyOf({ AlarmName: 'a' });
  assert.deepEqual(
    items.map(({ HistorySummary }) => HistorySummary),
    [
      'Alarm updated from OK to INSUFFICIENT_DATA',
      'Alarm updated from ALARM to OK',
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
    ],
  );
  assert.deepEqual(JSON.parse(items[1]?.HistoryData ?? ''), {
    version: '1.0',
    oldState: { stateValue: 'ALARM', stateReason: 'to ALARM' },
    newState: { stateValue: 'OK', stateReason: 'to OK' },
  });
  const page = await historyOf({ MaxRecords: 2, ScanBy: 'TimestampAscending' });
  assert.deepEqual(page.AlarmHistoryItems, [...items].reverse().slice(0, 2));
  const rest = await historyOf({ MaxRecords: 2, ScanBy: 'TimestampAscending', NextToken: page.NextToken });
  assert.deepEqual([rest.AlarmHistoryItems, rest.NextToken], [[items[0]], undefined]);
  assert.equal((await historyOf({ StartDate: new Date(now) })).AlarmHistoryItems.length, 1);
  now += 31 * 86_400_000;
  assert.deepEqual((await historyOf()).AlarmHistoryItems, []);
});

test('composite alarms have names of their own and are described when they are asked for', async () => {
  await call('PutCompositeAlarm', { AlarmName: 'c', AlarmRule: 'ALARM(a)' });
  assert.deepEqual(await alarmsOf({}, 'CompositeAlarms'), []);
  const [composite] = await alarmsOf({ AlarmTypes: ['CompositeAlarm'] }, 'CompositeAlarms');
  assert.deepEqual([composite?.['AlarmRule'], composite?.['Dimensions']], ['ALARM(a)', undefined]);
  assert.equal((await alarmsOf({ AlarmNames: ['a', 'c'] }, 'CompositeAlarms')).length, 1);
  await assert.rejects(call('PutCompositeAlarm', { AlarmName: 'a', AlarmRule: 'TRUE' }), /already exists as a metric/);
  await assert.rejects(call('PutMetricAlarm', { ...ALARM, AlarmName: 'c' }), /already exists as a composite/);
});

test('the alarms of a metric are those of its very dimensions', async () => {
  const Dimensions = [
    { Name: 'x', Value: '1' },
    { Name: 'y', Value: '2' },
  ];
  await call('PutMetricAlarm', { ...ALARM, AlarmName: 'b', Dimensions });
  const names = async (input: object) => {
    const { MetricAlarms } = await call('DescribeAlarmsForMetric', { Namespace: 'n', MetricName: 'm', ...input });
    return (MetricAlarms as { readonly AlarmName: string }[]).map(({ AlarmName }) => AlarmName);
  };
  assert.deepEqual(await names({}), ['a']);
  assert.deepEqual(await names({ Dimensions: [...Dimensions].reverse() }), ['b']);
  assert.deepEqual(await names({ Period: 300 }), []);
});

test('actions of alarms are switched off and on; names that are not there are passed over', async () => {
  const enabled = async () => (await alarmsOf({}))[0]?.['ActionsEnabled'];
  await call('DisableAlarmActions', { AlarmNames: ['a', 'unknown'] });
  assert.equal(await enabled(), false);
  await call('EnableAlarmActions', { AlarmNames: ['a'] });
  assert.equal(await enabled(), true);
});

test('an anomaly detector is the same whichever members name its metric', async () => {
  const metric = { Namespace: 'n', MetricName: 'm', Stat: 'Sum' };
  await call('PutAnomalyDetector', metric);
  await call('PutAnomalyDetector', { SingleMetricAnomalyDetector: metric });
  const { AnomalyDetectors } = await call('DescribeAnomalyDetectors', { Namespace: 'n' });
  assert.equal((AnomalyDetectors as unknown[]).length, 1);
  await call('DeleteAnomalyDetector', { SingleMetricAnomalyDetector: metric });
  await assert.rejects(call('DeleteAnomalyDetector', metric), { code: 'ResourceNotFoundException' });
});
