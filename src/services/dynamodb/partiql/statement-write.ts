import type { CallContext } from '../../../aws/service.ts';
import { ServiceError } from '../../../aws/service-error.ts';
import type { Key } from '../../../store/store.ts';
import { type Next, newItem } from '../change-item.ts';
import { checkPaths } from '../check-paths.ts';
import { conditionFailed, validation } from '../errors.ts';
import { bindUpdate, type Condition, evaluateCondition } from '../expressions/index.ts';
import { findTable, nameInArn } from '../find-table.ts';
import { attributesNamed, checkItemKeys, checkKey, itemRow } from '../item-key.ts';
import { MAX_ITEM_BYTES } from '../limits.ts';
import type { DynamodbState } from '../state.ts';
import type { StoredItem } from '../stored-item.ts';
import type { Table } from '../table.ts';
import { checkUpdate, returnedAttributes, updatedItem } from '../update-item.ts';
import type { Item } from '../values/attribute-value.ts';
import { itemSizeBytes } from '../values/size.ts';
import { type BoundStatement, bindWhere, fill } from './bind-values.ts';
import { type KeyOfItem, keyOfItem } from './key-lookup.ts';
import type {
  DeleteStatement,
  InsertStatement,
  ReturningClause,
  SelectStatement,
  UpdateStatement,
  WriteStatement,
} from './statement.ts';

/** What a statement does to its one item. */
export interface StatementWrite {
  readonly table: Table;
  readonly key: Item;
  readonly row: Key;
  /** Pure. @throws ServiceError when the item that is there must not be changed so */
  decide(old: StoredItem | undefined): { readonly next: Next; readonly returned?: Readonly<Item> | undefined };
}

/** `returnOnFailure` is the request's ReturnValuesOnConditionCheckFailure. */
export async function statementWrite(
  statement: WriteStatement,
  bound: BoundStatement,
  returnOnFailure: string | undefined,
  call: CallContext<DynamodbState>,
): Promise<StatementWrite> {
  const table = await findTable(nameInArn(statement.table), call);
  if (statement.kind === 'insert') return insertion(statement, bound, table);
  const where = bindWhere(statement.where, bound);
  const found = keyOfItem(table, where);
  if (found === undefined) {
    throw validation('Where clause does not contain a mandatory equality on all key attributes');
  }
  checkKey(table, found.key);
  if (where !== undefined) checkPaths(table, { condition: where });
  const check = (old: StoredItem | undefined) => {
    if (old !== undefined && meets(found.rest, old)) return;
    throw conditionFailed(returnOnFailure === 'ALL_OLD' ? old?.item : undefined);
  };
  return statement.kind === 'update'
    ? updating(statement, bound, table, found, check)
    : deletion(statement, table, found, check);
}

function meets(condition: Condition | undefined, old: StoredItem): boolean {
  return condition === undefined || evaluateCondition(condition, old.item);
}

function insertion({ value }: InsertStatement, bound: BoundStatement, table: Table): StatementWrite {
  const filled = fill(value, bound.parameters);
  if (!('M' in filled)) throw validation('The value to insert must be a map of attributes');
  const item = filled.M;
  const sizeBytes = itemSizeBytes(item);
  if (sizeBytes > MAX_ITEM_BYTES) throw validation('Item size has exceeded the maximum allowed size');
  checkItemKeys(table, item);
  const next = newItem(item, sizeBytes);
  return {
    table,
    key: attributesNamed(table.keyNames, item),
    row: itemRow(table, item),
    decide(old) {
      if (old === undefined) return { next };
      throw new ServiceError('DuplicateItemException', 'Duplicate primary key exists in table');
    },
  };
}

/** An update changes what is there: it makes no item. */
function updating(
  { actions, returning }: UpdateStatement,
  { placeholders }: BoundStatement,
  table: Table,
  { key }: KeyOfItem,
  check: (old: StoredItem | undefined) => void,
): StatementWrite {
  const update = bindUpdate(actions, placeholders);
  checkUpdate(table, update);
  checkPaths(table, { update });
  const wanted = returning && returnValuesOf(returning);
  return {
    table,
    key,
    row: itemRow(table, key),
    decide(old) {
      check(old);
      const next = updatedItem(table, update, old, key);
      return { next, returned: returnedAttributes(wanted, update, old, next.item).Attributes };
    },
  };
}

function deletion(
  { returning }: DeleteStatement,
  table: Table,
  { key }: KeyOfItem,
  check: (old: StoredItem | undefined) => void,
): StatementWrite {
  return {
    table,
    key,
    row: itemRow(table, key),
    decide(old) {
      if (old === undefined) return { next: 'keep' };
      check(old);
      return { next: 'remove', returned: returning && old.item };
    },
  };
}

function returnValuesOf({ which, when }: ReturningClause): string {
  return `${which === 'ALL' ? 'ALL' : 'UPDATED'}_${when}`;
}

/** The item that a SELECT of a batch or a transaction means. */
export interface StatementRead {
  readonly table: Table;
  readonly key: Item;
  readonly row: Key;
  readonly rest: Condition | undefined;
}

/** `undefined` when the statement does not name one item by its whole key. */
export async function statementRead(
  statement: SelectStatement,
  bound: BoundStatement,
  call: CallContext<DynamodbState>,
): Promise<StatementRead | undefined> {
  const table = await findTable(nameInArn(statement.table), call);
  const where = bindWhere(statement.where, bound);
  const { projection: paths } = statement;
  const found = statement.index === undefined ? keyOfItem(table, where) : undefined;
  if (found === undefined) return undefined;
  checkKey(table, found.key);
  checkPaths(table, { ...(where && { condition: where }), ...(paths && { projection: { paths } }) });
  return { table, key: found.key, row: itemRow(table, found.key), rest: found.rest };
}
