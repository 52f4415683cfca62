import type { MetricDatum, StatisticSet } from '@aws-sdk/client-cloudwatch';
import type { MetricDatum as StoredDatum } from '../../telemetry/metric-store.ts';
import { checkedDimensions, checkedName, UNITS } from './metric-name.ts';
import {
  exclusive,
  invalidCombination,
  invalidValue,
  isRequired,
  missingParameter,
  notInSet,
  tooMany,
} from './refusals.ts';

const PAST_MS = 14 * 86_400_000;
const FUTURE_MS = 2 * 3_600_000;
const MAX_VALUES = 150;
/** CloudWatch keeps no number that is larger or, but for zero, smaller. */
const LARGEST = 2 ** 360;

/**
 * The data of one MetricDatum, checked. Values and statistics may be given together, as CloudWatch takes both.
 * @param at the parameter's place, `MetricData.member.1`
 */
export function checkedDatum(datum: MetricDatum, at: string, namespace: string, now: number): StoredDatum {
  const name = checkedName(datum.MetricName, `${at}.MetricName`);
  const dimensions = checkedDimensions(datum.Dimensions, `${at}.Dimensions`);
  const unit = datum.Unit ?? 'None';
  if (!UNITS.includes(unit)) throw invalidValue(notInSet(`${at}.Unit`, UNITS));
  const resolutionSeconds = datum.StorageResolution ?? 60;
  if (resolutionSeconds !== 1 && resolutionSeconds !== 60) {
    throw invalidValue(notInSet(`${at}.StorageResolution`, [1, 60]));
  }
  const values = checkedValues(datum, at);
  const statistics = datum.StatisticValues === undefined ? undefined : checkedSet(datum.StatisticValues, at);
  if (values.length === 0 && statistics === undefined) {
    throw invalidCombination(`At least one of the parameters ${at}.Value and ${at}.StatisticValues must be specified.`);
  }
  return {
    namespace,
    name,
    dimensions,
    unit,
    atMs: checkedTime(datum.Timestamp, at, now),
    resolutionSeconds,
    values,
    ...(statistics !== undefined && { statistics }),
  };
}

function checkedTime(timestamp: Date | undefined, at: string, now: number): number {
  if (timestamp === undefined) return now;
  const atMs = timestamp.getTime();
  if (!(atMs >= now - PAST_MS)) {
    throw invalidValue(`The parameter ${at}.Timestamp must specify a time within the past two weeks.`);
  }
  if (atMs > now + FUTURE_MS) {
    throw invalidValue(`The parameter ${at}.Timestamp must specify a time no more than two hours in the future.`);
  }
  return atMs;
}

function checkedValues(datum: MetricDatum, at: string): readonly { readonly value: number; readonly count: number }[] {
  const { Value, Values = [], Counts = [] } = datum;
  if (Value !== undefined) {
    if (Values.length > 0) throw invalidCombination(exclusive(`${at}.Value`, `${at}.Values`));
    if (datum.StatisticValues !== undefined) {
      throw invalidCombination(exclusive(`${at}.Value`, `${at}.StatisticValues`));
    }
    return [{ value: checkedNumber(Value, `${at}.Value`), count: 1 }];
  }
  if (Values.length > MAX_VALUES) throw invalidValue(tooMany(`${at}.Values`, MAX_VALUES));
  if (Counts.length > 0 && Counts.length !== Values.length) {
    throw invalidValue(`The parameters ${at}.Values and ${at}.Counts must be of the same size.`);
  }
  return Values.map((value, index) => {
    const count = checkedNumber(Counts[index] ?? 1, `${at}.Counts.member.${index + 1}`);
    if (count < 0) {
      throw invalidValue(`The value ${count} for parameter ${at}.Counts.member.${index + 1} is invalid.`);
    }
    return { value: checkedNumber(value, `${at}.Values.member.${index + 1}`), count };
  }).filter(({ count }) => count > 0);
}

function checkedSet({ SampleCount, Sum, Minimum, Maximum }: StatisticSet, at: string) {
  const place = `${at}.StatisticValues`;
  const member = (name: string, value: number | undefined) => {
    if (value === undefined) throw missingParameter(isRequired(`${place}.${name}`));
    return checkedNumber(value, `${place}.${name}`);
  };
  const set = {
    count: member('SampleCount', SampleCount),
    sum: member('Sum', Sum),
    min: member('Minimum', Minimum),
    max: member('Maximum', Maximum),
  };
  if (set.max < set.min) {
    throw invalidCombination(`The parameter ${place}.Maximum must be greater than ${place}.Minimum.`);
  }
  if (set.count <= 0) throw invalidValue(`The parameter ${place}.SampleCount must be greater than 0.`);
  return set;
}

function checkedNumber(value: number, parameter: string): number {
  if (!Number.isFinite(value) || Math.abs(value) > LARGEST) {
    throw invalidValue(`The value ${value} for parameter ${parameter} is invalid.`);
  }
  return value;
}
