export interface Quota {
  /** Requests in a period. */
  readonly limit: number;
  readonly period: 'DAY' | 'WEEK' | 'MONTH';
  /** The day a period starts on: of the week from Sunday, of the month from the first. */
  readonly offset: number;
}

const DAY_MS = 86_400_000;

/** `2026-01-31`, in UTC. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The period a moment lies in, in milliseconds: from its first, up to the first of the next. */
export function periodAt(ms: number, { period, offset }: Quota): { readonly start: number; readonly end: number } {
  const day = Math.floor(ms / DAY_MS);
  if (period === 'DAY') return { start: day * DAY_MS, end: (day + 1) * DAY_MS };
  if (period === 'WEEK') {
    // The epoch was a Thursday.
    const start = day - ((day + 4 - offset + 7) % 7);
    return { start: start * DAY_MS, end: (start + 7) * DAY_MS };
  }
  const date = new Date(ms);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() - (date.getUTCDate() < offset + 1 ? 1 : 0);
  return { start: Date.UTC(year, month, offset + 1), end: Date.UTC(year, month + 1, offset + 1) };
}
