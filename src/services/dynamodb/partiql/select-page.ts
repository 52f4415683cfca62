import { hash } from 'node:crypto';
import type { CallContext } from '../../../aws/service.ts';
import { afterKey, afterPrefix, compareKeys } from '../../../store/keys.ts';
import { checkPaths } from '../check-paths.ts';
import { validation } from '../errors.ts';
import type { Condition, KeyRange } from '../expressions/index.ts';
import { findTable, nameInArn } from '../find-table.ts';
import { keyParts, queryRange, type RowRange } from '../item-key.ts';
import { MAX_PAGE_BYTES } from '../limits.ts';
import { type Page, readPage } from '../read-page.ts';
import { needsWholeItems, requestedIndex, startKey, startKeyValues } from '../read-request.ts';
import type { DynamodbState } from '../state.ts';
import type { StoredItem } from '../stored-item.ts';
import type { Index, KeySpace, Table } from '../table.ts';
import type { Item } from '../values/attribute-value.ts';
import { compareValues } from '../values/compare.ts';
import { type BoundStatement, bindWhere } from './bind-values.ts';
import { keyOfItem, partitionsOf } from './key-lookup.ts';
import type { OrderTerm, SelectStatement } from './statement.ts';

export interface SelectedPage {
  readonly table: Table;
  readonly index: Index | undefined;
  readonly page: Page;
  /** There when the page ended before its end was sure. */
  readonly nextToken: string | undefined;
}

/** Reads one page of what a SELECT means: of the partitions that its WHERE clause names, or of all items. */
export async function selectPage(
  statement: SelectStatement,
  bound: BoundStatement,
  request: {
    readonly consistent: boolean;
    readonly limit: number | undefined;
    readonly nextToken: string | undefined;
  },
  call: CallContext<DynamodbState>,
): Promise<SelectedPage> {
  const table = await findTable(nameInArn(statement.table), call);
  const index = requestedIndex(table, { IndexName: statement.index });
  if (index?.record.global && request.consistent) {
    throw validation('Strongly consistent read is not supported on Global Secondary Indexes');
  }
  const where = bindWhere(statement.where, bound);
  const projection = statement.projection && { paths: statement.projection };
  checkPaths(table, { ...(where && { filter: where }), ...(projection && { projection }) });
  const wholeItems = needsWholeItems(index, {}, projection);
  const space: KeySpace = index ?? table;
  const partitions = partitionsOf(space, where);
  const plan = ordered(space, partitions, where, statement.orderBy);
  const ranges = plan.partitions?.map((partition) => queryRange(space, index !== undefined, partition)) ?? [
    { from: space.prefix, to: afterPrefix(space.prefix) },
  ];
  const identity = identityOf(statement, bound);
  const start = request.nextToken === undefined ? undefined : readToken(request.nextToken, identity);
  const first = start === undefined ? undefined : startKey(table, index, start.key, partitions ? 'query' : 'scan');

  const pages: Page[] = [];
  const total = { scanned: 0, bytes: 0 };
  let at = start?.partition ?? 0;
  for (; at < ranges.length; at++) {
    const range = ranges[at];
    if (range === undefined) break;
    const page = await readPage(call.state.store, {
      table,
      index,
      range: first === undefined || at !== start?.partition ? range : behind(range, first.row, plan.reverse),
      reverse: plan.reverse,
      limit: request.limit === undefined ? undefined : request.limit - total.scanned,
      filter: where,
      wholeItems,
    });
    pages.push(page);
    total.scanned += page.scannedCount;
    total.bytes += page.bytes;
    if (page.lastKey !== undefined || total.bytes >= MAX_PAGE_BYTES || total.scanned === request.limit) break;
  }
  const lastKey = pages.at(-1)?.lastKey;
  const atMostOne = index === undefined && ranges.length === 1 && keyOfItem(table, where) !== undefined;
  const more = lastKey !== undefined && !atMostOne;
  return {
    table,
    index,
    page: {
      items: pages.flatMap((page): readonly StoredItem[] => page.items),
      scannedCount: total.scanned,
      lastKey: more ? lastKey : undefined,
      bytes: total.bytes,
      itemSizes: pages.flatMap((page) => page.itemSizes),
    },
    nextToken: more ? writeToken(identity, { partition: at, key: lastKey }) : undefined,
  };
}

/** @throws ServiceError ValidationException for an order that keys do not give */
function ordered(
  space: KeySpace,
  partitions: readonly KeyRange[] | undefined,
  where: Condition | undefined,
  orderBy: readonly OrderTerm[],
): { readonly partitions: readonly KeyRange[] | undefined; readonly reverse: boolean } {
  if (orderBy.length === 0) return { partitions, reverse: false };
  if (where === undefined) {
    throw validation('Must have WHERE clause in the statement when using ORDER BY clause.');
  }
  const keys = keyParts(space).map(({ name }) => name);
  for (const { name } of orderBy) {
    if (!keys.includes(name)) throw validation(`Attribute ${name} in ORDER BY clause must be part of the primary key`);
  }
  if (partitions === undefined) {
    throw validation(
      'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
    );
  }
  const byPartition = orderBy.find(({ name }) => name === space.partitionKey.name);
  if (partitions.length > 1 && byPartition === undefined) {
    throw validation(
      'Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause.',
    );
  }
  const sorted = partitions.toSorted((a, b) => compareValues(a.partition, b.partition) ?? 0);
  return {
    partitions: byPartition?.descending ? sorted.reverse() : sorted,
    reverse: orderBy.find(({ name }) => name === space.sortKey?.name)?.descending ?? false,
  };
}

function behind(range: RowRange, row: Uint8Array, reverse: boolean): RowRange {
  if (compareKeys(row, range.from) < 0 || compareKeys(row, range.to) >= 0) throw validation('Invalid NextToken');
  return reverse ? { from: range.from, to: row } : { from: afterKey(row), to: range.to };
}

/** Where a page ended: in which of the partitions, at which key. */
interface Position {
  readonly partition: number;
  readonly key: Item;
}

/** Tells a statement and its parameters from others, so that no token continues another statement. */
function identityOf(statement: SelectStatement, { parameters, values }: BoundStatement): string {
  return hash('sha256', JSON.stringify([statement, values, parameters]), 'base64url').slice(0, 22);
}

function writeToken(identity: string, { partition, key }: Position): string {
  return Buffer.from(JSON.stringify([identity, partition, key])).toString('base64url');
}

function readToken(token: string, identity: string): Position {
  const [of, partition, key] = tokenParts(token);
  if (typeof of !== 'string' || !Number.isInteger(partition)) throw validation('Invalid NextToken');
  if (of !== identity) throw validation('NextToken does not match request');
  const values = startKeyValues(key);
  if (values === undefined) throw validation('Invalid NextToken');
  return { partition: partition as number, key: values };
}

function tokenParts(token: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
