import { createHash } from 'node:crypto';
import { validation } from './refusals.ts';

export interface PageInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** A marker may be 320 characters long, an ARN 2,048. */
const digest = (id: string): string => createHash('sha256').update(id).digest('base64url').slice(0, 22);

/** One page of a sorted list: at most 1,000 items, 100 when nothing is said, from where the marker ended. */
export function page<T>(
  all: readonly T[],
  { Marker, MaxItems = 100 }: PageInput,
  idOf: (item: T) => string,
): { readonly items: readonly T[]; readonly IsTruncated: boolean; readonly Marker?: string } {
  const start = Marker === undefined ? 0 : startAfter(Marker, all, idOf);
  const items = all.slice(start, start + MaxItems);
  const last = items.at(-1);
  if (last === undefined || start + MaxItems >= all.length) return { items, IsTruncated: false };
  const marker = `${start + MaxItems} ${digest(idOf(last))}`;
  return { items, IsTruncated: true, Marker: Buffer.from(marker).toString('base64url') };
}

function startAfter<T>(marker: string, all: readonly T[], idOf: (item: T) => string): number {
  const [, next, last] = /^(\d+) ([\w-]{22})$/.exec(Buffer.from(marker, 'base64url').toString('utf8')) ?? [];
  if (next === undefined) throw validation('Invalid Marker.');
  const isLast = (item: T | undefined) => item !== undefined && digest(idOf(item)) === last;
  if (isLast(all[Number(next) - 1])) return Number(next);
  // Others came or went before it; where it is gone itself, its place counts.
  const found = all.findIndex(isLast);
  return found < 0 ? Number(next) - 1 : found + 1;
}
