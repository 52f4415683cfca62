import type { UpdateTimeToLiveCommandInput } from '@aws-sdk/client-dynamodb';
import type { CallContext } from '../../aws/service.ts';
import { validation } from './errors.ts';
import type { InputShapes } from './input-shape.ts';
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
 * Keeps the attribute that holds the time at which an item expires.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
 *
 * Unlike AWS: expired items are not deleted yet.
 */
export async function updateTimeToLive(
  input: UpdateTimeToLiveCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  const table = await requestedTable(input, call, SHAPE);
  const { Enabled: enabled, AttributeName: attribute = '' } = input.TimeToLiveSpecification ?? {};
  await call.state.tables.update(
    call,
    table.record.name,
    ({ timeToLiveAttribute: present, ...record }): TableRecord => {
      if (enabled && present !== undefined) throw validation('TimeToLive is already enabled');
      if (!enabled && present === undefined) throw validation('TimeToLive is already disabled');
      if (!enabled && present !== attribute) {
        throw validation(`TimeToLive is active on a different AttributeName: current AttributeName is ${present}`);
      }
      return enabled ? { ...record, timeToLiveAttribute: attribute } : record;
    },
  );
  return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute } };
}
