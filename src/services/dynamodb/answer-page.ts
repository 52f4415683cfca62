import { EncodedAnswer } from '../../aws/service.ts';
import { consumedCapacity, NO_INDEXES, readUnits } from './capacity.ts';
import { type Projection, project } from './expressions/index.ts';
import type { Page } from './read-page.ts';
import type { Index, Table } from './table.ts';

const ITEMS = Buffer.from('"Items":[');
const COMMA = Buffer.from(',');

/** The answer of a Query or Scan; items that are not projected go out as they are kept. */
export function answerPage(
  page: Page,
  options: {
    readonly operation: 'Query' | 'Scan';
    readonly table: Table;
    readonly index: Index | undefined;
    readonly projection: Projection | undefined;
    readonly countOnly: boolean;
    readonly consistent: boolean | null | undefined;
    readonly capacityDetail: string | undefined;
  },
): EncodedAnswer {
  const { table, index, projection } = options;
  const indexUnits = readUnits(page.bytes, options.consistent);
  const wholeItems = page.itemSizes.reduce((units, size) => units + readUnits(size, options.consistent), 0);
  const units = {
    table: index === undefined ? indexUnits : wholeItems,
    indexes: index === undefined ? NO_INDEXES : new Map([[index, indexUnits]]),
  };
  table.meter?.tookRead(units, index);
  table.meter?.returned(options.operation, page.items.length);
  const rest = JSON.stringify({
    Count: page.items.length,
    ScannedCount: page.scannedCount,
    ...(page.lastKey === undefined ? {} : { LastEvaluatedKey: page.lastKey }),
    ...consumedCapacity(options.capacityDetail, table, units),
  });
  if (options.countOnly) return new EncodedAnswer(Buffer.from(rest));
  const parts: Uint8Array[] = [Buffer.from('{'), ITEMS];
  for (const [at, stored] of page.items.entries()) {
    if (at > 0) parts.push(COMMA);
    parts.push(projection === undefined ? stored.json : Buffer.from(JSON.stringify(project(projection, stored.item))));
  }
  parts.push(Buffer.from(`],${rest.slice(1)}`));
  return new EncodedAnswer(Buffer.concat(parts));
}
