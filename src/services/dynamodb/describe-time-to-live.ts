import type { DescribeTimeToLiveCommandInput } from '@aws-sdk/client-dynamodb';
import type { CallContext } from '../../aws/service.ts';
import { requestedTable } from './requested-table.ts';
import type { DynamodbState } from './state.ts';
import { tableAccess } from './table-access.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html */
export async function describeTimeToLive(
  input: DescribeTimeToLiveCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  const { record } = await requestedTable(input, call);
  return {
    TimeToLiveDescription:
      record.timeToLiveAttribute === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: 'ENABLED', AttributeName: record.timeToLiveAttribute },
  };
}

describeTimeToLive.access = tableAccess('dynamodb:DescribeTimeToLive');
