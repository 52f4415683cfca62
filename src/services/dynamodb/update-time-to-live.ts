import type { UpdateTimeToLiveCommandInput } from '@aws-sdk/client-dynamodb';
import type { InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { validation } from './errors.ts';
import { requestedTable } from './requested-table.ts';
import type { DynamodbState } from './state.ts';
import type { TableRecord } from './table.ts';
import { tableAccess } from './table-access.ts';

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

/** While a change is being processed no other is taken. */
const CHANGE_MS = 3_600_000;

/**
 * Says which attribute holds the time, in seconds since the epoch, at which an item expires; once an hour at most.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
 *
 * Unlike AWS: the setting is in force at once.
 */
export async function updateTimeToLive(
  input: UpdateTimeToLiveCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  const table = await requestedTable(input, call, SHAPE);
  const { Enabled: enabled = false, AttributeName: attribute = '' } = input.TimeToLiveSpecification ?? {};
  const now = call.clock.now();
  await changeTimeToLive(table.record.name, { enabled, attribute }, call, ({ timeToLiveChangedAt: at }) => {
    if (at !== undefined && now < at + CHANGE_MS) {
      throw validation('Time to live has been modified multiple times within a fixed interval');
    }
  });
  return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute } };
}

updateTimeToLive.access = tableAccess('dynamodb:UpdateTimeToLive');

/** Changes the setting of a table that `check` lets through; a deployment may do so as often as its template changes. */
export async function changeTimeToLive(
  name: string,
  { enabled, attribute }: { readonly enabled: boolean; readonly attribute: string },
  call: CallContext<DynamodbState>,
  check: (record: TableRecord) => void = () => {},
): Promise<void> {
  const { tables, background } = call.state;
  const changedAt = call.clock.now();
  await tables.update(call, name, (kept): TableRecord => {
    const { timeToLiveAttribute: present, timeToLiveStale: _, ...record } = kept;
    if (enabled && present !== undefined) throw validation('TimeToLive is already enabled');
    if (!enabled && present === undefined) throw validation('TimeToLive is already disabled');
    if (!enabled && present !== attribute) {
      throw validation(`TimeToLive is active on a different AttributeName: current AttributeName is ${present}`);
    }
    check(kept);
    const changed = { ...record, timeToLiveStale: true, timeToLiveChangedAt: changedAt };
    return enabled ? { ...changed, timeToLiveAttribute: attribute } : changed;
  });
  background.run(`reading when the items of ${name} expire`, () => tables.refreshExpiries());
}
