import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manualClock } from '../../test/support/manual-clock.ts';
import { memoryStore } from '../store/memory-store.ts';
import { embeddedMetrics } from './embedded-metrics.ts';
import { readMetric } from './metric-reader.ts';
import { seriesRecords } from './metric-records.ts';
import { storedLogs } from './stored-logs.ts';
import { storedMetrics } from './stored-metrics.ts';

const NOON = Date.UTC(2026, 0, 1, 12);

async function logged(...messages: readonly (object | string)[]) {
  const store = memoryStore();
  const clock = manualClock(NOON);
  const metrics = storedMetrics({ store, clock });
  const logs = storedLogs({ store, clock, onEvents: embeddedMetrics(metrics, clock) });
  const events = messages.map((message) => ({
    timestamp: NOON,
    message: typeof message === 'string' ? message : JSON.stringify(message),
  }));
  logs.append('/aws/lambda/shop', 'stream', events);
  await metrics.flush();
  const names = async () =>
    (await seriesRecords(store).list()).map(({ namespace, name, dimensions }) => [namespace, name, dimensions]);
  const read = async (name: string, dimensions: Record<string, string>, periodSeconds = 60) => {
    const range = { from: NOON - 3_600_000, to: NOON + 3_600_000, periodSeconds };
    const periods = await readMetric(store, { namespace: 'Shop', name, dimensions }, range);
    return periods.map(({ atMs, unit, distribution: { count, sum } }) => ({ at: atMs - NOON, unit, count, sum }));
  };
  return { names, read };
}

const orders = {
  _aws: {
    Timestamp: NOON + 5000,
    CloudWatchMetrics: [
      {
        Namespace: 'Shop',
        Dimensions: [['service'], ['service', 'country'], []],
        Metrics: [
          { Name: 'orders', Unit: 'Count' },
          { Name: 'took', Unit: 'Milliseconds', StorageResolution: 1 },
        ],
      },
    ],
  },
  service: 'checkout',
  country: 'CH',
  orders: 2,
  took: [10, 20.5],
  requestId: 'not a metric',
};

test('an event in the embedded metric format makes a metric for each set of dimensions', async () => {
  const { read, names } = await logged(orders, orders);
  const service = { service: 'checkout' };
  for (const dimensions of [service, { ...service, country: 'CH' }, {}]) {
    assert.deepEqual(await read('orders', dimensions as Record<string, string>), [
      { at: 0, unit: 'Count', count: 2, sum: 4 },
    ]);
  }
  assert.deepEqual(await read('took', service, 1), [{ at: 5000, unit: 'Milliseconds', count: 4, sum: 61 }]);
  assert.equal((await names()).length, 6);
});

test('events of other forms make no metrics, and none fails', async () => {
  const directive = { Namespace: 'Shop', Dimensions: [['missing']], Metrics: [{ Name: 'orders' }] };
  const withDirective = (changes: object, root: object = {}) => ({
    ...orders,
    ...root,
    _aws: { Timestamp: NOON, CloudWatchMetrics: [{ ...directive, ...changes }] },
  });
  const { names } = await logged(
    'START RequestId: 1',
    '{"CloudWatchMetrics": broken',
    { CloudWatchMetrics: [] },
    { _aws: { Timestamp: 'now', CloudWatchMetrics: [directive] }, orders: 1 },
    { _aws: { Timestamp: NOON, CloudWatchMetrics: 'none' } },
    withDirective({}),
    { ...orders, _aws: { ...orders._aws, Timestamp: NOON - 15 * 86_400_000 } },
    { ...orders, _aws: { ...orders._aws, Timestamp: 1e18 } },
    withDirective({ Dimensions: [], Namespace: '' }),
    withDirective({ Dimensions: [], Metrics: [{ Name: 'toString' }, null, { Name: 'country' }] }),
    withDirective({ Dimensions: [] }, { orders: 'many' }),
    withDirective({ Dimensions: [Array.from({ length: 31 }, () => 'service')] }),
  );
  assert.deepEqual(await names(), []);
});
