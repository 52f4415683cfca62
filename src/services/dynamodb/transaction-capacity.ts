import type { Table } from './table.ts';

/** Capacity units that a transaction took, by table. */
export type TransactionUnits = Map<Table, number>;

/** The `ConsumedCapacity` member of a transaction's answer, one entry a table, when it was asked for. */
export function transactionCapacity(
  detail: string | undefined,
  units: TransactionUnits,
  kind: 'ReadCapacityUnits' | 'WriteCapacityUnits',
): { readonly ConsumedCapacity?: readonly object[] } {
  if (detail !== 'TOTAL' && detail !== 'INDEXES') return {};
  return {
    ConsumedCapacity: [...units].map(([table, taken]) => ({
      TableName: table.record.name,
      CapacityUnits: taken,
      [kind]: taken,
      ...(detail === 'INDEXES' ? { Table: { CapacityUnits: taken, [kind]: taken } } : {}),
    })),
  };
}
