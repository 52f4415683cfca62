import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manualClock } from '../../test/support/manual-clock.ts';
import { memoryStore } from '../store/memory-store.ts';
import { readMetric } from './metric-reader.ts';
import { seriesRecords } from './metric-records.ts';
import { storedMetrics } from './stored-metrics.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const requests = { namespace: 'Shop', name: 'Requests', dimensions: { Path: '/', Method: 'GET' } };

function stored() {
  const store = memoryStore();
  const clock = manualClock(NOON);
  const metrics = storedMetrics({ store, clock, onFault: (error) => assert.fail(String(error)) });
  const read = async (periodSeconds: number, metric = requests) => {
    const range = { from: NOON - 3_600_000, to: NOON + 3_600_000, periodSeconds };
    return (await readMetric(store, metric, range)).map(({ atMs, unit, distribution: { count, sum, min, max } }) => [
      (atMs - NOON) / 1000,
      unit,
      { count, sum, min, max },
    ]);
  };
  return { store, clock, metrics, read };
}

test('values are kept within half a second, and added to those of their minute', async () => {
  const { clock, metrics, read } = stored();
  const recorder = metrics.recorder('Shop', 'Requests', { Method: 'GET', Path: '/' }, 'Count');
  recorder.add(1, NOON);
  assert.deepEqual(await read(60), []);
  await clock.advance(500);
  await metrics.flush();
  assert.deepEqual(await read(60), [[0, 'Count', { count: 1, sum: 1, min: 1, max: 1 }]]);
  recorder.add(5, NOON + 59_999);
  recorder.add(7, NOON + 60_000);
  recorder.add(9, NOON + 1);
  await metrics.flush();
  assert.deepEqual(await read(60), [
    [0, 'Count', { count: 3, sum: 15, min: 1, max: 9 }],
    [60, 'Count', { count: 1, sum: 7, min: 7, max: 7 }],
  ]);
  assert.deepEqual(await read(300), [[0, 'Count', { count: 4, sum: 22, min: 1, max: 9 }]]);
});

test('what is tallied elsewhere is recorded before a flush, so that it can be read after it', async () => {
  const { metrics, read } = stored();
  let tallied = 2;
  metrics.beforeFlush(() => {
    if (tallied > 0) metrics.record('Shop', 'Requests', { Method: 'GET', Path: '/' }, tallied, 'Count', NOON);
    tallied = 0;
  });
  await metrics.flush();
  assert.deepEqual(await read(60), [[0, 'Count', { count: 1, sum: 2, min: 2, max: 2 }]]);
  await metrics.flush();
  assert.deepEqual(await read(60), [[0, 'Count', { count: 1, sum: 2, min: 2, max: 2 }]]);
});

test('two recorders of one metric are one series, whatever the order of their dimensions', async () => {
  const { store, metrics, read } = stored();
  metrics.recorder('Shop', 'Requests', { Method: 'GET', Path: '/' }, 'Count').add(1, NOON);
  metrics.recorder('Shop', 'Requests', { Path: '/', Method: 'GET' }, 'Count').add(2, NOON);
  metrics.record('Shop', 'Requests', { Path: '/', Method: 'GET' }, 3, 'Count', NOON);
  await metrics.flush();
  assert.deepEqual(await read(60), [[0, 'Count', { count: 3, sum: 6, min: 1, max: 3 }]]);
  const [series, ...others] = await seriesRecords(store).list();
  assert.deepEqual([series?.name, series?.lastAt, others.length], ['Requests', NOON, 0]);
});

test('another store on the same rows goes on where the first one ended', async () => {
  const { store, clock, metrics, read } = stored();
  metrics.record('Shop', 'Requests', requests.dimensions, 2, 'Count', NOON);
  await metrics.flush();
  const again = storedMetrics({ store, clock });
  again.record('Shop', 'Requests', requests.dimensions, 4, 'Count', NOON + 10);
  await again.flush();
  assert.deepEqual(await read(60), [[0, 'Count', { count: 2, sum: 6, min: 2, max: 4 }]]);
});

test('units of one metric are kept apart', async () => {
  const { metrics, read } = stored();
  metrics.record('Shop', 'Requests', requests.dimensions, 2, 'Count', NOON);
  metrics.record('Shop', 'Requests', requests.dimensions, 3, 'None', NOON);
  await metrics.flush();
  assert.deepEqual(
    (await read(60)).map(([, unit, statistics]) => [unit, (statistics as { sum: number }).sum]),
    [
      ['Count', 2],
      ['None', 3],
    ],
  );
});

test('values of high resolution are read by the second, others only by the minute', async () => {
  const { metrics, read } = stored();
  for (const [second, value] of [
    [1, 10],
    [2, 20],
    [61, 30],
  ] as const) {
    metrics.put({
      ...requests,
      unit: 'Count',
      atMs: NOON + second * 1000,
      resolutionSeconds: 1,
      values: [{ value, count: 2 }],
    });
  }
  metrics.record('Shop', 'Requests', requests.dimensions, 40, 'Count', NOON);
  await metrics.flush();
  assert.deepEqual(
    (await read(1)).map(([at]) => at),
    [1, 2, 61],
  );
  assert.deepEqual(await read(60), [
    [0, 'Count', { count: 5, sum: 100, min: 10, max: 40 }],
    [60, 'Count', { count: 2, sum: 60, min: 30, max: 30 }],
  ]);
});

test('a hundred thousand different values take a bounded row, and their statistics stay exact', async () => {
  const { store, metrics } = stored();
  const recorder = metrics.recorder('Shop', 'Requests', requests.dimensions, 'Count');
  for (let value = 1; value <= 100_000; value++) recorder.add(value, NOON);
  await metrics.flush();
  const [period] = await readMetric(store, requests, { from: NOON, to: NOON + 60_000, periodSeconds: 60 });
  assert.ok(period?.distribution.values);
  assert.ok(period.distribution.values.size <= 400);
  const { count, sum, min, max } = period.distribution;
  assert.deepEqual([count, sum, min, max], [100_000, 5_000_050_000, 1, 100_000]);
  const counts = [...period.distribution.values.values()].reduce((total, one) => total + one, 0);
  assert.equal(counts, 100_000);
});

test('more metrics than a batch holds are all kept', async () => {
  const { store, metrics } = stored();
  for (let index = 0; index < 1000; index++) metrics.record('Shop', `M${index}`, {}, 1, 'Count', NOON);
  await metrics.flush();
  assert.equal((await seriesRecords(store).list()).length, 1000);
});
