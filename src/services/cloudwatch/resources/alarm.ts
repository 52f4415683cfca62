import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import type { PropertySupport, ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { alarmArn } from '../alarm-arn.ts';
import { deleteAlarms } from '../delete-alarms.ts';
import { putMetricAlarm } from '../put-metric-alarm.ts';
import type { CloudwatchState, Tag } from '../state.ts';

const KEPT = 'kept and described, not evaluated yet';

const honoured: PropertySupport = {
  ActionsEnabled: KEPT,
  AlarmActions: KEPT,
  AlarmDescription: true,
  AlarmName: true,
  ComparisonOperator: KEPT,
  DatapointsToAlarm: KEPT,
  Dimensions: KEPT,
  EvaluateLowSampleCountPercentile: KEPT,
  EvaluationCriteria: KEPT,
  EvaluationInterval: KEPT,
  EvaluationPeriods: KEPT,
  ExtendedStatistic: KEPT,
  InsufficientDataActions: KEPT,
  MetricName: KEPT,
  Metrics: KEPT,
  Namespace: KEPT,
  OKActions: KEPT,
  Period: KEPT,
  Statistic: KEPT,
  Tags: true,
  Threshold: KEPT,
  ThresholdMetricId: KEPT,
  TreatMissingData: KEPT,
  Unit: KEPT,
};

type AlarmProperties = Readonly<Record<string, unknown>> & {
  readonly AlarmName?: string;
  readonly Tags?: readonly Tag[];
};

const NUMBERS = ['DatapointsToAlarm', 'EvaluationInterval', 'EvaluationPeriods', 'Period', 'Threshold'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html */
export const alarm: ResourceType<CloudwatchState, AlarmProperties> = {
  type: 'AWS::CloudWatch::Alarm',
  honoured,

  create: (properties, call) => put(properties.AlarmName ?? call.physicalName(255), properties, call),

  async update(physicalId, properties, previous, call) {
    if (properties.AlarmName !== previous.AlarmName) return 'replace';
    const deployed = await put(physicalId, properties, call);
    await call.state.alarms.update(physicalId, (record) => ({
      value: record && { ...record, tags: properties.Tags ?? [] },
      result: undefined,
    }));
    return deployed;
  },

  delete: (physicalId, _properties, call) => deleteAlarms({ AlarmNames: [physicalId] }, call),
};

async function put(name: string, properties: AlarmProperties, call: ResourceContext<CloudwatchState>) {
  const input: Record<string, unknown> = { ...properties, AlarmName: name };
  // Parameters of a template arrive as text.
  for (const member of NUMBERS) if (typeof input[member] === 'string') input[member] = Number(input[member]);
  if (typeof input['ActionsEnabled'] === 'string') input['ActionsEnabled'] = input['ActionsEnabled'] === 'true';
  await putMetricAlarm(input as unknown as PutMetricAlarmCommandInput, call);
  return {
    physicalId: name,
    attributes: { Arn: alarmArn(name, call) },
  };
}
