import type { ExecuteStatementCommandInput } from '@aws-sdk/client-dynamodb';
import { checkInput, type InputShapes } from '../../aws/input-shape.ts';
import { type CallContext, EncodedAnswer } from '../../aws/service.ts';
import { consumedCapacity, NO_INDEXES, readUnits } from './capacity.ts';
import { changeItem } from './change-item.ts';
import { validation } from './errors.ts';
import { attributeValue, returnConsumedCapacity } from './input-members.ts';
import { bindValues } from './partiql/bind-values.ts';
import { parseStatement } from './partiql/parse-statement.ts';
import { projectedItem } from './partiql/projected-item.ts';
import { selectPage } from './partiql/select-page.ts';
import type { SelectStatement } from './partiql/statement.ts';
import { statementWrite } from './partiql/statement-write.ts';
import { statementsAccess } from './partiql-access.ts';
import type { DynamodbState } from './state.ts';
import type { StoredItem } from './stored-item.ts';

const MAX_STATEMENT = 8192;

/** Members that statements have in all three operations. */
export const STATEMENT_MEMBERS: InputShapes = {
  Statement: { type: 'String', required: true, minLength: 1, maxLength: MAX_STATEMENT },
  Parameters: { type: 'List', minLength: 1, member: attributeValue },
  ReturnValuesOnConditionCheckFailure: { type: 'String', values: ['ALL_OLD', 'NONE'] },
};

const SHAPE: InputShapes = {
  ...STATEMENT_MEMBERS,
  ConsistentRead: { type: 'Boolean' },
  NextToken: { type: 'String', minLength: 1, maxLength: 32768 },
  ReturnConsumedCapacity: returnConsumedCapacity,
  Limit: { type: 'Integer', min: 1 },
};

/**
 * Does what a PartiQL statement says: reads a page of items, or writes one.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html
 */
export async function executeStatement(
  input: ExecuteStatementCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  checkInput(input, SHAPE);
  const bound = bindValues(parseStatement(input.Statement ?? ''), input.Parameters ?? []);
  const { statement } = bound;
  if (statement.kind === 'exists') throw validation('EXISTS() is only supported in ExecuteTransaction');
  if (statement.kind !== 'select') {
    const write = await statementWrite(statement, bound, input.ReturnValuesOnConditionCheckFailure, call);
    return changeItem(call.state.store, write.table, write.row, (old) => {
      const { next, returned } = write.decide(old);
      return {
        next,
        answer: (units) => ({
          Items: returned === undefined ? [] : [returned],
          ...consumedCapacity(input.ReturnConsumedCapacity, write.table, units),
        }),
      };
    });
  }

  const consistent = input.ConsistentRead ?? false;
  const { table, index, page, nextToken } = await selectPage(
    statement,
    bound,
    { consistent, limit: input.Limit ?? undefined, nextToken: input.NextToken ?? undefined },
    call,
  );
  const units = readUnits(page.bytes, consistent);
  const completed = page.itemSizes.reduce((sum, size) => sum + readUnits(size, consistent), 0);
  const taken = {
    table: index === undefined ? units : completed,
    indexes: index === undefined ? NO_INDEXES : new Map([[index, units]]),
  };
  table.meter?.tookRead(taken, index);
  return encoded(statement, page.items, {
    ...(nextToken === undefined ? {} : { NextToken: nextToken, LastEvaluatedKey: page.lastKey }),
    ...consumedCapacity(input.ReturnConsumedCapacity, table, taken),
  });
}

executeStatement.access = statementsAccess((input: ExecuteStatementCommandInput) => [input]);

/** Whole items go out as they are kept. */
function encoded({ projection }: SelectStatement, items: readonly StoredItem[], rest: object): EncodedAnswer {
  const parts: Uint8Array[] = [Buffer.from('{"Items":[')];
  for (const [at, stored] of items.entries()) {
    if (at > 0) parts.push(Buffer.from(','));
    parts.push(
      projection === undefined ? stored.json : Buffer.from(JSON.stringify(projectedItem(projection, stored.item))),
    );
  }
  const others = JSON.stringify(rest).slice(1);
  parts.push(Buffer.from(others === '}' ? ']}' : `],${others}`));
  return new EncodedAnswer(Buffer.concat(parts));
}
