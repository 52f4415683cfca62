import { ServiceError } from '../../aws/service-error.ts';
import type { Clock } from '../../std/clock.ts';
import type { IndexRecord, TableRecord } from './table.ts';

/** What a table does not use within this time may be used later. */
const BURST_SECONDS = 300;
const LEAST_READ = 0.5;
const LEAST_WRITE = 1;

/** Units that a call took of a table and of its indexes. */
export interface TakenUnits {
  readonly table: number;
  readonly indexes: ReadonlyMap<{ readonly record: IndexRecord }, number>;
}

/**
 * Holds a table and its global indexes to their throughput: a call may begin while anything is left, and what it took is
 * taken when it is known.
 *
 * Unlike AWS: throughput is not divided among partitions, so that one hot key may use all of it.
 */
export interface ThroughputMeter {
  /** @throws ServiceError when nothing is left of the table, or of the index that is read */
  admitRead(index?: { readonly record: IndexRecord }): void;
  /** @throws ServiceError when nothing is left of the table */
  admitWrite(): void;
  /** @throws ServiceError when nothing is left of an index that the change writes */
  checkIndexes(units: TakenUnits): void;
  /** What a call that was admitted took. */
  tookRead(units: TakenUnits, index?: { readonly record: IndexRecord }): void;
  tookWrite(units: TakenUnits): void;
  /** How many items a read of several answered. */
  returned(operation: 'Query' | 'Scan', items: number): void;
}

type Kind = 'Read' | 'Write';

/** Units by the second, with what was saved. */
interface Bucket {
  unitsPerSecond: number;
  most: number;
  left: number;
  at: number;
  provisioned: boolean;
}

/** The part of a meter that holds a table to its throughput. */
export type ThroughputLimits = Omit<ThroughputMeter, 'returned'>;

/** What is left of tables and indexes, kept while their settings change. */
export type Buckets = Map<string, Bucket>;

/** `undefined` for a table that nothing holds: one on demand without maximums. */
export function throughputMeter(
  record: TableRecord,
  arn: string,
  { clock, buckets }: { readonly clock: Clock; readonly buckets: Buckets },
): ThroughputLimits | undefined {
  const bucketOf = (kind: Kind, index?: IndexRecord): Bucket | undefined => {
    const id = `${record.number}/${index?.number ?? 0}/${kind}`;
    const limit = limitOf(record, index ?? record, kind);
    if (limit === undefined) {
      buckets.delete(id);
      return undefined;
    }
    const { unitsPerSecond, provisioned } = limit;
    const most = unitsPerSecond * (provisioned ? BURST_SECONDS : 1);
    const present = buckets.get(id);
    if (present !== undefined) refill(present, clock.now());
    const bucket = present ?? { unitsPerSecond, most, left: most, at: clock.now(), provisioned };
    Object.assign(bucket, { unitsPerSecond, most, provisioned, left: Math.min(bucket.left, most) });
    buckets.set(id, bucket);
    return bucket;
  };
  const table = { Read: bucketOf('Read'), Write: bucketOf('Write') };
  const indexes = new Map(
    record.indexes
      .filter((index) => index.global)
      .map((index) => [index.number, { Read: bucketOf('Read', index), Write: bucketOf('Write', index) }] as const),
  );
  const all = [table, ...indexes.values()];
  if (all.every(({ Read, Write }) => Read === undefined && Write === undefined)) return undefined;

  /** A local index takes of its table. */
  const bucketFor = (kind: Kind, index?: { readonly record: IndexRecord }) =>
    index?.record.global ? indexes.get(index.record.number)?.[kind] : table[kind];

  const isLeft = (bucket: Bucket, least: number) => {
    refill(bucket, clock.now());
    return bucket.left >= least;
  };
  const admit = (kind: Kind, least: number, index?: { readonly record: IndexRecord }) => {
    const bucket = bucketFor(kind, index);
    if (bucket === undefined) return;
    if (!isLeft(bucket, least)) throw exceeded(kind, bucket, arn, index?.record);
    bucket.left -= least;
  };
  const take = (kind: Kind, least: number, units: TakenUnits, admitted?: { readonly record: IndexRecord }) => {
    const add = (bucket: Bucket | undefined, amount: number) => {
      if (bucket !== undefined) bucket.left -= amount;
    };
    add(bucketFor(kind, admitted), -least);
    add(table[kind], units.table);
    for (const [index, amount] of units.indexes) add(bucketFor(kind, index), amount);
  };

  return {
    admitRead: (index) => admit('Read', LEAST_READ, index),
    admitWrite: () => admit('Write', LEAST_WRITE),
    checkIndexes(units) {
      for (const index of units.indexes.keys()) {
        if (!index.record.global) continue;
        const bucket = bucketFor('Write', index);
        if (bucket !== undefined && !isLeft(bucket, LEAST_WRITE)) throw exceeded('Write', bucket, arn, index.record);
      }
    },
    tookRead: (units, index) => take('Read', LEAST_READ, units, index),
    tookWrite: (units) => take('Write', LEAST_WRITE, units),
  };
}

function refill(bucket: Bucket, nowMs: number): void {
  const seconds = Math.max(0, nowMs - bucket.at) / 1000;
  bucket.left = Math.min(bucket.most, bucket.left + seconds * bucket.unitsPerSecond);
  bucket.at = nowMs;
}

function limitOf(
  table: TableRecord,
  { throughput, onDemandThroughput }: Pick<IndexRecord, 'throughput' | 'onDemandThroughput'>,
  kind: Kind,
): { readonly unitsPerSecond: number; readonly provisioned: boolean } | undefined {
  if (table.billingMode === 'PROVISIONED') {
    const units = throughput?.[`${kind}CapacityUnits`];
    return units === undefined ? undefined : { unitsPerSecond: units, provisioned: true };
  }
  const units = onDemandThroughput?.[`Max${kind}RequestUnits`];
  return units === undefined || units < 1 ? undefined : { unitsPerSecond: units, provisioned: false };
}

function exceeded(kind: Kind, { provisioned }: Bucket, tableArn: string, index: IndexRecord | undefined): ServiceError {
  const ofIndex = index?.global ? index : undefined;
  const limit = provisioned ? 'ProvisionedThroughput' : 'MaxOnDemandThroughput';
  const reasons = [
    {
      reason: `${ofIndex ? 'Index' : 'Table'}${kind}${limit}Exceeded`,
      resource: ofIndex ? `${tableArn}/index/${ofIndex.name}` : tableArn,
    },
  ];
  if (!provisioned) {
    return new ServiceError(
      'ThrottlingException',
      'Throughput exceeds the maximum OnDemandThroughput configured on table or index',
      400,
      { throttlingReasons: reasons },
    );
  }
  return new ServiceError(
    'ProvisionedThroughputExceededException',
    ofIndex
      ? 'The level of configured provisioned throughput for one or more global secondary indexes of the table was ' +
          'exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes ' +
          'with the UpdateTable API'
      : 'The level of configured provisioned throughput for the table was exceeded. ' +
          'Consider increasing your provisioning level with the UpdateTable API.',
    400,
    { ThrottlingReasons: reasons },
  );
}

/** Whether an error says that throughput is used up. */
export function isThrottled(error: unknown): error is ServiceError {
  return (
    error instanceof ServiceError &&
    (error.code === 'ProvisionedThroughputExceededException' || error.code === 'ThrottlingException')
  );
}
