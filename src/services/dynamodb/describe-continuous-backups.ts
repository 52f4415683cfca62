import type { DescribeContinuousBackupsCommandInput } from '@aws-sdk/client-dynamodb';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { describeBackups } from './describe-backups.ts';
import { requestedTable } from './requested-table.ts';
import type { DynamodbState } from './state.ts';
import { tableAccess } from './table-access.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html */
export async function describeContinuousBackups(
  input: DescribeContinuousBackupsCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  const { record } = await requestedTable(input, call).catch(asTableNotFound);
  return { ContinuousBackupsDescription: describeBackups(record, call.clock.now()) };
}

describeContinuousBackups.access = tableAccess('dynamodb:DescribeContinuousBackups');

/** Backup operations have a word of their own for a table that is not there. */
export function asTableNotFound(error: unknown): never {
  if (error instanceof ServiceError && error.code === 'ResourceNotFoundException') {
    const name = /Table: (.*) not found$/.exec(error.message)?.[1];
    throw new ServiceError('TableNotFoundException', `Table not found: ${name}`);
  }
  throw error;
}
