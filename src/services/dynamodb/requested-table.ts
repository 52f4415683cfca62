import { checkInput, type InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { validation } from './errors.ts';
import { nameInArn } from './find-table.ts';
import { tableName } from './input-members.ts';
import type { DynamodbState } from './state.ts';
import type { Table } from './table.ts';

/** The table that an operation on tables names, by name or ARN. `shapes` are the operation's further members. */
export async function requestedTable(
  given: { readonly TableName: string | undefined },
  call: CallContext<DynamodbState>,
  shapes: InputShapes = {},
): Promise<Table> {
  if (given.TableName === undefined || given.TableName === null) {
    throw validation("The parameter 'TableName' is required but was not present in the request");
  }
  const name = typeof given.TableName === 'string' ? nameInArn(given.TableName) : given.TableName;
  checkInput({ ...given, TableName: name }, { TableName: tableName, ...shapes });
  return call.state.tables.get(call, name);
}
