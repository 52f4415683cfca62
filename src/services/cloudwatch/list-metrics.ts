import type { DimensionFilter, ListMetricsCommandInput, ListMetricsCommandOutput } from '@aws-sdk/client-cloudwatch';
import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { type MetricSeriesRecord, seriesId, seriesRecordId } from '../../telemetry/metric-records.ts';
import { MAX_DIMENSIONS } from './metric-name.ts';
import { invalidNextToken, invalidValue, isRequired, missingParameter, tooMany, validationError } from './refusals.ts';
import type { CloudwatchState } from './state.ts';

const PAGE = 500;
const LISTED_MS = 14 * 86_400_000;
const RECENT_MS = 3 * 3_600_000;

/**
 * The metrics that had data within two weeks, by namespace and name.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
 *
 * Unlike AWS: a metric is listed at once, not after up to 15 minutes.
 */
export async function listMetrics(
  input: ListMetricsCommandInput,
  { state, clock, account }: CallContext<CloudwatchState>,
): Promise<Omit<ListMetricsCommandOutput, '$metadata'>> {
  const { Namespace, MetricName, Dimensions = [], NextToken, RecentlyActive, OwningAccount } = input;
  if (Dimensions.length > MAX_DIMENSIONS) throw invalidValue(tooMany('Dimensions', MAX_DIMENSIONS));
  for (const [index, { Name }] of Dimensions.entries()) {
    if (Name === undefined) throw missingParameter(isRequired(`Dimensions.member.${index + 1}.Name`));
  }
  if (RecentlyActive !== undefined && RecentlyActive !== 'PT3H') {
    throw validationError(
      `1 validation error detected: Value '${RecentlyActive}' at 'recentlyActive' failed to satisfy constraint: Member must satisfy enum value set: [PT3H]`,
    );
  }
  const since = clock.now() - (RecentlyActive === undefined ? LISTED_MS : RECENT_MS);
  const prefix =
    Namespace === undefined ? '' : MetricName === undefined ? `${Namespace}\0` : `${Namespace}\0${MetricName}\0`;
  const matches = (series: MetricSeriesRecord) =>
    series.lastAt >= since &&
    (MetricName === undefined || series.name === MetricName) &&
    Dimensions.every((filter) => hasDimension(series, filter)) &&
    (OwningAccount === undefined || OwningAccount === account);

  await state.metrics.flush();
  const found: MetricSeriesRecord[] = [];
  let after = NextToken === undefined ? undefined : readToken(NextToken);
  while (found.length <= PAGE) {
    const page = await state.series.list({ prefix, limit: PAGE, ...(after !== undefined && { after }) });
    for (const series of page) if (matches(series)) found.push(series);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    after = recordId(last);
  }
  const listed = found.slice(0, PAGE);
  const last = listed.at(-1);
  return {
    Metrics: listed.map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    })),
    ...(input.IncludeLinkedAccounts && { OwningAccounts: listed.map(() => account) }),
    ...(found.length > PAGE && last !== undefined && { NextToken: writeToken(recordId(last)) }),
  };
}

listMetrics.access = accessToAll('cloudwatch:ListMetrics');

const recordId = (series: MetricSeriesRecord) => seriesRecordId(series, seriesId(series));

function hasDimension({ dimensions }: MetricSeriesRecord, { Name = '', Value }: DimensionFilter): boolean {
  return Object.hasOwn(dimensions, Name) && (Value === undefined || dimensions[Name] === Value);
}

const writeToken = (place: string): string => Buffer.from(place).toString('base64url');

function readToken(token: string): string {
  const place = Buffer.from(token, 'base64url').toString('utf8');
  if (writeToken(place) !== token || place.split('\0').length !== 3) throw invalidNextToken();
  return place;
}
