import type { Table } from './table.ts';
import { attributeOf, type Item } from './values/attribute-value.ts';

/**
 * The `ItemCollectionMetrics` member of a write's answer: only tables with local secondary indexes have item collections.
 *
 * Unlike AWS: the estimate is always 0 to 1 GB.
 */
export function itemCollectionMetrics(
  wanted: string | undefined,
  table: Table,
  item: Readonly<Item>,
): { readonly ItemCollectionMetrics?: object } {
  const metrics = collectionMetrics(wanted, table, item);
  return metrics === undefined ? {} : { ItemCollectionMetrics: metrics };
}

export function collectionMetrics(wanted: string | undefined, table: Table, item: Readonly<Item>): object | undefined {
  if (wanted !== 'SIZE' || !table.indexes.some((index) => !index.record.global)) return undefined;
  const { name } = table.partitionKey;
  return { ItemCollectionKey: { [name]: attributeOf(item, name) }, SizeEstimateRangeGB: [0, 1] };
}
