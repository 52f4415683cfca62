import type { WriteUnits } from './change-item.ts';
import type { Index, Table } from './table.ts';

/** What `ReturnConsumedCapacity` asks for. */
export type CapacityDetail = string | undefined;

const STRONG_UNIT_BYTES = 4096;

/** Read capacity units: one for each begun 4 KB, half of that when the read may be stale. */
export function readUnits(sizeBytes: number, consistent: boolean | null | undefined): number {
  return Math.max(1, Math.ceil(sizeBytes / STRONG_UNIT_BYTES)) * (consistent ? 1 : 0.5);
}

interface Units {
  readonly table: number;
  readonly indexes: ReadonlyMap<Index, number>;
}

/** The `ConsumedCapacity` member of an answer, or nothing when it was not asked for. */
export function consumedCapacity(
  detail: CapacityDetail,
  table: Table,
  units: Units,
): { readonly ConsumedCapacity?: object } {
  const capacity = capacityOf(detail, table, units);
  return capacity === undefined ? {} : { ConsumedCapacity: capacity };
}

/** One table's entry of a `ConsumedCapacity` list. */
export function capacityOf(
  detail: CapacityDetail,
  table: Table,
  { table: tableUnits, indexes }: Units,
): object | undefined {
  if (detail !== 'TOTAL' && detail !== 'INDEXES') return undefined;
  let total = tableUnits;
  for (const units of indexes.values()) total += units;
  const sum = { TableName: table.record.name, CapacityUnits: total };
  if (detail === 'TOTAL') return sum;
  const byIndex = (global: boolean) => {
    const entries = [...indexes].filter(([index]) => index.record.global === global);
    return entries.length === 0
      ? undefined
      : Object.fromEntries(entries.map(([index, units]) => [index.record.name, { CapacityUnits: units }]));
  };
  const globals = byIndex(true);
  const locals = byIndex(false);
  return {
    ...sum,
    Table: { CapacityUnits: tableUnits },
    ...(locals === undefined ? {} : { LocalSecondaryIndexes: locals }),
    ...(globals === undefined ? {} : { GlobalSecondaryIndexes: globals }),
  };
}

export const NO_INDEXES: ReadonlyMap<Index, number> = new Map();

/** The sum of the units of several changes of one table. */
export function addUnits(one: WriteUnits | undefined, other: WriteUnits): WriteUnits {
  if (one === undefined) return other;
  const indexes = new Map(one.indexes);
  for (const [index, units] of other.indexes) indexes.set(index, (indexes.get(index) ?? 0) + units);
  return { table: one.table + other.table, indexes };
}
