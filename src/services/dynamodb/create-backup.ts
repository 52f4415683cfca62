import type { CreateBackupCommandInput } from '@aws-sdk/client-dynamodb';
import type { InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { type BackupRecord, backupDetails, backupKey } from './backup.ts';
import { copyTable } from './copy-table.ts';
import { readCounters } from './counters.ts';
import { asTableNotFound } from './describe-continuous-backups.ts';
import { requestedTable } from './requested-table.ts';
import type { DynamodbState } from './state.ts';
import { compileTable } from './table.ts';
import { tableAccess } from './table-access.ts';
import { abandonCopy, startCopy } from './unfinished-copies.ts';

const SHAPE: InputShapes = {
  BackupName: { type: 'String', required: true, minLength: 3, maxLength: 255, pattern: '[a-zA-Z0-9_.-]+' },
};

/**
 * Copies the items that the table has at this moment.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateBackup.html
 *
 * Unlike AWS: answers when the backup is complete.
 */
export async function createBackup(input: CreateBackupCommandInput, call: CallContext<DynamodbState>): Promise<object> {
  const table = await requestedTable(input, call, SHAPE).catch(asTableNotFound);
  const { store } = call.state;
  const createdAt = call.clock.now();
  const copy = await startCopy(store);
  try {
    // Entries of indexes are made when the backup is restored.
    const target = compileTable({ ...table.record, number: copy.number, indexes: [] });
    await copyTable(call.state, table, target);
    const { items, sizeBytes } = readCounters(await store.get(target.countersKey))(0);
    const arn = `${table.arn}/backup/${String(createdAt).padStart(14, '0')}-${call.ids.hex(8)}`;
    const name = input.BackupName ?? '';
    const backup: BackupRecord = {
      arn,
      name,
      createdAt,
      sizeBytes,
      items,
      table: { ...table.record, number: copy.number },
    };
    await store.update([], () => ({
      writes: [[backupKey(arn), Buffer.from(JSON.stringify(backup))], copy.finish],
      result: undefined,
    }));
    return { BackupDetails: backupDetails(backup, 'CREATING') };
  } catch (error) {
    await abandonCopy(store, copy);
    throw error;
  }
}

createBackup.access = tableAccess('dynamodb:CreateBackup');
