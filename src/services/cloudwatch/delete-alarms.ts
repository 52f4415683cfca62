import type { DeleteAlarmsCommandInput } from '@aws-sdk/client-cloudwatch';
import { access } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { alarmArn } from './alarm-arn.ts';
import type { CloudwatchState } from './state.ts';

/** Deletes all of the named alarms, or none when one of them is not there. */
export async function deleteAlarms(
  { AlarmNames = [] }: DeleteAlarmsCommandInput,
  { state }: CallContext<CloudwatchState>,
): Promise<void> {
  const found = await Promise.all(AlarmNames.map((name) => state.alarms.get(name)));
  if (AlarmNames.length > 1 && found.includes(undefined)) {
    const missing = AlarmNames.filter((_, index) => found[index] === undefined);
    throw new ServiceError('ResourceNotFound', `Alarms [${missing.join(', ')}] do not exist`, 404);
  }
  for (const name of AlarmNames) await state.alarms.delete(name);
}

deleteAlarms.access = access<CloudwatchState, DeleteAlarmsCommandInput>('cloudwatch:DeleteAlarms', (input, call) =>
  (input.AlarmNames ?? []).map((name) => ({ resource: alarmArn(name, call) })),
);
