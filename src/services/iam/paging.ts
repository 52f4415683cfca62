import { validation } from './refusals.ts';

export interface PageInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** One page of a sorted list: at most 1,000 items, 100 when nothing is said, from where the marker ended. */
export function page<T>(
  all: readonly T[],
  { Marker, MaxItems = 100 }: PageInput,
  idOf: (item: T) => string,
): { readonly items: readonly T[]; readonly IsTruncated: boolean; readonly Marker?: string } {
  let start = 0;
  if (Marker !== undefined) {
    const last = Buffer.from(Marker, 'base64url').toString('utf8');
    start = all.findIndex((item) => idOf(item) === last) + 1;
    if (start === 0) throw validation('Invalid Marker.');
  }
  const items = all.slice(start, start + MaxItems);
  const last = items.at(-1);
  if (last === undefined || start + MaxItems >= all.length) return { items, IsTruncated: false };
  return { items, IsTruncated: true, Marker: Buffer.from(idOf(last)).toString('base64url') };
}
