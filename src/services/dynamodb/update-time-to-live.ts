import type { UpdateTimeToLiveCommandInput } from '@aws-sdk/client-dynamodb';
import type { InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { validation } from './errors.ts';
import { requestedTable } from './requested-table.ts';
import type { DynamodbState } from './state.ts';
import type { TableRecord } from './table.ts';

const SHAPE: InputShapes = {
  TimeToLiveSpecification: {
    type: 'Structure',
    name: 'TimeToLiveSpecification',
    required: true,
    members: {
      Enabled: { type: 'Boolean', required: true },
      AttributeName: { type: 'String', required: true, minLength: 1, maxLength: 255 },
    },
  },
};

/**
 * Says which attribute holds the time, in seconds since the epoch, at which an item expires.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
 *
 * Unlike AWS: the setting is in force at once, and may be changed again within the hour.
 */
export async function updateTimeToLive(
  input: UpdateTimeToLiveCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  const table = await requestedTable(input, call, SHAPE);
  const { Enabled: enabled, AttributeName: attribute = '' } = input.TimeToLiveSpecification ?? {};
  const { tables, background } = call.state;
  const { name } = table.record;
  await tables.update(call, name, ({ timeToLiveAttribute: present, timeToLiveStale: _, ...record }): TableRecord => {
    if (enabled && present !== undefined) throw validation('TimeToLive is already enabled');
    if (!enabled && present === undefined) throw validation('TimeToLive is already disabled');
    if (!enabled && present !== attribute) {
      throw validation(`TimeToLive is active on a different AttributeName: current AttributeName is ${present}`);
    }
    return { ...record, ...(enabled ? { timeToLiveAttribute: attribute } : {}), timeToLiveStale: true };
  });
  background.run(`reading when the items of ${name} expire`, () => tables.refreshExpiries());
  return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute } };
}
