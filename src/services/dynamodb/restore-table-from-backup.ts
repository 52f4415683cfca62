import type { RestoreTableFromBackupCommandInput } from '@aws-sdk/client-dynamodb';
import { checkInput } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { backupArn, requestedBackup } from './backup.ts';
import { restoreAccess } from './restore-access.ts';
import { RESTORE_MEMBERS, restoreTable } from './restore-table.ts';
import type { DynamodbState } from './state.ts';
import { compileTable } from './table.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableFromBackup.html */
export async function restoreTableFromBackup(
  input: RestoreTableFromBackupCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  checkInput(input, { BackupArn: backupArn, ...RESTORE_MEMBERS });
  const backup = await requestedBackup(input.BackupArn, call);
  return restoreTable(
    input,
    {
      source: compileTable({ ...backup.table, indexes: [] }),
      like: backup.table,
      restoredFrom: {
        tableArn: backup.arn.replace(/\/backup\/.*/, ''),
        backupArn: backup.arn,
        atMs: backup.createdAt,
      },
    },
    call,
  );
}

restoreTableFromBackup.access = restoreAccess(
  'dynamodb:RestoreTableFromBackup',
  ({ BackupArn }: RestoreTableFromBackupCommandInput) => BackupArn,
);
