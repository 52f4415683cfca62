import type { Clock } from '../../std/clock.ts';
import type { MetricDimensions, MetricRecorder, MetricStore } from '../../telemetry/metric-store.ts';
import type { IndexRecord } from './table.ts';
import { isThrottled, type ThroughputLimits, type ThroughputMeter } from './throughput-meter.ts';

const NAMESPACE = 'AWS/DynamoDB';

/** DynamoDB's metrics in CloudWatch; a recorder is made when its first number comes. */
export interface TableMetrics {
  count(metric: string, dimensions: MetricDimensions, value?: number): void;
  /** For what is recorded at every call: `names` are the values of `TableName` and, in this order, `Operation`. */
  recorder(metric: string, table: string, operation?: string): MetricRecorder;
  now(): number;
}

const UNITS: Readonly<Record<string, string>> = { SuccessfulRequestLatency: 'Milliseconds' };

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html */
export function tableMetrics(metrics: MetricStore, clock: Clock): TableMetrics {
  const recorders = new Map<string, Map<string, MetricRecorder>>();
  return {
    now: () => clock.now(),

    count: (metric, dimensions, value = 1) =>
      metrics.record(NAMESPACE, metric, dimensions, value, UNITS[metric] ?? 'Count', clock.now()),

    recorder(metric, table, operation) {
      let ofMetric = recorders.get(metric);
      if (ofMetric === undefined) {
        ofMetric = new Map();
        recorders.set(metric, ofMetric);
      }
      const key = operation === undefined ? table : `${operation} ${table}`;
      let recorder = ofMetric.get(key);
      if (recorder === undefined) {
        const dimensions = { TableName: table, ...(operation !== undefined && { Operation: operation }) };
        recorder = metrics.recorder(NAMESPACE, metric, dimensions, UNITS[metric] ?? 'Count');
        ofMetric.set(key, recorder);
      }
      return recorder;
    },
  };
}

/** What a table's calls take, told to CloudWatch; and held to the table's throughput by `limits`, if any. */
export function measuredMeter(
  tableName: string,
  metrics: TableMetrics,
  limits: ThroughputLimits | undefined,
): ThroughputMeter {
  const reads = metrics.recorder('ConsumedReadCapacityUnits', tableName);
  const writes = metrics.recorder('ConsumedWriteCapacityUnits', tableName);
  type OfIndex = { readonly record: IndexRecord } | undefined;

  /** A local index takes of its table. */
  const ofIndexes = (metric: string, recorder: MetricRecorder, indexes: ReadonlyMap<NonNullable<OfIndex>, number>) => {
    for (const [{ record }, units] of indexes) {
      if (record.global) metrics.count(metric, { TableName: tableName, GlobalSecondaryIndexName: record.name }, units);
      else recorder.add(units, metrics.now());
    }
  };
  const told = (metric: string, check: () => void, index?: OfIndex) => {
    try {
      check();
    } catch (error) {
      if (isThrottled(error)) {
        const global = index?.record.global ? { GlobalSecondaryIndexName: index.record.name } : {};
        metrics.count(metric, { TableName: tableName, ...global });
      }
      throw error;
    }
  };

  return {
    admitRead(index) {
      if (limits !== undefined) told('ReadThrottleEvents', () => limits.admitRead(index), index);
    },
    admitWrite() {
      if (limits !== undefined) told('WriteThrottleEvents', () => limits.admitWrite());
    },
    checkIndexes(units) {
      if (limits !== undefined) told('WriteThrottleEvents', () => limits.checkIndexes(units));
    },
    tookRead(units, index) {
      limits?.tookRead(units, index);
      if (units.table > 0) reads.add(units.table, metrics.now());
      if (units.indexes.size > 0) ofIndexes('ConsumedReadCapacityUnits', reads, units.indexes);
    },
    tookWrite(units) {
      limits?.tookWrite(units);
      writes.add(units.table, metrics.now());
      if (units.indexes.size > 0) ofIndexes('ConsumedWriteCapacityUnits', writes, units.indexes);
    },
    returned: (operation, items) =>
      metrics.recorder('ReturnedItemCount', tableName, operation).add(items, metrics.now()),
  };
}
