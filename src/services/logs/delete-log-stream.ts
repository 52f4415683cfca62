import type { DeleteLogStreamCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../aws/service.ts';
import { clearStream } from '../../telemetry/log-reader.ts';
import { streamAccess } from './group-access.ts';
import { existingGroup } from './log-group.ts';
import { existingStream } from './log-stream.ts';
import type { LogsState } from './state.ts';

/** Deletes the stream with its events. */
export async function deleteLogStream(input: DeleteLogStreamCommandInput, call: CallContext<LogsState>): Promise<void> {
  const group = await existingGroup(input, call);
  const stream = await existingStream(group.name, input.logStreamName, call);
  await clearStream(call.state.store, group.name, stream.name);
}

deleteLogStream.access = streamAccess('logs:DeleteLogStream');
