import type { DeleteTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { CallContext } from '../../aws/service.ts';
import { describe } from './describe.ts';
import { validation } from './errors.ts';
import { requestedTable } from './requested-table.ts';
import type { DynamodbState } from './state.ts';
import { tableAccess } from './table-access.ts';

/**
 * Removes a table at once; its rows follow in the background.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html
 */
export async function deleteTable(input: DeleteTableCommandInput, call: CallContext<DynamodbState>): Promise<object> {
  const table = await requestedTable(input, call);
  const { store, tables, background } = call.state;
  if (table.record.deletionProtection) {
    throw validation(
      'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    );
  }
  const description = await describe(store, table, 'DELETING');
  await tables.delete(call, table.record.name);
  background.run(`removing the rows of ${table.record.name}`, () => tables.removeDropped());
  return { TableDescription: description };
}

deleteTable.access = tableAccess('dynamodb:DeleteTable');
