import type { DescribeBackupCommandInput } from '@aws-sdk/client-dynamodb';
import { checkInput } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { backupArn, describeBackup as description, requestedBackup } from './backup.ts';
import type { DynamodbState } from './state.ts';
import { arnAccess } from './table-access.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeBackup.html */
export async function describeBackup(
  input: DescribeBackupCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  checkInput(input, { BackupArn: backupArn });
  return { BackupDescription: description(await requestedBackup(input.BackupArn, call), 'AVAILABLE') };
}

describeBackup.access = arnAccess<DescribeBackupCommandInput>('dynamodb:DescribeBackup', ({ BackupArn }) => BackupArn);
