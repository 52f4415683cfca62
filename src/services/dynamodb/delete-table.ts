import type { DeleteTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { CallContext } from '../../aws/service.ts';
import type { Write } from '../../store/store.ts';
import { backupKey, systemBackup } from './backup.ts';
import { historyRange } from './change-history.ts';
import { readCounters } from './counters.ts';
import { describe } from './describe.ts';
import { validation } from './errors.ts';
import { requestedTable } from './requested-table.ts';
import type { DynamodbState } from './state.ts';
import type { TableRecord } from './table.ts';
import { tableAccess } from './table-access.ts';
import { clearExpiries } from './time-to-live.ts';

/**
 * Removes a table at once; its rows follow in the background. A table with point-in-time recovery leaves a backup of the
 * system's behind, for 35 days.
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
  const { name, number, pointInTimeRecovery: recovery } = table.record;
  const counters = readCounters(await store.get(table.countersKey))(0);
  const suffix = call.ids.hex(8);
  const leave = (record: TableRecord): Write => {
    const backup = systemBackup(record, counters, call.clock.now(), suffix);
    return [backupKey(backup.arn), Buffer.from(JSON.stringify(backup))];
  };
  await tables.delete(call, name, recovery && leave);
  background.run(`removing the rows of ${name}`, async () => {
    if (recovery !== undefined) {
      await clearExpiries(store, number);
      const changes = historyRange(number);
      await store.clear(changes.from, changes.to);
    }
    await tables.removeDropped();
  });
  return { TableDescription: description };
}

deleteTable.access = tableAccess('dynamodb:DeleteTable');
