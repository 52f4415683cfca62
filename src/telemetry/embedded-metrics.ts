import type { Clock } from '../std/clock.ts';
import type { LogEvent } from './log-store.ts';
import type { MetricDimensions, MetricStore } from './metric-store.ts';

const PAST_MS = 14 * 86_400_000;
const FUTURE_MS = 2 * 3_600_000;
const MAX_DIMENSIONS = 30;
const MAX_VALUES = 100;
const MAX_METRICS = 100;
const OPENING = '{'.charCodeAt(0);

type Members = Readonly<Record<string, unknown>>;

/**
 * Makes metrics of log events in the embedded metric format: JSON with `_aws.CloudWatchMetrics`. What does not follow the
 * format makes none, as in CloudWatch.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(metrics: MetricStore, clock: Clock): (events: readonly LogEvent[]) => void {
  return (events) => {
    for (const { message } of events) {
      if (message.charCodeAt(0) === OPENING && message.includes('"CloudWatchMetrics"'))
        extract(message, metrics, clock.now());
    }
  };
}

function extract(message: string, metrics: MetricStore, now: number): void {
  let root: unknown;
  try {
    root = JSON.parse(message);
  } catch {
    return;
  }
  if (!isObject(root) || !isObject(root['_aws'])) return;
  const { Timestamp, CloudWatchMetrics } = root['_aws'] as Members & {
    Timestamp?: unknown;
    CloudWatchMetrics?: unknown;
  };
  if (typeof Timestamp !== 'number' || !Array.isArray(CloudWatchMetrics)) return;
  if (!(Timestamp >= now - PAST_MS && Timestamp <= now + FUTURE_MS)) return;
  for (const directive of CloudWatchMetrics) if (isObject(directive)) record(directive, root, Timestamp, metrics);
}

function record(directive: Members, root: Members, atMs: number, metrics: MetricStore): void {
  const { Namespace, Dimensions, Metrics } = directive as Members & {
    readonly Namespace?: unknown;
    readonly Dimensions?: unknown;
    readonly Metrics?: unknown;
  };
  if (typeof Namespace !== 'string' || Namespace === '' || !Array.isArray(Metrics)) return;
  const sets = dimensionSets(Dimensions, root);
  for (const definition of Metrics.slice(0, MAX_METRICS)) {
    if (!isObject(definition)) continue;
    const { Name, Unit, StorageResolution } = definition as Members & {
      readonly Name?: unknown;
      readonly Unit?: unknown;
      readonly StorageResolution?: unknown;
    };
    if (typeof Name !== 'string' || Name === '' || !Object.hasOwn(root, Name)) continue;
    const values = numbersOf(root[Name]);
    if (values.length === 0) continue;
    for (const dimensions of sets) {
      metrics.put({
        namespace: Namespace,
        name: Name,
        dimensions,
        unit: typeof Unit === 'string' ? Unit : 'None',
        atMs,
        resolutionSeconds: StorageResolution === 1 ? 1 : 60,
        values: values.map((value) => ({ value, count: 1 })),
      });
    }
  }
}

/** Each set is a metric of its own; a set that names what the event does not hold makes none. */
function dimensionSets(sets: unknown, root: Members): readonly MetricDimensions[] {
  if (!Array.isArray(sets) || sets.length === 0) return [{}];
  return sets.flatMap((names) => {
    if (!Array.isArray(names) || names.length > MAX_DIMENSIONS) return [];
    const dimensions: Record<string, string> = {};
    for (const name of names) {
      const value = typeof name === 'string' && Object.hasOwn(root, name) ? root[name] : undefined;
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return [];
      if (value === '') return [];
      dimensions[name] = String(value);
    }
    return [dimensions];
  });
}

function numbersOf(value: unknown): readonly number[] {
  const values = Array.isArray(value) ? value.slice(0, MAX_VALUES) : [value];
  return values.filter((one): one is number => typeof one === 'number' && Number.isFinite(one));
}

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
