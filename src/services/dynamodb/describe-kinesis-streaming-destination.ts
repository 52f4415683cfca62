import type { DescribeKinesisStreamingDestinationCommandInput } from '@aws-sdk/client-dynamodb';
import type { CallContext } from '../../aws/service.ts';
import { requestedTable } from './requested-table.ts';
import type { DynamodbState } from './state.ts';
import { tableAccess } from './table-access.ts';

/**
 * A table has no destinations: enabling one is refused by name.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeKinesisStreamingDestination.html
 */
export async function describeKinesisStreamingDestination(
  input: DescribeKinesisStreamingDestinationCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  const { record } = await requestedTable(input, call);
  return { TableName: record.name, KinesisDataStreamDestinations: [] };
}

describeKinesisStreamingDestination.access = tableAccess('dynamodb:DescribeKinesisStreamingDestination');
