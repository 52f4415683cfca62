import type { PutLogEventsCommandInput, PutLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../aws/service.ts';
import type { LogEvent } from '../../telemetry/log-store.ts';
import { streamAccess } from './group-access.ts';
import { existingGroup, retainedFrom } from './log-group.ts';
import { existingStream } from './log-stream.ts';
import { constraint, invalid } from './refusals.ts';
import type { LogsState } from './state.ts';

const MAX_EVENTS = 10_000;
const MAX_BATCH_BYTES = 1_048_576;
const FUTURE_MS = 2 * 3_600_000;
const PAST_MS = 14 * 86_400_000;
const SPAN_MS = 86_400_000;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export async function putLogEvents(
  input: PutLogEventsCommandInput,
  call: CallContext<LogsState>,
): Promise<Omit<PutLogEventsCommandOutput, '$metadata'>> {
  const { state, clock } = call;
  const events = checkedEvents(input);
  const group = await existingGroup(input, call);
  const stream = await existingStream(group.name, input.logStreamName, call);

  const now = clock.now();
  const expired = retainedFrom(group, now);
  const tooOld = now - PAST_MS;
  const tooNew = now + FUTURE_MS;
  const kept = events.filter(({ timestamp }) => timestamp >= expired && timestamp >= tooOld && timestamp <= tooNew);
  state.logs.append(group.name, stream.name, kept);
  await state.logs.flush();

  const firstTooNew = events.findIndex(({ timestamp }) => timestamp > tooNew);
  const lastTooOld = events.findLastIndex(({ timestamp }) => timestamp < tooOld);
  const lastExpired = events.findLastIndex(({ timestamp }) => timestamp < expired);
  return {
    nextSequenceToken: String(now).padStart(56, '0'),
    ...(kept.length < events.length && {
      rejectedLogEventsInfo: {
        ...(firstTooNew >= 0 && { tooNewLogEventStartIndex: firstTooNew }),
        ...(lastTooOld >= 0 && { tooOldLogEventEndIndex: lastTooOld + 1 }),
        ...(lastExpired >= 0 && { expiredLogEventEndIndex: lastExpired + 1 }),
      },
    }),
  };
}

putLogEvents.access = streamAccess('logs:PutLogEvents');

function checkedEvents({ logEvents }: PutLogEventsCommandInput): readonly LogEvent[] {
  if (logEvents === undefined) throw constraint('logEvents', logEvents, 'Member must not be null');
  if (logEvents.length === 0) {
    throw constraint('logEvents', '[]', 'Member must have length greater than or equal to 1');
  }
  if (logEvents.length > MAX_EVENTS) {
    throw constraint('logEvents', '[...]', `Member must have length less than or equal to ${MAX_EVENTS}`);
  }
  let bytes = 0;
  let before = Number.NEGATIVE_INFINITY;
  const checked = logEvents.map(({ timestamp, message }, index): LogEvent => {
    const at = `logEvents.${index + 1}.member`;
    if (timestamp === undefined) throw constraint(`${at}.timestamp`, timestamp, 'Member must not be null');
    if (timestamp < 0)
      throw constraint(`${at}.timestamp`, timestamp, 'Member must have value greater than or equal to 0');
    if (message === undefined) throw constraint(`${at}.message`, message, 'Member must not be null');
    if (message === '')
      throw constraint(`${at}.message`, message, 'Member must have length greater than or equal to 1');
    if (timestamp < before) {
      throw invalid('Log events in a single PutLogEvents request must be in chronological order.');
    }
    before = timestamp;
    bytes += Buffer.byteLength(message) + 26;
    return { timestamp, message };
  });
  if (bytes > MAX_BATCH_BYTES) {
    throw invalid(`Upload too large: ${bytes} bytes exceeds limit of ${MAX_BATCH_BYTES}`);
  }
  if (before - (checked[0]?.timestamp ?? before) > SPAN_MS) {
    throw invalid('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.');
  }
  return checked;
}
