import type { ServiceDefinition } from '../../aws/service.ts';
import type { Platform } from '../platform.ts';
import { describeStream } from './describe-stream.ts';
import { getRecords } from './get-records.ts';
import { getShardIterator } from './get-shard-iterator.ts';
import { listStreams } from './list-streams.ts';
import type { DynamodbStreamsState } from './state.ts';

export const dynamodbstreams: ServiceDefinition<Platform, DynamodbStreamsState> = {
  id: 'dynamodbstreams',
  signingName: 'dynamodb',
  client: () => import('@aws-sdk/client-dynamodb-streams'),
  shapes: 'wire',
  newState: ({ changeStreams, clock }) => ({ changeStreams, clock }),
  operations: {
    DescribeStream: describeStream,
    GetRecords: getRecords,
    GetShardIterator: getShardIterator,
    ListStreams: listStreams,
  },
};
