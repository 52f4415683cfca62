import type { CreateLogStreamCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../aws/service.ts';
import { streamAccess } from './group-access.ts';
import { existingGroup } from './log-group.ts';
import { checkedStreamName } from './log-stream.ts';
import { streamExists } from './refusals.ts';
import type { LogsState } from './state.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html */
export async function createLogStream(input: CreateLogStreamCommandInput, call: CallContext<LogsState>): Promise<void> {
  const name = checkedStreamName(input.logStreamName);
  const group = await existingGroup(input, call);
  const createdAt = call.clock.now();
  await call.state.streams(group.name).update(name, (stream) => {
    if (stream !== undefined) throw streamExists();
    return { value: { name, createdAt, storedBytes: 0 }, result: undefined };
  });
}

createLogStream.access = streamAccess('logs:CreateLogStream');
