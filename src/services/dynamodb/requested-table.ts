import { checkForms, checkInput, type InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { validation } from './errors.ts';
import { nameInArn } from './find-table.ts';
import { tableName } from './input-members.ts';
import type { DynamodbState } from './state.ts';
import type { Table } from './table.ts';

const MIN_NAME = 3;
const MAX_NAME = 255;

/** The table that an operation on tables names, by name or ARN. `shapes` are the operation's further members. */
export async function requestedTable(
  given: { readonly TableName: string | undefined },
  call: CallContext<DynamodbState>,
  shapes: InputShapes = {},
): Promise<Table> {
  const { TableName } = given;
  const name = typeof TableName === 'string' ? nameInArn(TableName) : TableName;
  const input = { ...given, TableName: name };
  checkTableInput(input, { TableName: tableName, ...shapes });
  return call.state.tables.get(call, name ?? '');
}

/** Checks a request of an operation on tables: that it names one comes before other constraints. */
export function checkTableInput(input: { readonly TableName: string | undefined }, shapes: InputShapes): void {
  checkForms(input, shapes);
  const { TableName: name } = input;
  if (name === undefined) {
    throw validation("The parameter 'TableName' is required but was not present in the request");
  }
  if (name.length < MIN_NAME || name.length > MAX_NAME) {
    throw validation(`TableName must be at least ${MIN_NAME} characters long and at most ${MAX_NAME} characters long`);
  }
  checkInput(input, shapes);
}
