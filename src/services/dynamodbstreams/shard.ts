import { hash } from 'node:crypto';
import { ServiceError } from '../../aws/service-error.ts';
import { sequenceNumber } from '../../streams/sequence-number.ts';
import type { StreamRecord } from '../../streams/stream-record.ts';

/** A stream's one shard: the time at which it began and eight digits of its own. */
export function shardIdOf({ arn, openedAt }: StreamRecord): string {
  return `shardId-${String(openedAt).padStart(20, '0')}-${hash('md5', arn, 'hex').slice(0, 8)}`;
}

/** @throws ServiceError ResourceNotFoundException */
export function checkShard(stream: StreamRecord, shardId: string | undefined): void {
  if (shardId === shardIdOf(stream)) return;
  throw new ServiceError('ResourceNotFoundException', 'Requested resource not found: Shard does not exist');
}

/**
 * Unlike AWS: a stream has one shard, open until the stream is disabled; it does not split, and is not followed by
 * another every few hours.
 */
export function describeShard(stream: StreamRecord): object {
  return {
    ShardId: shardIdOf(stream),
    SequenceNumberRange: {
      StartingSequenceNumber: sequenceNumber(stream.first),
      ...(stream.last === undefined ? {} : { EndingSequenceNumber: sequenceNumber(stream.last) }),
    },
  };
}
