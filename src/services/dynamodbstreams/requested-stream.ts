import type { InputShape } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import type { StreamRecord } from '../../streams/stream-record.ts';
import type { DynamodbStreamsState } from './state.ts';

export const streamArn: InputShape = { type: 'String', required: true, minLength: 37, maxLength: 1024 };
export const shardIdShape: InputShape = { type: 'String', minLength: 28, maxLength: 65 };

const STREAM_ARN = /^arn:aws[a-z-]*:dynamodb:[^:]+:\d+:table\/[a-zA-Z0-9_.-]+\/stream\/.+$/;

/** @throws ServiceError ValidationException, ResourceNotFoundException */
export async function requestedStream(arn: string, call: CallContext<DynamodbStreamsState>): Promise<StreamRecord> {
  if (!STREAM_ARN.test(arn)) throw new ServiceError('ValidationException', 'Invalid StreamArn');
  const stream = await call.state.changeStreams.find(arn);
  if (stream !== undefined) return stream;
  throw new ServiceError('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`);
}
