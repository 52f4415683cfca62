import type { GetRecordsCommandInput } from '@aws-sdk/client-dynamodb-streams';
import { checkInput, type InputShapes } from '../../aws/input-shape.ts';
import { type CallContext, EncodedAnswer } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { requestedStream } from './requested-stream.ts';
import { decodeIterator, encodeIterator, trimmed } from './shard-iterator.ts';
import type { DynamodbStreamsState } from './state.ts';
import { streamAccess } from './stream-access.ts';

const MAX_RECORDS = 1000;
const MAX_BYTES = 1024 * 1024;
const ITERATOR_LIFE_MS = 15 * 60_000;

const SHAPE: InputShapes = {
  ShardIterator: { type: 'String', required: true, minLength: 1, maxLength: 2048 },
  Limit: { type: 'Integer', min: 1, max: MAX_RECORDS },
};

/**
 * Reads up to 1,000 records or 1 MB of a shard; the last answer of a closed shard has no `NextShardIterator`.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html
 */
export async function getRecords(
  input: GetRecordsCommandInput,
  call: CallContext<DynamodbStreamsState>,
): Promise<EncodedAnswer> {
  checkInput(input, SHAPE);
  const { changeStreams, clock } = call.state;
  const { streamArn, from, fromHorizon, createdAt } = decodeIterator(input.ShardIterator ?? '');
  const now = clock.now();
  if (createdAt + ITERATOR_LIFE_MS < now) {
    throw new ServiceError(
      'ExpiredIteratorException',
      'The shard iterator has expired and can no longer be used to retrieve stream records',
    );
  }
  const stream = await requestedStream(streamArn, call);
  // Before the changes: what is committed in between is read by the next call.
  const last = await changeStreams.lastSequence(stream);
  const entries = await changeStreams.read(stream, { from, limit: input.Limit ?? MAX_RECORDS });
  const [first] = entries;
  const end = stream.last ?? last + 1;
  if (!fromHorizon && from > stream.first && from < end && first?.sequence !== from) throw trimmed();

  const parts: Uint8Array[] = [];
  let bytes = 0;
  let next = first === undefined ? Math.max(from, end) : from;
  for (const entry of entries) {
    if (parts.length > 0 && bytes + entry.bytes.length > MAX_BYTES) break;
    parts.push(Buffer.from(parts.length === 0 ? '' : ','), entry.bytes);
    bytes += entry.bytes.length;
    next = entry.sequence + 1;
  }
  const isRead = stream.last !== undefined && next >= stream.last;
  const iterator = encodeIterator({
    streamArn,
    from: next,
    // Nothing was there: what comes may be trimmed before it is read only when the iterator has expired too.
    fromHorizon: fromHorizon && first === undefined,
    createdAt: now,
  });
  const rest = isRead ? '}' : `,"NextShardIterator":${JSON.stringify(iterator)}}`;
  return new EncodedAnswer(Buffer.concat([Buffer.from('{"Records":['), ...parts, Buffer.from(`]${rest}`)]));
}

getRecords.access = streamAccess('dynamodb:GetRecords', ({ ShardIterator }: GetRecordsCommandInput) =>
  typeof ShardIterator === 'string' ? decodeIterator(ShardIterator).streamArn : undefined,
);
