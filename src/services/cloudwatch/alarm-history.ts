import type { DescribeAlarmHistoryCommandInput, DescribeAlarmHistoryCommandOutput } from '@aws-sdk/client-cloudwatch';
import { access } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { alarmArn } from './alarm-arn.ts';
import { invalidNextToken } from './refusals.ts';
import type { CloudwatchState } from './state.ts';

const KEPT_MS = 30 * 86_400_000;

/** Sorts by alarm and time; `unique` tells changes of one millisecond apart. */
export const historyId = (alarm: string, at: number, unique: string): string =>
  `${alarm}\0${String(at).padStart(16, '0')}\0${unique}`;

/**
 * Newest first, of the last 30 days.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
 *
 * Unlike AWS: it holds the changes of alarms' states, not those of their configuration and the actions taken.
 */
export async function describeAlarmHistory(
  input: DescribeAlarmHistoryCommandInput,
  { state, clock }: CallContext<CloudwatchState>,
): Promise<Omit<DescribeAlarmHistoryCommandOutput, '$metadata'>> {
  const { AlarmName, AlarmTypes, HistoryItemType, StartDate, EndDate, MaxRecords = 100, NextToken, ScanBy } = input;
  const types: readonly string[] = AlarmTypes?.length ? AlarmTypes : ['MetricAlarm'];
  const from = Math.max(StartDate?.getTime() ?? 0, clock.now() - KEPT_MS);
  const to = EndDate?.getTime() ?? Number.POSITIVE_INFINITY;
  const wanted = HistoryItemType === undefined || HistoryItemType === 'StateUpdate';
  const all = wanted ? await state.history.list(AlarmName === undefined ? {} : { prefix: `${AlarmName}\0` }) : [];
  const order = ScanBy === 'TimestampAscending' ? 1 : -1;
  const found = all
    .filter(
      ({ at, composite }) => at >= from && at <= to && types.includes(composite ? 'CompositeAlarm' : 'MetricAlarm'),
    )
    .sort((one, other) => order * (one.at - other.at));
  const start = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, 'base64url').toString());
  if (!Number.isSafeInteger(start) || start < 0) throw invalidNextToken();
  const end = start + MaxRecords;
  return {
    AlarmHistoryItems: found.slice(start, end).map(({ alarm, composite, at, from: old, to: now, data }) => ({
      AlarmName: alarm,
      AlarmType: composite ? 'CompositeAlarm' : 'MetricAlarm',
      Timestamp: new Date(at),
      HistoryItemType: 'StateUpdate',
      HistorySummary: `Alarm updated from ${old} to ${now}`,
      HistoryData: data,
    })),
    ...(end < found.length && { NextToken: Buffer.from(String(end)).toString('base64url') }),
  };
}

describeAlarmHistory.access = access<CloudwatchState, DescribeAlarmHistoryCommandInput>(
  'cloudwatch:DescribeAlarmHistory',
  (input, call) => alarmArn(input.AlarmName ?? '*', call),
);
