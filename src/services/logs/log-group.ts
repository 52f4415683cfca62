import type { CallContext } from '../../aws/service.ts';
import type { LogGroupRecord } from '../../telemetry/log-records.ts';
import { constraint, groupNotFound, invalid } from './refusals.ts';
import type { LogsState } from './state.ts';

const DAY_MS = 86_400_000;
const NAME = /^[.\-_/#A-Za-z0-9]+$/;
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

type Place = Pick<CallContext<unknown>, 'region' | 'account'>;

export const groupArn = (name: string, { region, account }: Place) =>
  `arn:aws:logs:${region}:${account}:log-group:${name}`;

/** Refuses a name that AWS would not take; answers it. */
export function checkedGroupName(name: string | undefined, member = 'logGroupName'): string {
  if (name === undefined) throw constraint(member, name, 'Member must not be null');
  if (name === '') throw constraint(member, name, 'Member must have length greater than or equal to 1');
  if (name.length > 512) {
    throw invalid('Invalid LogGroup or LogStream, both must have length less than or equal to 512.');
  }
  if (!NAME.test(name)) {
    throw constraint(member, name, 'Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+');
  }
  return name;
}

export function checkedRetention(days: number | undefined): number {
  if (days === undefined) throw constraint('retentionInDays', days, 'Member must not be null');
  if (!RETENTION_DAYS.includes(days)) {
    throw constraint('retentionInDays', days, `Member must satisfy enum value set: [${RETENTION_DAYS.join(', ')}]`);
  }
  return days;
}

/** The group's name out of a name or an ARN, with or without `:*`. */
export function groupNameOf(identifier: string): string {
  if (!identifier.startsWith('arn:')) return identifier;
  const at = identifier.indexOf(':log-group:');
  return at < 0 ? identifier : identifier.slice(at + 11).replace(/:\*$/, '');
}

/** The group that a name or an identifier means; throws when there is none. */
export async function existingGroup(
  input: { readonly logGroupName?: string | undefined; readonly logGroupIdentifier?: string | undefined },
  { state }: CallContext<LogsState>,
): Promise<LogGroupRecord> {
  const { logGroupName, logGroupIdentifier } = input;
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    throw invalid('LogGroup name and LogGroup ARN are mutually exclusive parameters.');
  }
  const name = checkedGroupName(logGroupName ?? (logGroupIdentifier && groupNameOf(logGroupIdentifier)));
  await state.logs.flush();
  const group = await state.groups.get(name);
  if (group === undefined) throw groupNotFound();
  return group;
}

/** Changes a group's record; throws when there is none. */
export async function changeGroup(
  name: string,
  { state }: CallContext<LogsState>,
  change: (group: LogGroupRecord) => LogGroupRecord,
): Promise<void> {
  await state.logs.flush();
  const changed = await state.groups.update(name, (group) => {
    if (group === undefined) throw groupNotFound();
    const value = change(group);
    return { value, result: value };
  });
  if (changed.retentionInDays !== undefined) state.expiring.start();
}

/** Events before this time are past the group's retention, and are not answered. */
export function retainedFrom(group: LogGroupRecord, now: number): number {
  return group.retentionInDays === undefined ? 0 : now - group.retentionInDays * DAY_MS;
}
