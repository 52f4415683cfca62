import type { TimestampFormat } from '../shape.ts';

/** A time as AWS writes it: whole seconds unless there are milliseconds. */
export function formatTimestamp(date: Date, format: TimestampFormat): string | number {
  if (format === 'epoch-seconds') return date.getTime() / 1000;
  if (format === 'http-date') return date.toUTCString();
  return date.toISOString().replace('.000Z', 'Z');
}

/** `undefined` when `value` is no time. Reads any of the formats, whichever was agreed. */
export function parseTimestamp(value: unknown): Date | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? new Date(Math.round(value * 1000)) : undefined;
  if (typeof value !== 'string' || value === '') return undefined;
  const date = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)
    ? new Date(Math.round(Number(value) * 1000))
    : new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
