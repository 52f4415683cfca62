import type { CallContext } from '../../aws/service.ts';
import { itemTableNotFound } from './errors.ts';
import type { DynamodbState } from './state.ts';
import type { Table } from './table.ts';

const ARN = /^arn:[^:]+:dynamodb:[^:]*:\d*:table\/([^/]+)/;

/** The name in a table's ARN, or what was given. */
export function nameInArn(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? (ARN.exec(nameOrArn)?.[1] ?? nameOrArn) : nameOrArn;
}

/** A request in which a table is named by its ARN, with the name instead. */
export function withTableName<Input extends { readonly TableName: string | undefined }>(input: Input): Input {
  const { TableName } = input;
  return typeof TableName === 'string' && TableName.startsWith('arn:')
    ? { ...input, TableName: nameInArn(TableName) }
    : input;
}

/** The table of an item operation. @throws ServiceError ResourceNotFoundException */
export async function findTable(name: string | undefined, call: CallContext<DynamodbState>): Promise<Table> {
  const table = await call.state.tables.find(call, name ?? '');
  if (table === undefined) throw itemTableNotFound();
  return table;
}
