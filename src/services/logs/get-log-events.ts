import type { GetLogEventsCommandInput, GetLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../aws/service.ts';
import { readLogs } from '../../telemetry/log-reader.ts';
import { type EventPosition, eventId, type PlacedLogEvent } from '../../telemetry/log-records.ts';
import { streamAccess } from './group-access.ts';
import { existingGroup, retainedFrom } from './log-group.ts';
import { existingStream } from './log-stream.ts';
import { checkedLimit } from './paging.ts';
import { invalid } from './refusals.ts';
import type { LogsState } from './state.ts';

/**
 * One stream's events, always the earliest first. Without a token the latest ones, unless `startFromHead`; a token goes on
 * in its own direction and comes back unchanged when there is nothing more.
 */
export async function getLogEvents(
  input: GetLogEventsCommandInput,
  call: CallContext<LogsState>,
): Promise<Omit<GetLogEventsCommandOutput, '$metadata'>> {
  const limit = checkedLimit(input.limit, 10_000, 10_000);
  const token = input.nextToken === undefined ? undefined : readPosition(input.nextToken);
  const group = await existingGroup(input, call);
  const stream = await existingStream(group.name, input.logStreamName, call);

  const reverse = token === undefined ? !input.startFromHead : token.backward;
  const events: PlacedLogEvent[] = [];
  const range = {
    from: Math.max(input.startTime ?? 0, retainedFrom(group, call.clock.now())),
    ...(input.endTime !== undefined && { to: input.endTime }),
    ...(token !== undefined && { after: token }),
    reverse,
    streams: (name: string) => name === stream.name,
  };
  for await (const event of readLogs(call.state.store, group.name, range)) {
    events.push(event);
    if (events.length === limit) break;
  }
  if (reverse) events.reverse();

  const nothing = token ?? { timestamp: input.startTime ?? 0, sequence: 0 };
  return {
    events: events.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
    nextForwardToken: `f/${eventId(events.at(-1) ?? nothing)}/s`,
    nextBackwardToken: `b/${eventId(events[0] ?? nothing)}/s`,
  };
}

getLogEvents.access = streamAccess('logs:GetLogEvents');

function readPosition(token: string): EventPosition & { readonly backward: boolean } {
  const [, direction, timestamp, sequence] = /^([fb])\/(\d{28})(\d{28})\/s$/.exec(token) ?? [];
  if (direction === undefined) throw invalid('The specified nextToken is invalid.');
  return { backward: direction === 'b', timestamp: Number(timestamp), sequence: Number(sequence) };
}
