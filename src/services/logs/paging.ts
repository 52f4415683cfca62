import { constraint, invalid } from './refusals.ts';

export function checkedLimit(limit: number | undefined, byDefault: number, max: number): number {
  if (limit === undefined) return byDefault;
  if (limit < 1) throw constraint('limit', limit, 'Member must have value greater than or equal to 1');
  if (limit > max) throw constraint('limit', limit, `Member must have value less than or equal to ${max}`);
  return limit;
}

export const writeToken = (place: string): string => Buffer.from(place).toString('base64url');

/** Where the page before ended. */
export function readToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const place = Buffer.from(token, 'base64url').toString('utf8');
  if (token === '' || writeToken(place) !== token) throw invalid('The specified nextToken is invalid.');
  return place;
}
