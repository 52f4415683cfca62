import { type Access, type AccessCheck, accessByInput } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import type { ContextValue, RequestContext } from '../../policy/request-context.ts';
import {
  type CompiledExpressions,
  compileExpressions,
  type ExpressionKind,
  type ExpressionParameters,
} from './expressions/index.ts';
import type { DynamodbState } from './state.ts';
import type { KeySpace, Table } from './table.ts';
import { tableCheck } from './table-access.ts';
import { type AttributeValue, attributeOf, type Item } from './values/attribute-value.ts';
import { validateItem } from './values/validate.ts';

type Call = CallContext<DynamodbState>;

/** The members of requests on items that condition keys are made of. Nothing of them was checked yet. */
export interface ItemRequest extends ExpressionParameters {
  readonly TableName?: string | undefined;
  readonly IndexName?: string | undefined;
  readonly Item?: unknown;
  readonly Key?: unknown;
  readonly Select?: string | undefined;
  readonly ReturnValues?: string | undefined;
  readonly ReturnConsumedCapacity?: string | undefined;
}

/** Which members an operation reads: others, which it ignores, must not count either. */
interface Asked {
  readonly kinds: readonly ExpressionKind[];
  /** The member that holds the item, or its key. */
  readonly key?: 'Item' | 'Key';
  /** `IndexName` and `Select` are the operation's. */
  readonly index?: boolean;
  /** The condition keys that the action has beside those of items. */
  readonly select?: boolean;
  readonly returnValues?: boolean;
  /** Given for actions of a transaction. */
  readonly enclosing?: string;
}

/**
 * An operation on the items of one table, or on an index of it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export const itemAccess = (action: string, asked: Asked): Access<DynamodbState, ItemRequest> =>
  accessByInput([action], (input, call) => {
    const keys = (table: Table | undefined) => itemKeys([input], input, table, asked);
    const check = tableCheck(action, input.TableName, call, asked.index ? input.IndexName : undefined, keys);
    if (check === undefined) return [];
    return check instanceof Promise ? check.then((one) => [one]) : [check];
  });

/** What of a batch or a transaction goes to one table. */
export interface Part {
  readonly action: string;
  readonly tableName: unknown;
  readonly keys: (table: Table | undefined) => RequestContext;
}

/** An operation on items of several tables: `parts` says what of it. */
export function partsAccess<Input>(
  actions: readonly string[],
  parts: (input: Input) => readonly Part[],
): Access<DynamodbState, Input> {
  return accessByInput(actions, (input, call) => checksOf(parts(input), call));
}

function checksOf(parts: readonly Part[], call: Call): readonly AccessCheck[] | Promise<readonly AccessCheck[]> {
  const checks = parts.map(({ action, tableName, keys }) => tableCheck(action, tableName, call, undefined, keys));
  const isKnown = (check: AccessCheck | undefined) => check !== undefined;
  if (checks.some((check) => check instanceof Promise)) return Promise.all(checks).then((all) => all.filter(isKnown));
  return (checks as readonly (AccessCheck | undefined)[]).filter(isKnown);
}

/** The entries of a member that should be a map. */
export const entriesOf = (map: unknown): readonly (readonly [string, unknown])[] =>
  typeof map === 'object' && map !== null && !Array.isArray(map) ? Object.entries(map) : [];

/** The elements of a member that should be a list, those that are no structures left out. */
export const elementsOf = (list: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(list) ? list.filter((one) => typeof one === 'object' && one !== null) : [];

/**
 * The condition keys of items that `requests` read or write; `whole` is the request that they are of. What cannot be
 * read gives no keys: the operation refuses such a request.
 */
export function itemKeys(
  requests: readonly ItemRequest[],
  whole: ItemRequest,
  table: Table | undefined,
  asked: Asked,
): RequestContext {
  const names = new Set<string>();
  const leading = new Set<string>();
  let isProjected = false;
  const indexName = asked.index ? whole.IndexName : undefined;
  const space: KeySpace | undefined = indexName
    ? table?.indexes.find(({ record }) => record.name === indexName)
    : table;
  for (const request of requests) {
    const item = asked.key && readable(() => validateItem(asked.key && request[asked.key]));
    for (const name of Object.keys(item ?? {})) names.add(name);
    const expressions = readable(() => compileExpressions(request, asked.kinds)) ?? {};
    for (const name of attributesOf(expressions)) names.add(name);
    isProjected ||= expressions.projection !== undefined;
    const key = leadingKey(item, expressions, space);
    if (key !== undefined) leading.add(key);
  }
  const { Select: selected, ReturnValues: returned, ReturnConsumedCapacity: capacity } = whole;
  const keys: Record<string, ContextValue> = {};
  if (leading.size > 0) keys['dynamodb:LeadingKeys'] = [...leading];
  if (names.size > 0) keys['dynamodb:Attributes'] = [...names];
  if (asked.select) {
    const all = indexName ? 'ALL_PROJECTED_ATTRIBUTES' : 'ALL_ATTRIBUTES';
    keys['dynamodb:Select'] = (asked.index ? text(selected) : undefined) ?? (isProjected ? 'SPECIFIC_ATTRIBUTES' : all);
  }
  if (asked.returnValues) keys['dynamodb:ReturnValues'] = text(returned) ?? 'NONE';
  keys['dynamodb:ReturnConsumedCapacity'] = text(capacity) ?? 'NONE';
  if (asked.enclosing !== undefined) keys['dynamodb:EnclosingOperation'] = asked.enclosing;
  return keys;
}

const text = (given: unknown) => (typeof given === 'string' ? given : undefined);

function readable<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    // Members of a wrong type: nothing was checked yet.
    if (error instanceof ServiceError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The attributes that expressions name, at the top of an item. */
export function attributesOf(expressions: CompiledExpressions): readonly string[] {
  const { condition, filter, update, projection, keyConditions } = expressions;
  const paths = [condition, filter, update, projection].flatMap((one) => one?.paths ?? []);
  return [...paths.map(([name]) => String(name)), ...(keyConditions?.keys() ?? [])];
}

function leadingKey(
  item: Readonly<Item> | undefined,
  { keyConditions }: CompiledExpressions,
  space: KeySpace | undefined,
): string | undefined {
  if (space === undefined) return undefined;
  const { name } = space.partitionKey;
  const condition = keyConditions?.get(name);
  const value = condition?.operator === '=' ? condition.value : item && attributeOf(item, name);
  return value === undefined ? undefined : keyText(value);
}

/** A key's value as policies write it. */
export function keyText(value: AttributeValue): string | undefined {
  if ('S' in value) return value.S;
  if ('N' in value) return value.N;
  return 'B' in value ? value.B : undefined;
}
