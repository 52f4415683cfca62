import type { ListBackupsCommandInput } from '@aws-sdk/client-dynamodb';
import { accessToAll } from '../../aws/access.ts';
import { checkInput } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { backupDetails, backupRecords, isExpired } from './backup.ts';
import { nameInArn } from './find-table.ts';
import { tableName } from './input-members.ts';
import type { DynamodbState } from './state.ts';

const MAX_LISTED = 100;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListBackups.html */
export async function listBackups(given: ListBackupsCommandInput, call: CallContext<DynamodbState>): Promise<object> {
  const input = typeof given.TableName === 'string' ? { ...given, TableName: nameInArn(given.TableName) } : given;
  checkInput(input, {
    TableName: tableName,
    Limit: { type: 'Integer', min: 1, max: MAX_LISTED },
    ExclusiveStartBackupArn: { type: 'String', minLength: 37, maxLength: 1024 },
    BackupType: { type: 'String', values: ['USER', 'SYSTEM', 'AWS_BACKUP', 'ALL'] },
  });
  const { BackupType: type = 'USER', Limit: limit = MAX_LISTED } = input;
  const tables = `arn:aws:dynamodb:${call.region}:${call.account}:table/`;
  // The wire's times are seconds.
  const from = seconds(input.TimeRangeLowerBound) ?? Number.NEGATIVE_INFINITY;
  const before = seconds(input.TimeRangeUpperBound) ?? Number.POSITIVE_INFINITY;
  const all = await backupRecords(call.state).list({
    prefix: input.TableName === undefined ? tables : `${tables}${input.TableName}/`,
    ...(input.ExclusiveStartBackupArn ? { after: input.ExclusiveStartBackupArn } : {}),
  });
  const wanted = all.filter(
    (backup) =>
      (type === 'ALL' || type === (backup.expiresAt === undefined ? 'USER' : 'SYSTEM')) &&
      !isExpired(backup, call.clock.now()) &&
      backup.createdAt / 1000 >= from &&
      backup.createdAt / 1000 < before,
  );
  const listed = wanted.slice(0, limit);
  const last = listed.at(-1);
  return {
    BackupSummaries: listed.map((backup) => ({
      TableName: backup.table.name,
      TableId: backup.table.tableId,
      TableArn: `${tables}${backup.table.name}`,
      ...backupDetails(backup, 'AVAILABLE'),
    })),
    ...(last !== undefined && listed.length < wanted.length ? { LastEvaluatedBackupArn: last.arn } : {}),
  };
}

listBackups.access = accessToAll('dynamodb:ListBackups');

function seconds(time: unknown): number | undefined {
  return typeof time === 'number' ? time : undefined;
}
