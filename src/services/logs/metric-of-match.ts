import type { MetricTransformation } from '@aws-sdk/client-cloudwatch-logs';
import type { MetricDatum } from '../../telemetry/metric-store.ts';
import type { PatternMatch } from './extracted-values.ts';

/**
 * The number that a metric filter makes of an event: its value or the value in the event; the default value when nothing
 * matched. None, when the event lacks the value or one of the dimensions.
 */
export function metricOf(
  transformation: MetricTransformation,
  match: PatternMatch | undefined,
  atMs: number,
): MetricDatum | undefined {
  const { metricNamespace = '', metricName = '', metricValue = '', defaultValue, unit = 'None' } = transformation;
  const value = match === undefined ? defaultValue : numberOf(metricValue, match);
  if (value === undefined || !Number.isFinite(value)) return undefined;
  const dimensions: Record<string, string> = {};
  for (const [name, reference] of Object.entries(transformation.dimensions ?? {})) {
    const found = match?.value(reference);
    if (found === undefined || found === '') return undefined;
    dimensions[name] = found;
  }
  return { namespace: metricNamespace, name: metricName, dimensions, unit, atMs, values: [{ value, count: 1 }] };
}

function numberOf(metricValue: string, match: PatternMatch): number | undefined {
  const text = metricValue.startsWith('$') ? match.value(metricValue) : metricValue;
  return text === undefined || text.trim() === '' ? undefined : Number(text);
}
