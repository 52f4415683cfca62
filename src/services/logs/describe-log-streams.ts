import type {
  DescribeLogStreamsCommandInput,
  DescribeLogStreamsCommandOutput,
  LogStream,
} from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../aws/service.ts';
import type { LogStreamRecord } from '../../telemetry/log-records.ts';
import { groupAccess } from './group-access.ts';
import { existingGroup, groupArn } from './log-group.ts';
import { checkedLimit, readToken, writeToken } from './paging.ts';
import { invalid } from './refusals.ts';
import type { LogsState } from './state.ts';

/** Sorted by name, or by the time of the last event; at most 50 at a time. */
export async function describeLogStreams(
  input: DescribeLogStreamsCommandInput,
  call: CallContext<LogsState>,
): Promise<Omit<DescribeLogStreamsCommandOutput, '$metadata'>> {
  const byTime = input.orderBy === 'LastEventTime';
  const prefix = input.logStreamNamePrefix;
  if (byTime && prefix !== undefined) {
    throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
  }
  const limit = checkedLimit(input.limit, 50, 50);
  const group = await existingGroup(input, call);
  const streams = await call.state.streams(group.name).list(prefix === undefined ? {} : { prefix });
  if (byTime) streams.sort((a, b) => (a.lastEventAt ?? 0) - (b.lastEventAt ?? 0) || (a.name < b.name ? -1 : 1));
  if (input.descending) streams.reverse();

  const token = readToken(input.nextToken);
  const start = token === undefined ? 0 : streams.findIndex(({ name }) => name === token) + 1;
  const page = streams.slice(start, start + limit);
  const last = page.at(-1);
  return {
    logStreams: page.map((stream) => described(stream, `${groupArn(group.name, call)}:log-stream:${stream.name}`)),
    ...(last !== undefined && start + limit < streams.length && { nextToken: writeToken(last.name) }),
  };
}

describeLogStreams.access = groupAccess('logs:DescribeLogStreams');

function described(stream: LogStreamRecord, arn: string): LogStream {
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    ...(stream.firstEventAt !== undefined && { firstEventTimestamp: stream.firstEventAt }),
    ...(stream.lastEventAt !== undefined && { lastEventTimestamp: stream.lastEventAt }),
    ...(stream.lastIngestedAt !== undefined && { lastIngestionTime: stream.lastIngestedAt }),
    uploadSequenceToken: String(stream.createdAt).padStart(56, '0'),
    arn,
    storedBytes: 0, // AWS stopped counting per stream in 2019.
  };
}
