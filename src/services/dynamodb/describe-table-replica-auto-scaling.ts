import type { DescribeTableReplicaAutoScalingCommandInput } from '@aws-sdk/client-dynamodb';
import type { CallContext } from '../../aws/service.ts';
import { requestedTable } from './requested-table.ts';
import type { DynamodbState } from './state.ts';
import { tableAccess } from './table-access.ts';

/**
 * Describes the table's one replica, that of its region, which nothing scales.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTableReplicaAutoScaling.html
 */
export async function describeTableReplicaAutoScaling(
  input: DescribeTableReplicaAutoScalingCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  const { record } = await requestedTable(input, call);
  const globals = record.indexes.filter((index) => index.global);
  return {
    TableAutoScalingDescription: {
      TableName: record.name,
      TableStatus: 'ACTIVE',
      Replicas: [
        {
          RegionName: record.region,
          GlobalSecondaryIndexes: globals.map(({ name }) => ({ IndexName: name, IndexStatus: 'ACTIVE' })),
          ReplicaStatus: 'ACTIVE',
        },
      ],
    },
  };
}

describeTableReplicaAutoScaling.access = tableAccess('dynamodb:DescribeTableReplicaAutoScaling');
