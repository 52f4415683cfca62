import type { BatchExecuteStatementCommandInput, BatchStatementRequest } from '@aws-sdk/client-dynamodb';
import { checkInput, type InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { addUnits, capacityOf, NO_INDEXES, readUnits } from './capacity.ts';
import { changeItem, type WriteUnits } from './change-item.ts';
import { validation } from './errors.ts';
import { STATEMENT_MEMBERS } from './execute-statement.ts';
import { nameInArn } from './find-table.ts';
import { returnConsumedCapacity } from './input-members.ts';
import { type BoundStatement, bindValues } from './partiql/bind-values.ts';
import { parseStatement } from './partiql/parse-statement.ts';
import { projectedItem } from './partiql/projected-item.ts';
import type { ParsedStatement } from './partiql/statement.ts';
import { statementRead, statementWrite } from './partiql/statement-write.ts';
import { statementsAccess } from './partiql-access.ts';
import type { DynamodbState } from './state.ts';
import { storedItem } from './stored-item.ts';
import type { Table } from './table.ts';
import type { Item } from './values/attribute-value.ts';

const SHAPE: InputShapes = {
  Statements: {
    type: 'List',
    required: true,
    minLength: 1,
    maxLength: 25,
    member: {
      type: 'Structure',
      name: 'BatchStatementRequest',
      members: { ...STATEMENT_MEMBERS, ConsistentRead: { type: 'Boolean' } },
    },
  },
  ReturnConsumedCapacity: returnConsumedCapacity,
};

/** What became of one statement. */
interface Outcome {
  readonly response: object;
  readonly taken?: readonly [Table, WriteUnits];
}

/**
 * Does up to 25 statements, each by itself: all of them read one item, or all write one.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html
 */
export async function batchExecuteStatement(
  input: BatchExecuteStatementCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  checkInput(input, SHAPE);
  const requests = (input.Statements ?? []).map((request) => ({ request, parsed: parsedOrRefusal(request) }));
  const kinds = new Set(
    requests.flatMap(({ parsed }) => (parsed instanceof ServiceError ? [] : parsed.statement.kind === 'select')),
  );
  if (kinds.size > 1) throw validation('Read and write statements cannot be mixed in one BatchExecuteStatement call');
  const outcomes = await Promise.all(requests.map(({ request, parsed }) => outcomeOf(request, parsed, call)));
  const units = new Map<Table, WriteUnits>();
  for (const { taken } of outcomes) if (taken) units.set(taken[0], addUnits(units.get(taken[0]), taken[1]));
  const consumed = [...units].flatMap(([table, taken]) => capacityOf(input.ReturnConsumedCapacity, table, taken) ?? []);
  return {
    Responses: outcomes.map(({ response }) => response),
    ...(consumed.length === 0 ? {} : { ConsumedCapacity: consumed }),
  };
}

batchExecuteStatement.access = statementsAccess(({ Statements }: BatchExecuteStatementCommandInput) => Statements);

function parsedOrRefusal(request: BatchStatementRequest): ParsedStatement | ServiceError {
  try {
    return parseStatement(request.Statement ?? '');
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}

async function outcomeOf(
  request: BatchStatementRequest,
  parsed: ParsedStatement | ServiceError,
  call: CallContext<DynamodbState>,
): Promise<Outcome> {
  if (parsed instanceof ServiceError) return { response: { Error: errorOf(parsed) } };
  const { statement } = parsed;
  const name = nameInArn(statement.kind === 'exists' ? statement.select.table : statement.table);
  try {
    const { item, table, units } = await done(request, bindValues(parsed, request.Parameters ?? []), call);
    return { response: { TableName: name, ...(item && { Item: item }) }, taken: [table, units] };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { response: { TableName: name, Error: errorOf(error) } };
  }
}

async function done(
  request: BatchStatementRequest,
  bound: BoundStatement,
  call: CallContext<DynamodbState>,
): Promise<{ readonly item?: Readonly<Item> | undefined; readonly table: Table; readonly units: WriteUnits }> {
  const { statement } = bound;
  const { store } = call.state;
  if (statement.kind === 'exists') throw validation('EXISTS() is only supported in ExecuteTransaction');
  if (statement.kind !== 'select') {
    const write = await statementWrite(statement, bound, request.ReturnValuesOnConditionCheckFailure, call);
    return changeItem(store, write.table, write.row, (old) => {
      const { next, returned } = write.decide(old);
      return { next, answer: (units) => ({ item: returned, table: write.table, units }) };
    });
  }
  const read = await statementRead(statement, bound, call);
  if (read === undefined || read.rest !== undefined) {
    throw validation(
      'Select statements within BatchExecuteStatement must specify the primary key in the where clause.',
    );
  }
  read.table.meter?.admitRead();
  const bytes = await store.get(read.row);
  const stored = bytes === undefined ? undefined : storedItem(bytes);
  const units = { table: readUnits(stored?.sizeBytes ?? 0, request.ConsistentRead), indexes: NO_INDEXES };
  read.table.meter?.tookRead(units);
  return {
    item: stored && projectedItem(statement.projection, stored.item),
    table: read.table,
    units,
  };
}

/** A refusal as one statement's error: `ValidationException` is a `ValidationError` here, others lose their ending. */
function errorOf({ code, message, members }: ServiceError): object {
  const short = code === 'InternalServerError' ? code : code.replace(/Exception$/, '');
  const longer: Readonly<Record<string, string>> = { Validation: 'ValidationError', Throttling: 'ThrottlingError' };
  return { Code: longer[short] ?? short, Message: message, ...members };
}
