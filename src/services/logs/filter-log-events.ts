import type { FilterLogEventsCommandInput, FilterLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../aws/service.ts';
import { readLogs } from '../../telemetry/log-reader.ts';
import type { PlacedLogEvent } from '../../telemetry/log-records.ts';
import { compileFilterPattern } from './filter-pattern.ts';
import { groupAccess } from './group-access.ts';
import { existingGroup, retainedFrom } from './log-group.ts';
import { checkedLimit, readToken, writeToken } from './paging.ts';
import { invalid, streamNotFound } from './refusals.ts';
import type { LogsState } from './state.ts';

/** The events of a group's streams together, the earliest first. */
export async function filterLogEvents(
  input: FilterLogEventsCommandInput,
  call: CallContext<LogsState>,
): Promise<Omit<FilterLogEventsCommandOutput, '$metadata'>> {
  const { logStreamNames: names, logStreamNamePrefix: prefix } = input;
  if (names !== undefined && prefix !== undefined) {
    throw invalid('Both logStreamNames and logStreamNamePrefix are specified. Use only one of the parameters.');
  }
  const limit = checkedLimit(input.limit, 10_000, 10_000);
  const matches = compileFilterPattern(input.filterPattern ?? '');
  const group = await existingGroup(input, call);
  for (const name of names ?? []) {
    if ((await call.state.streams(group.name).get(name)) === undefined) throw streamNotFound();
  }

  const token = readToken(input.nextToken);
  if (token !== undefined && !/^\d{56}$/.test(token)) throw invalid('The specified nextToken is invalid.');
  const after =
    token === undefined ? undefined : { timestamp: Number(token.slice(0, 28)), sequence: Number(token.slice(28)) };
  const events: PlacedLogEvent[] = [];
  const range = {
    from: Math.max(input.startTime ?? 0, retainedFrom(group, call.clock.now())),
    ...(input.endTime !== undefined && { to: input.endTime + 1 }),
    ...(after !== undefined && { after }),
    ...(names !== undefined && { streams: (name: string) => names.includes(name) }),
    ...(prefix !== undefined && { streams: (name: string) => name.startsWith(prefix) }),
  };
  let more = false;
  for await (const event of readLogs(call.state.store, group.name, range)) {
    if (!matches(event.message)) continue;
    more = events.length === limit;
    if (more) break;
    events.push(event);
  }
  const last = events.at(-1);
  return {
    events: events.map(({ logStreamName, timestamp, message, ingestionTime, eventId }) => ({
      logStreamName,
      timestamp,
      message,
      ingestionTime,
      eventId,
    })),
    searchedLogStreams: [],
    ...(more && last !== undefined && { nextToken: writeToken(last.eventId) }),
  };
}

filterLogEvents.access = groupAccess('logs:FilterLogEvents');
