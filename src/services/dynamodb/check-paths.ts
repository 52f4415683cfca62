import { type CompiledExpressions, rejectNestedKeys } from './expressions/index.ts';
import { keyParts } from './item-key.ts';
import type { Table } from './table.ts';

/** Refuses expressions that look inside a key attribute of the table or one of its indexes. */
export function checkPaths(table: Table, { condition, filter, projection, update }: CompiledExpressions): void {
  for (const one of [projection, condition, filter, update]) {
    if (one === undefined || !one.paths.some((path) => path.length > 1)) continue;
    rejectNestedKeys(one.paths, table.keyNames);
    for (const index of table.indexes) {
      const names = keyParts(index).map(({ name }) => name);
      rejectNestedKeys(one.paths, names, 'IndexKey');
    }
  }
}
