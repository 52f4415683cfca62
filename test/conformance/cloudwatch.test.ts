import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import * as sdk from '@aws-sdk/client-cloudwatch';
import { AwsJson1_0Protocol, AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { cbor } from '@smithy/core/cbor';
import { XMLParser } from 'fast-xml-parser';
import { cloudwatch } from '../../src/services/cloudwatch/index.ts';
import { systemClock } from '../../src/std/clock.ts';
import { testEndpoint } from '../support/aws-endpoint.ts';
import { manualClock } from '../support/manual-clock.ts';
import { conformance } from '../support/ratchet.ts';
import { assertRecorded, recordedAnswers } from '../support/recorded-answers.ts';
import { CLOUDWATCH_GAPS } from './cloudwatch-known-gaps.ts';

// biome-ignore lint/suspicious/noExplicitAny: inputs and answers of many operations
type Any = any;
/** Runs an operation and keeps its answer (or refusal) under the name of the recording. */
type Step = (name: string | undefined, operation: string, input?: object) => Promise<Any>;

// The clock stands still, near enough to the client's that its signatures hold.
const START = Math.floor(systemClock.now() / 60_000) * 60_000;
const clock = { ...manualClock(START + 1000), now: () => START + 1000 };
const at = (seconds: number) => new Date(START + seconds * 1000);

const RULE = {
  AlarmName: 'an-alarm',
  MetricName: 'a-metric',
  Namespace: 'a/namespace',
  Period: 60,
  Statistic: 'Sum',
  Threshold: 30,
  ComparisonOperator: 'GreaterThanThreshold',
  EvaluationPeriods: 1,
};
const arn = (name: string) => `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`;
const topic = 'arn:aws:sns:us-east-1:000000000000:topic';

const put = (step: Step, ...data: object[]) =>
  step(undefined, 'PutMetricData', {
    Namespace: 'ns',
    MetricData: data.map((one) => ({ Timestamp: at(-30), ...one })),
  });
const dataOf = (step: Step, name: string, queries: object[], more: object = {}) =>
  step(name, 'GetMetricData', { MetricDataQueries: queries, StartTime: at(-60), EndTime: at(0), ...more });
const ask = (Id: string, MetricName: string, Stat: string, more: { Period?: number; Unit?: string } = {}) => ({
  Id,
  MetricStat: { Metric: { Namespace: 'ns', MetricName }, Period: 60, Stat, ...more },
});
const statistics = (step: Step, name: string, MetricName: string, Statistics: string[], more: object = {}) =>
  step(name, 'GetMetricStatistics', {
    Namespace: 'ns',
    MetricName,
    Statistics,
    Period: 60,
    StartTime: at(-60),
    EndTime: at(0),
    ...more,
  });

/** The calls behind each recorded test. */
const SCENARIOS: Record<string, (step: Step, parameter: string, recording: Any) => Promise<void>> = {
  async test_basic_operations_multiple_protocols(step) {
    await step('describe-alarms', 'DescribeAlarms', {});
    await put(
      step,
      { MetricName: 'some', Value: 23 },
      { MetricName: 'some', Value: 18 },
      { MetricName: 'part', Value: 23 },
    );
    await dataOf(step, 'get-metric-data', [ask('some', 'some', 'Sum'), ask('part', 'part', 'Sum')]);
  },
  async test_exception_serializing_with_no_shape_in_spec(step) {
    const state = { AlarmName: 'unknown', StateValue: 'INVALID', StateReason: 'test' };
    await step('invalid-value-response', 'SetAlarmState', state);
    await step('not-found-response', 'SetAlarmState', { ...state, StateValue: 'OK' });
    await step('not-found-response-query-mode-true', 'SetAlarmState', { ...state, StateValue: 'OK' });
  },
  async test_put_metric_data_values_list(step) {
    await put(step, { MetricName: 'test-metric', Values: [1, 10], Counts: [2, 4], Unit: 'Count' });
    await statistics(step, 'get_metric_statistics', 'test-metric', ['Maximum', 'SampleCount', 'Sum'], {
      Unit: 'Count',
    });
  },
  async test_put_metric_data_validation(step) {
    const set = { SampleCount: 10, Sum: 55, Minimum: 1, Maximum: 10 };
    const refused = (name: string, datum: object) =>
      step(name, 'PutMetricData', { Namespace: 'ns', MetricData: [{ MetricName: 'm', ...datum }] });
    await refused('invalid-param-combination', { Value: 1, Values: [1, 10], Counts: [2, 4] });
    await refused('invalid-param-value', { Values: [1, 10, 12], Counts: [2, 4] });
    await refused('invalid-param-combination-2', { Value: 1, StatisticValues: set });
  },
  async test_get_metric_data_for_multiple_metrics(step) {
    const values = { metric1: 50, metric2: 25, metric3: 55 };
    await put(step, ...Object.entries(values).map(([MetricName, Value]) => ({ MetricName, Value })));
    const queries = Object.keys(values).map((name, index) => ask(`result${index + 1}`, name, 'Sum'));
    await dataOf(step, 'get_metric_data', queries);
  },
  async test_get_metric_data_stats(step, parameter) {
    const values = Array.from({ length: 11 }, (_, index) => ({ MetricName: 'metric1', Value: index + 1 }));
    await put(step, ...values);
    await dataOf(step, 'get_metric_data', [ask('result1', 'metric1', parameter.split('-').at(-1) ?? '')]);
  },
  async test_get_metric_data_with_dimensions(step) {
    const Dimensions = [{ Name: 'InstanceId', Value: 'one' }];
    await put(step, { MetricName: 'metric1', Value: 11, Dimensions }, { MetricName: 'metric1', Value: 9 });
    const metric = { Namespace: 'ns', MetricName: 'metric1', Dimensions };
    const query = { Id: 'result1', MetricStat: { Metric: metric, Period: 60, Stat: 'Sum' } };
    await dataOf(step, 'get_metric_data', [query]);
  },
  async test_describe_alarms_converts_date_format_correctly(step) {
    await step(undefined, 'PutMetricAlarm', RULE);
    await step('describe-alarms', 'DescribeAlarms', { AlarmNames: ['an-alarm'] });
  },
  async test_store_tags(step) {
    const tagged = { ResourceARN: arn('an-alarm') };
    await step('put_metric_alarm', 'PutMetricAlarm', { ...RULE, MetricName: 'store_tags' });
    await step('describe_alarms', 'DescribeAlarms', { AlarmNames: ['an-alarm'] });
    await step('list_tags_for_resource_empty ', 'ListTagsForResource', tagged);
    const Tags = Object.entries({ tag1: 'foo', tag2: 'bar' }).map(([Key, Value]) => ({ Key, Value }));
    await step(undefined, 'TagResource', { ...tagged, Tags });
    await step('list_tags_for_resource', 'ListTagsForResource', tagged);
    await step(undefined, 'UntagResource', { ...tagged, TagKeys: ['tag1'] });
    await step('list_tags_for_resource_post_untag', 'ListTagsForResource', tagged);
  },
  async test_put_metric_alarm_escape_character(step) {
    const AlarmActions = ['arn:aws:sns:us-east-1:111122223333:MyTopic'];
    await step(undefined, 'PutMetricAlarm', {
      ...RULE,
      AlarmDescription: '<',
      Threshold: 1,
      Period: 600,
      AlarmActions,
    });
    await step('describe-alarms-escaped-character', 'DescribeAlarms', { AlarmNames: ['an-alarm'] });
  },
  async test_enable_disable_alarm_actions(step) {
    await step(undefined, 'PutMetricAlarm', {
      ...RULE,
      ...WATCHED,
      MetricName: 'my-metric101',
      Period: 10,
      Threshold: 2,
      EvaluationPeriods: 2,
      TreatMissingData: 'ignore',
    });
    const named = { AlarmNames: ['an-alarm'] };
    await step('describe_alarm', 'DescribeAlarms', named);
    const set = (StateValue: string, StateReason: string) =>
      step(undefined, 'SetAlarmState', { AlarmName: 'an-alarm', StateValue, StateReason });
    await set('ALARM', 'testing alarm');
    await step('alarm-state-describe', 'DescribeAlarms', named);
    await step(undefined, 'DisableAlarmActions', named);
    await set('OK', 'testing OK state');
    await step('describe_alarm_disabled', 'DescribeAlarms', named);
    await step('ok-state-action-disabled-describe', 'DescribeAlarms', named);
    await step(undefined, 'EnableAlarmActions', named);
    await step('describe_alarm_enabled', 'DescribeAlarms', named);
  },
  async test_invalid_dashboard_name(step) {
    const DashboardBody = JSON.stringify({ widgets: [] });
    await step('error-invalid-dashboardname', 'PutDashboard', { DashboardName: 'test-dashboard:in', DashboardBody });
  },
  async test_dashboard_lifecycle(step) {
    const DashboardName = 'test-dashboard';
    // The recorded body had other white space, of which only the size is told.
    const DashboardBody =
      '{"widgets": [{"type": "metric", "x": 0, "y": 0, "width": 6, "height": 6, "properties": {"metrics": [["AWS/EC2", "CPUUtilization", "InstanceId", "i-12345678"]], "region": "us-east-1", "view": "timeSeries", "stacked": false}}]}'.padEnd(
        240,
      );
    await step(undefined, 'PutDashboard', { DashboardName, DashboardBody });
    await step('get_dashboard', 'GetDashboard', { DashboardName });
    await step('list_dashboards', 'ListDashboards', {});
    await step('list_dashboards_prefix_empty', 'ListDashboards', { DashboardNamePrefix: 'no-valid' });
    await step('list_dashboards_prefix', 'ListDashboards', { DashboardNamePrefix: 'test' });
    await step(undefined, 'DeleteDashboards', { DashboardNames: [DashboardName] });
    await step('list_dashboards_empty', 'ListDashboards', {});
  },
  async test_anomaly_detector_lifecycle(step) {
    const metric = {
      Namespace: 'MyNamespace',
      MetricName: 'MyMetric',
      Dimensions: [{ Name: 'DimensionName', Value: 'DimensionValue' }],
      Stat: 'Sum',
    };
    await step('create_anomaly_detector', 'PutAnomalyDetector', metric);
    await step('describe_anomaly_detector', 'DescribeAnomalyDetectors', {});
    await step('delete_anomaly_detector', 'DeleteAnomalyDetector', metric);
  },
  async test_describe_minimal_metric_alarm(step) {
    await step(undefined, 'PutMetricAlarm', { ...RULE, Period: 10 });
    await step('describe_minimal_metric_alarm', 'DescribeAlarms', { AlarmNames: ['an-alarm'] });
  },
  async test_get_metric_data_with_zero_and_labels(step) {
    await put(step, ...[100, 0, 5, 5, 5, 1.5].map((Value) => ({ MetricName: 'metric1', Value })));
    const stats = ['Average', 'Sum', 'Minimum', 'Maximum'];
    const queries = stats.map((stat) => ask(`result_${stat}`, 'metric1', stat));
    await dataOf(step, 'get_metric_data_with_zero_and_labels', queries);
  },
  async test_get_metric_statistics(step) {
    await put(step, ...Array.from({ length: 10 }, (_, Value) => ({ MetricName: 'metric', Value })));
    const all = ['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount'];
    await statistics(step, 'get_metric_statistics', 'metric', all);
  },
  async test_handle_different_units(step) {
    const values = { Seconds: 1, Count: 5, None: 10 };
    await put(step, ...Object.entries(values).map(([Unit, Value]) => ({ MetricName: 'm-test', Unit, Value })));
    const answer = await statistics(step, 'get_metric_statistics_with_different_units', 'm-test', ['Average']);
    // AWS gives the units of one time in no order.
    answer.Datapoints?.sort((one: Any, other: Any) => other.Average - one.Average);
  },
  async test_get_metric_data_with_different_units(step) {
    const values = { Seconds: 1, Count: 5 };
    await put(step, ...Object.entries(values).map(([Unit, Value]) => ({ MetricName: 'm-test', Unit, Value })));
    const query = ask('m1', 'm-test', 'Sum', { Unit: 'Seconds' });
    await dataOf(step, 'get_metric_data_with_different_units', [query]);
  },
  async test_get_metric_data_different_units_no_unit_in_query(step, parameter) {
    const base = [
      { MetricName: 'm-test', Value: 60000, Unit: 'Milliseconds' },
      { MetricName: 'm-test', Value: 60, Unit: 'Seconds' },
    ];
    const count = { MetricName: 'm-test', Value: 5, Unit: 'Count' };
    const sets = [base, [...base, ...base], [...base, ...base, count]];
    await put(step, ...(sets[Number(parameter.at(-1))] ?? []));
    await dataOf(step, 'get_metric_data_with_no_unit_specified', [ask('m1', 'm-test', 'Sum')]);
  },
  async test_label_generation(step, _parameter, { label_generation }) {
    const values = [100, 0, 9];
    await put(
      step,
      ...values.map((Value) => ({ MetricName: 'metric1', Value, Unit: 'Seconds', StorageResolution: 1 })),
    );
    const queries = label_generation.MetricDataResults.map(({ Id }: { readonly Id: string }) => {
      const [, stat = '', period, unit = ''] = Id.split('_');
      return ask(Id, 'metric1', stat, { Period: Number(period), Unit: unit });
    });
    await dataOf(step, 'label_generation', queries);
  },
  async test_get_metric_with_null_dimensions(step) {
    const Metric = { Namespace: 'ns', MetricName: 'metric1' };
    await dataOf(step, 'get_metric_with_null_dimensions', [
      { Id: 'm1', MetricStat: { Metric, Period: 60, Stat: 'Sum' } },
    ]);
  },
  async test_get_metric_with_no_results(step) {
    const Metric = { Namespace: 'ns', MetricName: 'metric', Dimensions: [{ Name: 'foo', Value: 'bar' }] };
    await dataOf(step, 'result', [{ Id: 'result', MetricStat: { Metric, Period: 60, Stat: 'SampleCount' } }]);
  },
  async test_delete_alarm(step) {
    const named = { AlarmNames: ['an-alarm'] };
    await step(undefined, 'PutMetricAlarm', { ...RULE, MetricName: 'metric1' });
    await step('describe-alarm', 'DescribeAlarms', named);
    await step('delete-alarm', 'DeleteAlarms', named);
    await step('describe-after-delete', 'DescribeAlarms', named);
  },
  async test_multiple_dimensions_statistics(step, _parameter, recording) {
    const { Dimensions, MetricName } = recording['list-metrics'].Metrics[0];
    await put(step, { MetricName, Dimensions, Value: 5 });
    const Metric = { Namespace: 'ns', MetricName, Dimensions };
    const query = { Id: 'result1', MetricStat: { Metric, Period: 60, Stat: 'Maximum' } };
    await dataOf(step, 'get-metric-stats-max', [query]);
    await step('list-metrics', 'ListMetrics', { Namespace: 'ns' });
  },
  async test_invalid_amount_of_datapoints(step) {
    const day = { StartTime: at(-86_400) };
    const name = 'metric_name';
    await statistics(step, 'error-invalid-amount-datapoints', name, ['SampleCount'], { ...day, Period: 1 });
    await statistics(step, 'error-invalid-time-frame', name, ['SampleCount'], { StartTime: at(0) });
    await statistics(step, 'get-metric-statitics', name, ['SampleCount'], day);
  },
  async test_set_alarm(step) {
    await step(undefined, 'PutMetricAlarm', {
      ...RULE,
      AlarmDescription: 'Test Alarm when CPU exceeds 50 percent',
      MetricName: 'CPUUtilization-3',
      Dimensions: [{ Name: 'InstanceId', Value: 'i-0317828c84edbe100' }],
      EvaluationPeriods: 2,
      Period: 300,
      Statistic: 'Average',
      Threshold: 50,
      TreatMissingData: 'ignore',
      Unit: 'Percent',
      AlarmActions: [topic],
      OKActions: [`${topic}-ok`],
    });
    const set = (StateValue: string, StateReason: string) =>
      step(undefined, 'SetAlarmState', { AlarmName: 'an-alarm', StateValue, StateReason });
    await set('ALARM', 'testing alarm');
    await step('triggered-alarm', 'DescribeAlarms', { AlarmNames: ['an-alarm'] });
    await set('OK', 'resetting alarm');
    await step('reset-alarm', 'DescribeAlarms', { AlarmNames: ['an-alarm'] });
  },
  async test_set_alarm_invalid_input(step) {
    await step(undefined, 'PutMetricAlarm', RULE);
    const state = { AlarmName: 'an-alarm', StateReason: 'triggering alarm' };
    await step('error-invalid-state', 'SetAlarmState', { ...state, StateValue: 'INVALID' });
    await step('error-resource-not-found', 'SetAlarmState', { ...state, AlarmName: 'nonexistent', StateValue: 'OK' });
  },
  async test_put_metric_alarm(step) {
    await step(undefined, 'PutMetricAlarm', {
      ...RULE,
      ...WATCHED,
      MetricName: 'my-metric1',
      Period: 10,
      Threshold: 21,
      TreatMissingData: 'ignore',
    });
    await step('describe-alarm', 'DescribeAlarms', { AlarmNames: ['an-alarm'] });
    const Dimensions = WATCHED.Dimensions;
    const data = [21, 22].map((Value) => ({ MetricName: 'my-metric1', Value, Dimensions, Unit: 'Seconds' }));
    await step(undefined, 'PutMetricData', { Namespace: RULE.Namespace, MetricData: data });
    await step('describe-alarm-history', 'DescribeAlarmHistory', {
      AlarmName: 'an-alarm',
      HistoryItemType: 'StateUpdate',
    });
    const metric = { MetricName: 'my-metric1', Namespace: RULE.Namespace, Dimensions, Statistic: 'Average' };
    await step('describe-alarms-for-metric', 'DescribeAlarmsForMetric', { ...metric, Unit: 'Seconds' });
  },
  async test_breaching_alarm_actions(step) {
    await step(undefined, 'PutMetricAlarm', {
      ...RULE,
      ...WATCHED,
      MetricName: 'my-metric101',
      Period: 10,
      Threshold: 2,
      EvaluationPeriods: 2,
      TreatMissingData: 'breaching',
    });
    await step('alarm-1-describe', 'DescribeAlarms', { AlarmNames: ['an-alarm'] });
  },
  async test_trigger_composite_alarm(step) {
    for (const AlarmName of ['one', 'two']) await step(undefined, 'PutMetricAlarm', { ...RULE, AlarmName });
    await step('put-composite-alarm', 'PutCompositeAlarm', {
      AlarmName: 'both',
      AlarmDescription: 'composite alarm description',
      AlarmRule: `ALARM("${arn('one')}") OR ALARM("${arn('two')}")`,
      AlarmActions: [topic],
      OKActions: [`${topic}-ok`],
    });
    const set = async (name: string, AlarmName: string, StateValue: string) => {
      await step(undefined, 'SetAlarmState', { AlarmName, StateValue, StateReason: 'testing' });
      await step(name, 'DescribeAlarms', { AlarmNames: ['both'], AlarmTypes: ['CompositeAlarm'] });
    };
    await set('composite-alarm-in-alarm-when-alarm-1-is-in-alarm', 'one', 'ALARM');
    await set('composite-alarm-in-ok-when-alarm-1-is-back-to-ok', 'one', 'OK');
    await set('composite-alarm-in-alarm-when-alarm-2-is-in-alarm', 'two', 'ALARM');
    await set('composite-alarm-in-ok-when-alarm-2-is-back-to-ok', 'two', 'OK');
    await set('composite-alarm-is-triggered-by-alarm-1-and-then-unchanged-by-alarm-2', 'one', 'ALARM');
  },
  test_tagging_metric_alarm: (step) => tagging(step, 'PutMetricAlarm', RULE),
  test_tagging_composite_alarm: (step) =>
    tagging(step, 'PutCompositeAlarm', { AlarmName: 'an-alarm', AlarmRule: 'TRUE' }),
};

const WATCHED = {
  AlarmDescription: 'testing cloudwatch alarms',
  Dimensions: [{ Name: 'InstanceId', Value: 'abc' }],
  Statistic: 'Average',
  Unit: 'Seconds',
  AlarmActions: [topic],
  OKActions: [topic],
};

async function tagging(step: Step, operation: string, alarm: object): Promise<void> {
  const tagged = { ResourceARN: arn('an-alarm') };
  await step('put_metric_alarm', operation, { ...alarm, Tags: [{ Key: 'Environment', Value: 'Production' }] });
  const list = (name: string) => step(name, 'ListTagsForResource', tagged);
  await list('list_tags_for_resource_after_creation');
  const Tags = Object.entries({ tag1: 'foo', tag2: 'bar' }).map(([Key, Value]) => ({ Key, Value }));
  await step(undefined, 'TagResource', { ...tagged, Tags });
  await list('list_tags_for_resource_updated');
  await step(undefined, 'UntagResource', { ...tagged, TagKeys: ['tag1'] });
  await list('list_tags_for_resource_post_untag');
  await step(undefined, 'DeleteAlarms', { AlarmNames: ['an-alarm'] });
  await list('list_tags_for_deleted_resource');
}

const PROTOCOLS = {
  query: AwsQueryProtocol,
  json: AwsJson1_0Protocol,
  'smithy-rpc-v2-cbor': AwsSmithyRpcV2CborProtocol,
} as const;

const xml = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false });

/** A body as the recordings of raw answers show it. */
function parsed(body: Buffer, protocol: keyof typeof PROTOCOLS): Any {
  if (protocol === 'json') return JSON.parse(body.toString());
  if (protocol === 'smithy-rpc-v2-cbor') return cbor.deserialize(body);
  const tree = xml.parse(body.toString());
  const nulls = (value: Any): Any => {
    if (value === '') return null;
    if (typeof value !== 'object' || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, nulls(one)]));
  };
  return nulls(tree);
}

async function answersOf(name: string, parameter: string, recording: Any): Promise<Map<string, Any>> {
  const protocol = (Object.keys(PROTOCOLS).find((one) => parameter.startsWith(one)) ??
    'query') as keyof typeof PROTOCOLS;
  const raw = /multiple_protocols|no_shape_in_spec/.test(name);
  const listener = await testEndpoint([cloudwatch], clock).listen();
  const client = new sdk.CloudWatchClient({
    endpoint: `http://127.0.0.1:${listener.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    protocol: PROTOCOLS[protocol] as never,
  });
  let body: Buffer = Buffer.alloc(0);
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { body: AsyncIterable<Buffer> };
      const chunks: Buffer[] = [];
      for await (const chunk of response.body) chunks.push(chunk);
      body = Buffer.concat(chunks);
      response.body = Readable.from([body]);
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  const answers = new Map<string, Any>();
  const step: Step = async (at, operation, input = {}) => {
    const Command = (sdk as Any)[`${operation}Command`];
    let answer: Any;
    try {
      answer = await client.send(new Command(input));
    } catch (error) {
      const { name: code, message, Code } = error as Error & { readonly Code?: string };
      if (at === undefined) throw error;
      answer = { Error: { Code: Code ?? code, Message: message } };
    }
    if (at !== undefined) answers.set(at, raw ? parsed(body, protocol) : answer);
    return answer;
  };
  try {
    await SCENARIOS[name]?.(step, parameter, recording);
  } finally {
    client.destroy();
    await listener.close();
  }
  return answers;
}

const recordings = recordedAnswers('cloudwatch');
if (recordings === undefined) {
  test('what AWS recorded of CloudWatch', { skip: 'the recorded answers are not beside the project' }, () => {});
} else {
  const cases = [...recordings].flatMap(([id, recording]) => {
    const [, name = '', parameter = ''] = /::(test_\w+)(?:\[(.*)\])?$/.exec(id) ?? [];
    let answers: Promise<Map<string, Any>> | undefined;
    const answered = () => {
      answers ??= answersOf(name, parameter, recording);
      return answers;
    };
    return Object.entries(recording).map(([step, expected]) => ({
      id: `${name}${parameter && `[${parameter}]`}/${step.trim()}`,
      step,
      expected,
      answered,
    }));
  });
  conformance(cases, CLOUDWATCH_GAPS(cases.map(({ id }) => id)), async ({ step, expected, answered }) => {
    const answers = await answered();
    assertRecorded(withoutAdded(answers.get(step) ?? answers.get(step.trim()), expected), expected);
  });
}

/** Answers name alarms on logs, which clients of the recordings' time did not know; a client makes up a missing message. */
function withoutAdded(answer: Any, expected: Any): Any {
  assert.ok(answer !== undefined, 'nothing plays it');
  if (expected.Error?.Code === 'ResourceNotFound') {
    return { Error: { ...expected.Error, Code: answer.Error.Code } };
  }
  if (expected.LogAlarms !== undefined || answer.LogAlarms === undefined) return answer;
  const { LogAlarms: _, ...rest } = answer;
  return rest;
}
