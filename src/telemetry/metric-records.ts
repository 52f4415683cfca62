import { createHash } from 'node:crypto';
import { prefixRange, tupleKey } from '../store/keys.ts';
import { type Records, records } from '../store/records.ts';
import type { Key, Store } from '../store/store.ts';
import type { KeptDistribution } from './distribution.ts';
import type { MetricDimensions, MetricName } from './metric-store.ts';

/** A time series that has data. */
export interface MetricSeriesRecord extends MetricName {
  /** The moment of the latest value, to within five minutes. */
  readonly lastAt: number;
}

/** The spans that values are kept in, in seconds: the finest first. */
export const RESOLUTIONS = [1, 60, 300, 3600] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** A metric's dimensions sorted by name: the same metric has the same text, however it was given. */
export function canonicalDimensions(dimensions: MetricDimensions): readonly (readonly [name: string, value: string])[] {
  const sorted = Object.entries(dimensions);
  return sorted.length < 2 ? sorted : sorted.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Short and fixed in length, as names and dimensions may be longer than a key. */
export function seriesId({ namespace, name, dimensions }: MetricName): string {
  const text = JSON.stringify([namespace, name, canonicalDimensions(dimensions)]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 27);
}

/** By namespace and name, then by the id, so that a namespace is a range. */
export const seriesRecords = (store: Store): Records<MetricSeriesRecord> => records(store, 'metrics', 'series');
export const seriesRecordId = ({ namespace, name }: MetricName, id: string): string => `${namespace}\0${name}\0${id}`;
export const seriesKey = (metric: MetricName, id: string): Key =>
  tupleKey('metrics', 'series', seriesRecordId(metric, id));

export const dataKey = (id: string, resolution: Resolution, startMs: number, unit: string): Key =>
  tupleKey('metrics', 'data', id, resolution, startMs, unit);
/** The rows of a series from a moment to another, all units. */
export const dataRange = (id: string, resolution: Resolution, fromMs: number, toMs: number) => ({
  from: tupleKey('metrics', 'data', id, resolution, fromMs),
  to: tupleKey('metrics', 'data', id, resolution, toMs),
});
export const allData = (id: string) => prefixRange(tupleKey('metrics', 'data', id));

/** A row of data: the values of one unit within one span. */
export interface MetricRow extends KeptDistribution {
  readonly at: number;
  readonly unit: string;
}

export const encodeRow = (row: MetricRow | MetricSeriesRecord): Buffer => Buffer.from(JSON.stringify(row));
export const decodeRow = <T>(bytes: Uint8Array): T =>
  JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')) as T;
