import assert from 'node:assert/strict';
import { test } from 'node:test';
import { periodAt, type Quota } from './quota-period.ts';

const period = (at: string, kind: Quota['period'], offset = 0) => {
  const { start, end } = periodAt(Date.parse(at), { limit: 1, period: kind, offset });
  return [start, end].map((ms) => new Date(ms).toISOString().slice(0, 10));
};

test('a day is a day in UTC', () => {
  assert.deepEqual(period('2026-02-28T23:59:59.999Z', 'DAY'), ['2026-02-28', '2026-03-01']);
});

test('a week starts on Sunday, or as many days later as the offset says', () => {
  // 2026-01-01 is a Thursday.
  assert.deepEqual(period('2026-01-01T12:00:00Z', 'WEEK'), ['2025-12-28', '2026-01-04']);
  assert.deepEqual(period('2026-01-01T12:00:00Z', 'WEEK', 4), ['2026-01-01', '2026-01-08']);
  assert.deepEqual(period('2026-01-01T12:00:00Z', 'WEEK', 5), ['2025-12-26', '2026-01-02']);
});

test('a month starts on its first day, or as many days later as the offset says', () => {
  assert.deepEqual(period('2026-01-01T00:00:00Z', 'MONTH'), ['2026-01-01', '2026-02-01']);
  assert.deepEqual(period('2026-01-15T00:00:00Z', 'MONTH', 14), ['2026-01-15', '2026-02-15']);
  assert.deepEqual(period('2026-01-14T00:00:00Z', 'MONTH', 14), ['2025-12-15', '2026-01-15']);
});
