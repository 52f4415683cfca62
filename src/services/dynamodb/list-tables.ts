import type { ListTablesCommandInput } from '@aws-sdk/client-dynamodb';
import { accessToAll } from '../../aws/access.ts';
import { checkInput, type InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { tableName } from './input-members.ts';
import type { DynamodbState } from './state.ts';

const MAX_NAMES = 100;
const SHAPE: InputShapes = {
  ExclusiveStartTableName: tableName,
  Limit: { type: 'Integer', min: 1, max: MAX_NAMES },
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html */
export async function listTables(input: ListTablesCommandInput, call: CallContext<DynamodbState>): Promise<object> {
  checkInput(input, SHAPE);
  const limit = input.Limit ?? MAX_NAMES;
  const after = input.ExclusiveStartTableName;
  const names = await call.state.tables.names(call, { limit: limit + 1, ...(after ? { after } : {}) });
  const page = names.slice(0, limit);
  return { TableNames: page, ...(names.length > limit ? { LastEvaluatedTableName: page.at(-1) } : {}) };
}

listTables.access = accessToAll('dynamodb:ListTables');
