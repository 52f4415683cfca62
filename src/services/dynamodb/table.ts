import type { Key, Write } from '../../store/store.ts';
import type { TableStream } from './table-stream.ts';
import type { ThroughputMeter } from './throughput-meter.ts';

export type KeyType = 'S' | 'N' | 'B';

export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

export interface KeySchemaElement {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

export interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

export interface ProjectionRecord {
  readonly ProjectionType: 'ALL' | 'INCLUDE' | 'KEYS_ONLY';
  readonly NonKeyAttributes?: readonly string[];
}

export interface IndexRecord {
  readonly name: string;
  /** Tells the index's entries from others of the table; never used again within it. */
  readonly number: number;
  readonly global: boolean;
  readonly keySchema: readonly KeySchemaElement[];
  readonly projection: ProjectionRecord;
  readonly throughput?: Throughput;
  readonly onDemandThroughput?: Readonly<Record<string, number>>;
  readonly warmThroughput?: Readonly<Record<string, number>>;
  /** Entries for the items that were there before the index are still being written. */
  readonly backfilling?: boolean;
}

/** A table as it is kept. Members that the API only echoes keep AWS's form. */
export interface TableRecord {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** Begins the keys of its items; never used again. */
  readonly number: number;
  readonly tableId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly attributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: KeyType }[];
  readonly keySchema: readonly KeySchemaElement[];
  readonly indexes: readonly IndexRecord[];
  readonly lastIndexNumber: number;
  readonly billingMode: 'PROVISIONED' | 'PAY_PER_REQUEST';
  /** When the table became on-demand, in milliseconds since the epoch. */
  readonly onDemandSince?: number;
  readonly throughput?: Throughput;
  readonly onDemandThroughput?: Readonly<Record<string, number>>;
  readonly warmThroughput?: Readonly<Record<string, number>>;
  readonly stream?: { readonly viewType: string; readonly label: string };
  /** The stream that was last, after streams were turned off. */
  readonly lastStreamLabel?: string;
  readonly sse?: { readonly type: string; readonly kmsKeyArn: string };
  readonly tableClass?: { readonly name: string; readonly changedAt?: number };
  readonly deletionProtection: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly timeToLiveAttribute?: string;
  /** When time to live was enabled or disabled last, in milliseconds since the epoch. */
  readonly timeToLiveChangedAt?: number;
  /** What is kept of when items expire does not belong to this attribute yet. */
  readonly timeToLiveStale?: boolean;
  /** Where its first items came from. */
  readonly restoredFrom?: { readonly tableArn: string; readonly backupArn?: string; readonly atMs: number };
  readonly pointInTimeRecovery?: { readonly enabledAt: number; readonly periodDays: number };
}

/** The keys of a table or an index, ready for use. */
export interface KeySpace {
  /** What the keys of all its rows begin with. */
  readonly prefix: Buffer;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
}

export interface Index extends KeySpace {
  readonly record: IndexRecord;
  /** Every attribute in an entry; `undefined` when all of them are. */
  readonly projected: ReadonlySet<string> | undefined;
}

/** A table, compiled from its record once and used by every request. */
export interface Table extends KeySpace {
  readonly record: TableRecord;
  readonly arn: string;
  readonly keyNames: readonly string[];
  readonly indexes: readonly Index[];
  /** The row of the table's counters. */
  readonly countersKey: Key;
  /** Where changes of items are told; `undefined` while the table has no stream. */
  readonly stream: TableStream | undefined;
  /** Where rows are kept as they were before their changes. */
  readonly history?: TableHistory | undefined;
  /** `undefined` when nothing holds the table. */
  readonly meter?: ThroughputMeter | undefined;
}

export interface TableHistory {
  /** Whether changes must be kept now. */
  keeps(): boolean;
  entry(row: Key, old: Uint8Array | undefined): Write;
}

/** What a table has beside its record while samlet runs. */
export interface TableParts {
  readonly stream: TableStream | undefined;
  readonly history?: TableHistory | undefined;
  readonly meter?: ThroughputMeter | undefined;
}

/** Begins the keys of items; keys of tuples begin with a smaller byte. 0x12 and 0x13 are taken by `streams/change-log.ts`. */
const ITEMS = 0x10;
const COUNTERS = 0x11;
export const EXPIRIES = 0x14;
export const HISTORY = 0x18;
/** What stands before an item's place in its table. */
export const ROW_PREFIX_BYTES = 7;

export function compileTable(
  record: TableRecord,
  partsOf: (record: TableRecord, arn: string) => TableParts = () => ({ stream: undefined }),
): Table {
  const typeOf = new Map(
    record.attributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  );
  const keysOf = (schema: readonly KeySchemaElement[]) => {
    const [partitionKey, sortKey] = schema.map(
      ({ AttributeName }): KeyAttribute => ({ name: AttributeName, type: typeOf.get(AttributeName) ?? 'S' }),
    );
    if (partitionKey === undefined) throw new Error(`table ${record.name} has no key`);
    return sortKey === undefined ? { partitionKey } : { partitionKey, sortKey };
  };
  const keyNames = record.keySchema.map(({ AttributeName }) => AttributeName);
  const arn = tableArn(record);
  return {
    record,
    arn,
    ...partsOf(record, arn),
    keyNames,
    prefix: rowPrefix(ITEMS, record.number, 0),
    countersKey: rowPrefix(COUNTERS, record.number, 0),
    ...keysOf(record.keySchema),
    indexes: record.indexes.map((index) => ({
      record: index,
      prefix: rowPrefix(ITEMS, record.number, index.number),
      projected: projectedAttributes(index, keyNames),
      ...keysOf(index.keySchema),
    })),
  };
}

export function tableArn({ region, account, name }: Pick<TableRecord, 'region' | 'account' | 'name'>): string {
  return `arn:aws:dynamodb:${region}:${account}:table/${name}`;
}

function projectedAttributes(index: IndexRecord, tableKeys: readonly string[]): ReadonlySet<string> | undefined {
  const { ProjectionType, NonKeyAttributes = [] } = index.projection;
  if (ProjectionType === 'ALL') return undefined;
  const indexKeys = index.keySchema.map(({ AttributeName }) => AttributeName);
  return new Set([...tableKeys, ...indexKeys, ...(ProjectionType === 'INCLUDE' ? NonKeyAttributes : [])]);
}

function rowPrefix(space: number, tableNumber: number, indexNumber: number): Buffer {
  const prefix = Buffer.alloc(ROW_PREFIX_BYTES);
  prefix[0] = space;
  prefix.writeUInt32BE(tableNumber, 1);
  prefix.writeUInt16BE(indexNumber, 5);
  return prefix;
}

/** The rows of an index, or all rows of a table, its items and its index entries. */
export function rowsOf(tableNumber: number, indexNumber?: number): { readonly from: Key; readonly to: Key } {
  return indexNumber === undefined
    ? { from: rowPrefix(ITEMS, tableNumber, 0), to: rowPrefix(ITEMS, tableNumber + 1, 0) }
    : { from: rowPrefix(ITEMS, tableNumber, indexNumber), to: rowPrefix(ITEMS, tableNumber, indexNumber + 1) };
}

export function countersRow(tableNumber: number): Key {
  return rowPrefix(COUNTERS, tableNumber, 0);
}
