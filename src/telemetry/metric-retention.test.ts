import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manualClock } from '../../test/support/manual-clock.ts';
import { memoryStore } from '../store/memory-store.ts';
import { readMetric } from './metric-reader.ts';
import { seriesRecords } from './metric-records.ts';
import { storedMetrics } from './stored-metrics.ts';

const START = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const metric = { namespace: 'Shop', name: 'Requests', dimensions: { Path: '/' } };

function stored() {
  const store = memoryStore();
  const clock = manualClock(START);
  const metrics = storedMetrics({ store, clock, onFault: (error) => assert.fail(String(error)) });
  /** Anything that is written later brings what is kept to the retention. */
  const pass = async (ms: number) => {
    await clock.advance(ms);
    metrics.record('Other', 'Tick', {}, 1, 'Count', clock.now());
    await metrics.flush();
  };
  const read = async (periodSeconds: number) => {
    const range = { from: START, to: START + DAY_MS, periodSeconds };
    const periods = await readMetric(store, metric, range);
    return periods.map(({ distribution: { count, sum, min, max } }) => [count, sum, min, max]);
  };
  return { store, metrics, pass, read };
}

test('seconds become minutes after three hours, minutes five minutes, those hours, and all goes in the end', async () => {
  const { store, metrics, pass, read } = stored();
  for (let second = 0; second < 7200; second += 10) {
    metrics.put({
      ...metric,
      unit: 'Count',
      atMs: START + second * 1000,
      resolutionSeconds: 1,
      values: [{ value: second, count: 1 }],
    });
  }
  await metrics.flush();
  const days = await read(86_400);
  const rows = async () => (await store.range(Buffer.from([0]), Buffer.from([255]), { limit: 10_000 })).length;
  const counts = async () => [
    (await read(1)).length,
    (await read(60)).length,
    (await read(300)).length,
    (await read(3600)).length,
  ];
  assert.deepEqual(await counts(), [720, 120, 24, 2]);
  const first = await rows();

  await pass(4 * HOUR_MS);
  // The second hour is not three hours ago yet.
  assert.deepEqual(await counts(), [360, 120, 24, 2]);
  await pass(2 * HOUR_MS);
  assert.deepEqual(await counts(), [0, 120, 24, 2]);
  await pass(16 * DAY_MS);
  assert.deepEqual(await counts(), [0, 0, 24, 2]);
  await pass(64 * DAY_MS);
  assert.deepEqual(await counts(), [0, 0, 0, 2]);
  assert.ok((await rows()) < first / 50);
  // Nothing was counted twice or lost.
  assert.deepEqual(await read(86_400), days);

  await pass(400 * DAY_MS);
  assert.deepEqual(await counts(), [0, 0, 0, 0]);
  assert.deepEqual(
    (await seriesRecords(store).list()).map(({ namespace }) => namespace),
    ['Other'],
  );
});
