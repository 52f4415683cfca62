import type { CallContext } from '../../aws/service.ts';
import type { LogStreamRecord } from '../../telemetry/log-records.ts';
import { constraint, invalid, streamNotFound } from './refusals.ts';
import type { LogsState } from './state.ts';

export function checkedStreamName(name: string | undefined): string {
  if (name === undefined) throw constraint('logStreamName', name, 'Member must not be null');
  if (name === '') throw constraint('logStreamName', name, 'Member must have length greater than or equal to 1');
  if (name.length > 512) {
    throw invalid('Invalid LogGroup or LogStream, both must have length less than or equal to 512.');
  }
  if (/[:*]/.test(name)) {
    throw constraint('logStreamName', name, 'Member must satisfy regular expression pattern: [^:*]*');
  }
  return name;
}

/** The stream of an existing group; throws when there is none. */
export async function existingStream(
  group: string,
  name: string | undefined,
  { state }: CallContext<LogsState>,
): Promise<LogStreamRecord> {
  const stream = await state.streams(group).get(checkedStreamName(name));
  if (stream === undefined) throw streamNotFound();
  return stream;
}
