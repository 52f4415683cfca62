import type { DescribeStreamCommandInput } from '@aws-sdk/client-dynamodb-streams';
import { checkInput, type InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { requestedStream, shardIdShape, streamArn } from './requested-stream.ts';
import { describeShard } from './shard.ts';
import type { DynamodbStreamsState } from './state.ts';
import { streamAccess } from './stream-access.ts';

const SHAPE: InputShapes = {
  StreamArn: streamArn,
  Limit: { type: 'Integer', min: 1, max: 100 },
  ExclusiveStartShardId: shardIdShape,
  ShardFilter: {
    type: 'Structure',
    name: 'ShardFilter',
    members: { Type: { type: 'String', values: ['CHILD_SHARDS'] }, ShardId: shardIdShape },
  },
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_DescribeStream.html */
export async function describeStream(
  input: DescribeStreamCommandInput,
  call: CallContext<DynamodbStreamsState>,
): Promise<object> {
  checkInput(input, SHAPE);
  const stream = await requestedStream(input.StreamArn ?? '', call);
  // The one shard has no children and nothing comes after it.
  const shards = input.ExclusiveStartShardId || input.ShardFilter ? [] : [describeShard(stream)];
  return {
    StreamDescription: {
      StreamArn: stream.arn,
      StreamLabel: stream.label,
      StreamStatus: stream.closedAt === undefined ? 'ENABLED' : 'DISABLED',
      StreamViewType: stream.viewType,
      CreationRequestDateTime: stream.openedAt / 1000,
      TableName: stream.tableName,
      KeySchema: stream.keySchema,
      Shards: shards,
    },
  };
}

describeStream.access = streamAccess(
  'dynamodb:DescribeStream',
  ({ StreamArn }: DescribeStreamCommandInput) => StreamArn,
);
