import type { GetShardIteratorCommandInput } from '@aws-sdk/client-dynamodb-streams';
import { checkInput, type InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { sequenceOf } from '../../streams/sequence-number.ts';
import type { StreamRecord } from '../../streams/stream-record.ts';
import { requestedStream, shardIdShape, streamArn } from './requested-stream.ts';
import { checkShard } from './shard.ts';
import { encodeIterator, trimmed } from './shard-iterator.ts';
import type { DynamodbStreamsState } from './state.ts';
import { streamAccess } from './stream-access.ts';

const SHAPE: InputShapes = {
  ShardIteratorType: {
    type: 'String',
    required: true,
    values: ['AFTER_SEQUENCE_NUMBER', 'LATEST', 'AT_SEQUENCE_NUMBER', 'TRIM_HORIZON'],
  },
  StreamArn: streamArn,
  ShardId: { ...shardIdShape, required: true },
  SequenceNumber: { type: 'String', minLength: 21, maxLength: 40 },
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html */
export async function getShardIterator(
  input: GetShardIteratorCommandInput,
  call: CallContext<DynamodbStreamsState>,
): Promise<object> {
  checkInput(input, SHAPE);
  const { ShardIteratorType: type, SequenceNumber: given } = input;
  const bySequence = type === 'AT_SEQUENCE_NUMBER' || type === 'AFTER_SEQUENCE_NUMBER';
  if (bySequence && !given) {
    throw invalid(`SequenceNumber must be specified when ShardIteratorType is ${type}`);
  }
  if (!bySequence && given) {
    throw invalid(`SequenceNumber cannot be specified when ShardIteratorType is ${type}`);
  }
  const stream = await requestedStream(input.StreamArn ?? '', call);
  checkShard(stream, input.ShardId);
  const { changeStreams, clock } = call.state;

  const place = async () => {
    if (type === 'TRIM_HORIZON') return { from: stream.first + 1, fromHorizon: true };
    if (type === 'LATEST') return { from: (await changeStreams.lastSequence(stream)) + 1, fromHorizon: false };
    const sequence = await checkedSequence(given ?? '', stream, call);
    return type === 'AT_SEQUENCE_NUMBER'
      ? { from: sequence, fromHorizon: sequence === stream.first }
      : { from: sequence + 1, fromHorizon: false };
  };
  return {
    ShardIterator: encodeIterator({ streamArn: stream.arn, ...(await place()), createdAt: clock.now() }),
  };
}

getShardIterator.access = streamAccess(
  'dynamodb:GetShardIterator',
  ({ StreamArn }: GetShardIteratorCommandInput) => StreamArn,
);

/** The sequence number of a change that the shard has, or of its beginning. */
async function checkedSequence(
  given: string,
  stream: StreamRecord,
  { state: { changeStreams } }: CallContext<DynamodbStreamsState>,
): Promise<number> {
  const sequence = sequenceOf(given);
  const last = await changeStreams.lastSequence(stream);
  if (sequence === undefined || sequence < stream.first || sequence > last) {
    throw invalid(`Invalid SequenceNumber ${given} for the shard`);
  }
  if (sequence === stream.first || sequence === stream.last) return sequence;
  const [entry] = await changeStreams.read(stream, { from: sequence, limit: 1 });
  if (entry?.sequence !== sequence) throw trimmed();
  return sequence;
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', `One or more parameter values were invalid: ${message}`);
}
