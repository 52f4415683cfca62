import type { ExecuteTransactionCommandInput, ParameterizedStatement } from '@aws-sdk/client-dynamodb';
import { checkInput, type InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { NO_INDEXES, readUnits } from './capacity.ts';
import type { Next } from './change-item.ts';
import { validation } from './errors.ts';
import { STATEMENT_MEMBERS } from './execute-statement.ts';
import { evaluateCondition } from './expressions/index.ts';
import { returnConsumedCapacity } from './input-members.ts';
import { MAX_TRANSACTION_BYTES, MAX_TRANSACTION_ITEMS } from './limits.ts';
import { type BoundStatement, bindValues } from './partiql/bind-values.ts';
import { parseStatement } from './partiql/parse-statement.ts';
import { projectedItem } from './partiql/projected-item.ts';
import type { SelectStatement } from './partiql/statement.ts';
import { type StatementRead, statementRead, statementWrite } from './partiql/statement-write.ts';
import { statementsAccess } from './partiql-access.ts';
import type { DynamodbState } from './state.ts';
import { type StoredItem, storedItem } from './stored-item.ts';
import type { TransactAction } from './transact-actions.ts';
import { writeTransaction } from './transact-write-items.ts';
import { admitTransaction, cancelled, type Reason, validationReason } from './transaction-cancelled.ts';
import { type TransactionUnits, transactionCapacity } from './transaction-capacity.ts';

const SHAPE: InputShapes = {
  TransactStatements: {
    type: 'List',
    required: true,
    minLength: 1,
    maxLength: MAX_TRANSACTION_ITEMS,
    member: { type: 'Structure', name: 'ParameterizedStatement', members: STATEMENT_MEMBERS },
  },
  ClientRequestToken: { type: 'String', minLength: 1, maxLength: 36 },
  ReturnConsumedCapacity: returnConsumedCapacity,
};

interface Read extends StatementRead {
  readonly statement: SelectStatement;
}

/**
 * Does up to 100 statements, all or none: all of them read one item, or all write or check one.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteTransaction.html
 */
export async function executeTransaction(
  input: ExecuteTransactionCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  checkInput(input, SHAPE);
  const requests = input.TransactStatements ?? [];
  const bound = await allOrReasons(requests, (request) =>
    bindValues(parseStatement(request.Statement ?? ''), request.Parameters ?? []),
  );
  const reads = bound.filter(({ statement }) => statement.kind === 'select').length;
  if (reads === 0) {
    const actions = await allOrReasons(bound, (one, at) => actionOf(one, requests[at], call));
    if (!call.state.tables.areCurrent(actions.map(({ table }) => table))) return executeTransaction(input, call);
    const answer = await writeTransaction(actions, input, call);
    return { Responses: actions.map(() => ({})), ...answer };
  }
  if (reads < bound.length) {
    throw validation('Read and write statements cannot be mixed in one ExecuteTransaction call');
  }
  return readTransaction(input, await allOrReasons(bound, (one) => readOf(one, call)), call);
}

executeTransaction.access = statementsAccess(
  ({ TransactStatements }: ExecuteTransactionCommandInput) => TransactStatements,
  'ExecuteTransaction',
);

/** Reads or checks each; what is wrong with any of them cancels the transaction. */
async function allOrReasons<Given, Result>(
  given: readonly Given[],
  read: (one: Given, at: number) => Result | Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const reasons: (Reason | undefined)[] = [];
  for (const [at, one] of given.entries()) {
    try {
      results.push(await read(one, at));
      reasons.push(undefined);
    } catch (error) {
      reasons.push(validationReason(error));
    }
  }
  if (reasons.some((reason) => reason !== undefined)) throw cancelled(reasons);
  return results;
}

async function actionOf(
  bound: BoundStatement,
  request: ParameterizedStatement | undefined,
  call: CallContext<DynamodbState>,
): Promise<TransactAction> {
  const { statement } = bound;
  const returnOnFailure = request?.ReturnValuesOnConditionCheckFailure;
  if (statement.kind === 'select') throw new Error('a read stands in no transaction of writes');
  if (statement.kind === 'exists') {
    const read = await statementRead(statement.select, bound, call);
    if (read?.rest === undefined) {
      throw validation('EXISTS() must contain a single item read with additional condition');
    }
    const { rest } = read;
    const decide = (old: StoredItem | undefined): Next | Reason =>
      evaluateCondition(rest, old?.item) ? 'keep' : conditionReason(returnOnFailure === 'ALL_OLD' ? old : undefined);
    return { ...read, refusal: undefined, decide };
  }
  const write = await statementWrite(statement, bound, returnOnFailure, call);
  const decide = (old: StoredItem | undefined): Next | Reason => {
    try {
      return write.decide(old).next;
    } catch (error) {
      return reasonOf(error);
    }
  };
  return { table: write.table, row: write.row, key: write.key, refusal: undefined, decide };
}

function conditionReason(old: StoredItem | undefined): Reason {
  return {
    Code: 'ConditionalCheckFailed',
    Message: 'The conditional request failed',
    ...(old === undefined ? {} : { Item: old.item }),
  };
}

function reasonOf(error: unknown): Reason {
  if (error instanceof ServiceError) {
    const { code, message, members } = error;
    if (code === 'DuplicateItemException') return { Code: 'DuplicateItem', Message: message };
    if (code === 'ConditionalCheckFailedException') {
      return { Code: 'ConditionalCheckFailed', Message: message, ...members };
    }
  }
  return validationReason(error);
}

async function readOf(bound: BoundStatement, call: CallContext<DynamodbState>): Promise<Read> {
  const { statement } = bound;
  if (statement.kind !== 'select') throw new Error('a write stands in no transaction of reads');
  if (statement.index !== undefined) throw validation('Reads on indices are not supported within transactions.');
  const read = await statementRead(statement, bound, call);
  if (read === undefined || read.rest !== undefined) {
    throw validation('Select statements within ExecuteTransaction must specify the primary key in the where clause.');
  }
  return { ...read, statement };
}

async function readTransaction(
  input: ExecuteTransactionCommandInput,
  reads: readonly Read[],
  call: CallContext<DynamodbState>,
): Promise<object> {
  admitTransaction(
    reads.map(({ table }) => table),
    'read',
  );
  const found = await call.state.store.update(
    reads.map(({ row }) => row),
    (values) => ({ writes: [], result: [...values] }),
  );
  const items = found.map((bytes) => (bytes === undefined ? undefined : storedItem(bytes)));
  if (items.reduce((sum, item) => sum + (item?.sizeBytes ?? 0), 0) > MAX_TRANSACTION_BYTES) {
    throw validation('Transaction request exceeds the limit of 4 MB');
  }
  const units: TransactionUnits = new Map();
  const responses = reads.map(({ table, statement }, at) => {
    const stored = items[at];
    units.set(table, (units.get(table) ?? 0) + 2 * readUnits(stored?.sizeBytes ?? 0, true));
    return stored === undefined ? {} : { Item: projectedItem(statement.projection, stored.item) };
  });
  for (const [table, taken] of units) table.meter?.tookRead({ table: taken, indexes: NO_INDEXES });
  return {
    Responses: responses,
    ...transactionCapacity(input.ReturnConsumedCapacity, units, 'ReadCapacityUnits'),
  };
}
