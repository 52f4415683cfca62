import type { RestoreTableToPointInTimeCommandInput } from '@aws-sdk/client-dynamodb';
import { checkInput } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { restorableFrom } from './describe-backups.ts';
import { asTableNotFound } from './describe-continuous-backups.ts';
import { validation } from './errors.ts';
import { nameInArn } from './find-table.ts';
import { tableName } from './input-members.ts';
import { restoreAccess } from './restore-access.ts';
import { RESTORE_MEMBERS, restoreTable } from './restore-table.ts';
import type { DynamodbState } from './state.ts';

/**
 * Makes a table of the items that another had at any moment since its recovery was enabled.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableToPointInTime.html
 */
export async function restoreTableToPointInTime(
  input: RestoreTableToPointInTimeCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  checkInput(input, {
    SourceTableName: tableName,
    SourceTableArn: { type: 'String', minLength: 1, maxLength: 1024 },
    UseLatestRestorableTime: { type: 'Boolean' },
    ...RESTORE_MEMBERS,
  });
  const { SourceTableName: name, SourceTableArn: arn, UseLatestRestorableTime: latest } = input;
  if ((name === undefined) === (arn === undefined)) {
    throw validation('Exactly one of SourceTableName and SourceTableArn must be specified');
  }
  const source = await call.state.tables.get(call, name ?? nameInArn(arn ?? '')).catch(asTableNotFound);
  const { pointInTimeRecovery: recovery } = source.record;
  if (recovery === undefined) {
    throw new ServiceError(
      'PointInTimeRecoveryUnavailableException',
      `Point in time recovery is not enabled for table '${source.record.name}'`,
    );
  }
  const now = call.clock.now();
  const atMs = latest ? undefined : restoreTime(input.RestoreDateTime);
  if (atMs !== undefined && (atMs < Math.floor(restorableFrom(recovery, now) / 1000) * 1000 || atMs > now)) {
    throw new ServiceError(
      'InvalidRestoreTimeException',
      'An invalid restore time was specified. ' +
        'RestoreDateTime must be between EarliestRestorableDateTime and LatestRestorableDateTime.',
    );
  }
  return restoreTable(
    input,
    {
      source,
      like: source.record,
      ...(atMs === undefined ? {} : { atMs }),
      restoredFrom: { tableArn: source.arn, atMs: atMs ?? now },
    },
    call,
  );
}

restoreTableToPointInTime.access = restoreAccess(
  'dynamodb:RestoreTableToPointInTime',
  ({ SourceTableName, SourceTableArn }: RestoreTableToPointInTimeCommandInput) => SourceTableName ?? SourceTableArn,
);

/** The wire's times are seconds. */
function restoreTime(given: unknown): number {
  if (typeof given === 'number') return Math.floor(given * 1000);
  throw validation('RestoreDateTime must be specified when UseLatestRestorableTime is not true');
}
