import type { UpdateContinuousBackupsCommandInput } from '@aws-sdk/client-dynamodb';
import type { InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { historyRange } from './change-history.ts';
import { describeBackups } from './describe-backups.ts';
import { asTableNotFound } from './describe-continuous-backups.ts';
import { requestedTable } from './requested-table.ts';
import type { DynamodbState } from './state.ts';
import type { TableRecord } from './table.ts';
import { tableAccess } from './table-access.ts';

const MAX_PERIOD_DAYS = 35;
const SHAPE: InputShapes = {
  PointInTimeRecoverySpecification: {
    type: 'Structure',
    name: 'PointInTimeRecoverySpecification',
    required: true,
    members: {
      PointInTimeRecoveryEnabled: { type: 'Boolean', required: true },
      RecoveryPeriodInDays: { type: 'Integer', min: 1, max: MAX_PERIOD_DAYS },
    },
  },
};

/**
 * From now on keeps what items were before their changes, or forgets it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html
 */
export async function updateContinuousBackups(
  input: UpdateContinuousBackupsCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  const table = await requestedTable(input, call, SHAPE).catch(asTableNotFound);
  const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: periodDays = MAX_PERIOD_DAYS } =
    input.PointInTimeRecoverySpecification ?? {};
  const now = call.clock.now();
  const { record } = await call.state.tables.update(
    call,
    table.record.name,
    ({ pointInTimeRecovery: present, ...rest }): TableRecord =>
      enabled ? { ...rest, pointInTimeRecovery: { enabledAt: present?.enabledAt ?? now, periodDays } } : rest,
  );
  if (!enabled) {
    // Before this moment's end all changes were kept for nothing.
    const { from, to } = historyRange(record.number, 0, call.state.history.endMoment() + 1);
    call.state.background.run('forgetting the changes of a table', () => call.state.store.clear(from, to));
  }
  return { ContinuousBackupsDescription: describeBackups(record, now) };
}

updateContinuousBackups.access = tableAccess('dynamodb:UpdateContinuousBackups');
