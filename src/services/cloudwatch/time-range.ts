const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * CloudWatch moves the start of a query down to a whole minute, five minutes or hour, by its age; to a division of a minute
 * for periods below one.
 */
export function roundedStart(startMs: number, periodSeconds: number, now: number): number {
  const age = now - startMs;
  const unit =
    periodSeconds < 60
      ? periodSeconds * 1000
      : age > 63 * DAY_MS
        ? 60 * MINUTE_MS
        : age > 15 * DAY_MS
          ? 5 * MINUTE_MS
          : MINUTE_MS;
  return Math.floor(startMs / unit) * unit;
}

/** 1, 5, 10, 20, 30 seconds, or whole minutes. */
export const isPeriod = (seconds: number): boolean =>
  [1, 5, 10, 20, 30].includes(seconds) || (seconds >= 60 && seconds % 60 === 0);
