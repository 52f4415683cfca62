import { AGGREGATES } from './math/aggregates.ts';
import { inOrder, type TimeSeries } from './math/time-series.ts';
import type { CheckedQuery, MetricQuery } from './metric-data-queries.ts';

/**
 * The labels of metrics that the request did not give one: the metric's name, with the statistic, the period and the values
 * of dimensions where queries of the request differ in them.
 */
export function defaultLabels(queries: readonly CheckedQuery[]): (query: MetricQuery) => string {
  const metrics = queries.filter((query) => query.kind === 'metric');
  const differ = (of: (query: MetricQuery) => string | number) => new Set(metrics.map(of)).size > 1;
  const byStat = differ(({ stat }) => stat);
  const byPeriod = differ(({ periodSeconds }) => periodSeconds);
  const dimensionNames = new Set(metrics.flatMap(({ metric }) => Object.keys(metric.dimensions)));
  const byDimension = [...dimensionNames].filter((name) => differ(({ metric }) => metric.dimensions[name] ?? ''));
  return ({ metric, stat, periodSeconds }) =>
    [
      ...byDimension.map((name) => metric.dimensions[name] ?? ''),
      metric.name,
      ...(byStat ? [stat] : []),
      ...(byPeriod ? [String(periodSeconds)] : []),
    ]
      .filter((part) => part !== '')
      .join(' ');
}

const DYNAMIC = /\$\{(AVG|MAX|MIN|SUM|LAST|DATAPOINT_COUNT|LABEL|PROP\('([^']*)'\))\}/g;

/** A label with its dynamic parts, `${MAX}` and `${PROP('Dim.FunctionName')}`, filled in. */
export function filledLabel(
  label: string,
  series: TimeSeries,
  query: CheckedQuery,
  context: { readonly account: string; readonly region: string; readonly byDefault: string },
): string {
  return label.replace(DYNAMIC, (whole, part: string, property: string | undefined) => {
    if (property !== undefined) return propertyOf(property, query, context) ?? whole;
    if (part === 'LABEL') return context.byDefault;
    const values = [...series.points.values()];
    if (part === 'DATAPOINT_COUNT') return String(values.length);
    if (values.length === 0) return '';
    const value = part === 'LAST' ? inOrder(series).at(-1)?.[1] : AGGREGATES[part]?.(values);
    return value === undefined ? whole : String(Number(value.toFixed(3)));
  });
}

function propertyOf(
  property: string,
  query: CheckedQuery,
  { account, region }: { readonly account: string; readonly region: string },
): string | undefined {
  if (property === 'AccountId') return account;
  if (property === 'Region') return region;
  if (query.kind !== 'metric') return property === 'Period' ? String(query.periodSeconds ?? '') : undefined;
  switch (property) {
    case 'MetricName':
      return query.metric.name;
    case 'Namespace':
      return query.metric.namespace;
    case 'Period':
      return String(query.periodSeconds);
    case 'Stat':
      return query.stat;
    default:
      return property.startsWith('Dim.') ? query.metric.dimensions[property.slice(4)] : undefined;
  }
}
