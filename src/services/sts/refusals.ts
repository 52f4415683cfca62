import { ServiceError } from '../../aws/service-error.ts';

export const validation = (message: string) => new ServiceError('ValidationError', message);

/** AWS's words for a member that breaks a constraint of its shape. */
export const constraint = (member: string, value: unknown, rule: string) =>
  validation(
    `1 validation error detected: Value ${value === undefined ? 'null' : `'${value}'`} at '${member}' failed to satisfy constraint: ${rule}`,
  );

/** The refusal of a caller who may not, for whatever reason: the reason is not told. */
export const accessDenied = (message: string) => new ServiceError('AccessDenied', message, 403);

interface TextRule {
  readonly min: number;
  readonly max: number;
  readonly pattern?: RegExp;
}

/** A text that is there and within its constraints. */
export function required(value: string | undefined, member: string, rule: TextRule): string {
  if (value === undefined) throw constraint(member, value, 'Member must not be null');
  return checked(value, member, rule);
}

export function checked(value: string, member: string, { min, max, pattern }: TextRule): string {
  if (value.length < min) throw constraint(member, value, `Member must have length greater than or equal to ${min}`);
  if (value.length > max) throw constraint(member, value, `Member must have length less than or equal to ${max}`);
  if (pattern !== undefined && !new RegExp(`^${pattern.source}$`).test(value)) {
    throw constraint(member, value, `Member must satisfy regular expression pattern: ${pattern.source}`);
  }
  return value;
}

/** A name of a session, a federated user or a source identity. */
export const NAME = /[\w+=,.@-]*/;

/** How long a session lasts, in seconds. */
export function checkedDuration(seconds: number, maxSeconds: number): number {
  if (!(seconds >= 900)) {
    throw constraint('durationSeconds', seconds, 'Member must have value greater than or equal to 900');
  }
  if (seconds > maxSeconds) {
    throw constraint('durationSeconds', seconds, `Member must have value less than or equal to ${maxSeconds}`);
  }
  return seconds;
}
