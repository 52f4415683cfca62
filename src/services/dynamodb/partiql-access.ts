import { type Access, type AccessCheck, accessByInput } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import type { ContextValue, RequestContext } from '../../policy/request-context.ts';
import { bindUpdate } from './expressions/index.ts';
import { attributesOf, elementsOf, keyText } from './item-access.ts';
import { type BoundStatement, bindValues, bindWhere, fill } from './partiql/bind-values.ts';
import { partitionsOf } from './partiql/key-lookup.ts';
import { parseStatement } from './partiql/parse-statement.ts';
import type { ParsedStatement, Statement } from './partiql/statement.ts';
import type { DynamodbState } from './state.ts';
import type { Table } from './table.ts';
import { tableTarget } from './table-access.ts';
import { attributeOf, type Item } from './values/attribute-value.ts';

const ACTIONS = {
  select: 'dynamodb:PartiQLSelect',
  exists: 'dynamodb:PartiQLSelect',
  insert: 'dynamodb:PartiQLInsert',
  update: 'dynamodb:PartiQLUpdate',
  delete: 'dynamodb:PartiQLDelete',
} as const satisfies Readonly<Record<Statement['kind'], string>>;

/** What an operation that runs statements asks of each. `list` finds them in the input, none checked yet. */
export const statementsAccess = <Input>(
  list: (input: Input) => unknown,
  enclosing?: string,
): Access<DynamodbState, Input> =>
  accessByInput([...new Set(Object.values(ACTIONS))], async (input, call) => {
    const checks: AccessCheck[] = [];
    for (const { Statement: text, Parameters: parameters } of elementsOf(list(input))) {
      const check = await checkOf(text, Array.isArray(parameters) ? parameters : [], enclosing, call);
      if (check !== undefined) checks.push(check);
    }
    return checks;
  });

/** `undefined` for what is no statement: the operation refuses it. */
async function checkOf(
  text: unknown,
  parameters: readonly unknown[],
  enclosing: string | undefined,
  call: CallContext<DynamodbState>,
): Promise<AccessCheck | undefined> {
  const parsed = readable(() => (typeof text === 'string' ? parseStatement(text) : undefined));
  if (parsed === undefined) return undefined;
  const { statement } = parsed;
  const of = statement.kind === 'exists' ? statement.select : statement;
  const target = await tableTarget(of.table, call, {
    index: of.kind === 'select' ? of.index : undefined,
    keys: (table) => ({
      ...(readable(() => statementKeys(of, bindValues(parsed, parameters), table)) ?? unreadKeys(parsed)),
      ...(enclosing !== undefined && { 'dynamodb:EnclosingOperation': enclosing }),
    }),
  });
  return target && { ...target, action: ACTIONS[statement.kind] };
}

/** Parameters that do not fit: the statement is refused, whatever it may do. */
const unreadKeys = ({ statement }: ParsedStatement): RequestContext =>
  statement.kind === 'select' ? { 'dynamodb:FullTableScan': 'true' } : {};

function statementKeys(
  statement: Exclude<Statement, { kind: 'exists' }>,
  bound: BoundStatement,
  table: Table | undefined,
): RequestContext {
  const keys: Record<string, ContextValue> = {};
  if (statement.kind === 'insert') {
    const filled = fill(statement.value, bound.parameters);
    const item: Item = 'M' in filled ? filled.M : {};
    const value = table && attributeOf(item, table.partitionKey.name);
    const key = value && keyText(value);
    if (key !== undefined) keys['dynamodb:LeadingKeys'] = [key];
    return { ...keys, 'dynamodb:Attributes': Object.keys(item) };
  }
  const where = bindWhere(statement.where, bound);
  const paths = statement.kind === 'select' ? statement.projection : undefined;
  const update = statement.kind === 'update' ? bindUpdate(statement.actions, bound.placeholders) : undefined;
  const names = new Set(
    attributesOf({
      ...(where && { filter: where }),
      ...(update && { update }),
      ...(paths && { projection: { paths } }),
    }),
  );
  if (names.size > 0) keys['dynamodb:Attributes'] = [...names];
  const index = statement.kind === 'select' && table?.indexes.find(({ record }) => record.name === statement.index);
  const partitions = table && partitionsOf(index || table, where);
  const leading = partitions?.flatMap(({ partition }) => keyText(partition) ?? []) ?? [];
  if (leading.length > 0) keys['dynamodb:LeadingKeys'] = leading;
  if (statement.kind === 'select') {
    const all = statement.index === undefined ? 'ALL_ATTRIBUTES' : 'ALL_PROJECTED_ATTRIBUTES';
    keys['dynamodb:Select'] = paths === undefined ? all : 'SPECIFIC_ATTRIBUTES';
    keys['dynamodb:FullTableScan'] = String(partitions === undefined);
    return keys;
  }
  const { returning } = statement;
  keys['dynamodb:ReturnValues'] =
    returning === undefined ? 'NONE' : `${returning.which === 'ALL' ? 'ALL' : 'UPDATED'}_${returning.when}`;
  return keys;
}

function readable<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}
