import type { DeleteBackupCommandInput } from '@aws-sdk/client-dynamodb';
import { checkInput } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { backupArn, backupKey, backupNotFound, describeBackup, removedBackup, requestedBackup } from './backup.ts';
import type { DynamodbState } from './state.ts';
import { arnAccess } from './table-access.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteBackup.html */
export async function deleteBackup(input: DeleteBackupCommandInput, call: CallContext<DynamodbState>): Promise<object> {
  checkInput(input, { BackupArn: backupArn });
  const backup = await requestedBackup(input.BackupArn, call);
  const { store, background, tables } = call.state;
  const key = backupKey(backup.arn);
  await store.update([key], ([present]) => {
    if (present === undefined) throw backupNotFound(backup.arn);
    return { writes: removedBackup(backup), result: undefined };
  });
  background.run('removing the items of a deleted backup', () => tables.removeDropped());
  return { BackupDescription: describeBackup(backup, 'DELETED') };
}

deleteBackup.access = arnAccess<DeleteBackupCommandInput>('dynamodb:DeleteBackup', ({ BackupArn }) => BackupArn);
