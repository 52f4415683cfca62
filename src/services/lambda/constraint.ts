import { ServiceError } from '../../aws/service-error.ts';

/** A broken constraint of Lambda's API model, in the words of AWS; `undefined` when `value` is fine. */
export type Violation = string | undefined;

const broken = (value: unknown, path: string, constraint: string) =>
  `Value '${value}' at '${path}' failed to satisfy constraint: ${constraint}`;

export function pattern(value: string | undefined, path: string, regex: RegExp, shown: string): Violation {
  if (value === undefined || regex.test(value)) return undefined;
  return broken(value, path, `Member must satisfy regular expression pattern: ${shown}`);
}

export function oneOf(value: string | undefined, path: string, allowed: readonly string[]): Violation {
  if (value === undefined || allowed.includes(value)) return undefined;
  return broken(value, path, `Member must satisfy enum value set: [${allowed.join(', ')}]`);
}

export function maxLength(value: string | undefined, path: string, length: number): Violation {
  if (value === undefined || value.length <= length) return undefined;
  return broken(value, path, `Member must have length less than or equal to ${length}`);
}

export function between(value: number | undefined, path: string, least: number, most: number): Violation {
  if (value === undefined) return undefined;
  if (value < least) return broken(value, path, `Member must have value greater than or equal to ${least}`);
  if (value > most) return broken(value, path, `Member must have value less than or equal to ${most}`);
  return undefined;
}

export function present(value: unknown, path: string): Violation {
  return value === undefined || value === null ? broken('null', path, 'Member must not be null') : undefined;
}

export function violation(value: unknown, path: string, constraint: string): Violation {
  return broken(value, path, constraint);
}

/** Refuses with all broken constraints at once, as AWS counts them. */
export function requireValid(...violations: readonly Violation[]): void {
  const found = violations.filter((one) => one !== undefined);
  if (found.length === 0) return;
  const counted = found.length === 1 ? '1 validation error' : `${found.length} validation errors`;
  throw new ServiceError('ValidationException', `${counted} detected: ${found.join('; ')}`);
}
