import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manualClock } from '../../test/support/manual-clock.ts';
import { memoryStore } from '../store/memory-store.ts';
import { findRequest, KEPT_REQUESTS, type RequestRecord, requestRecords } from './request-records.ts';

const NOW = 1_000_000_000_000;

function kept() {
  const store = memoryStore();
  const clock = manualClock(NOW);
  const records = () => requestRecords({ store, clock, onFault: (error) => assert.fail(String(error)) });
  return { store, clock, records };
}

function aRequest(requestId: string, status = 200, more: Partial<RequestRecord> = {}) {
  const record: RequestRecord = {
    kind: 'api',
    requestId,
    extendedRequestId: `${requestId}=`,
    at: NOW,
    durationMs: 1,
    status,
    request: 'GET /',
    decisions: [],
    ...more,
  };
  return { status, toRecord: () => record };
}

test('a request is found by either of its ids, also by another process', async () => {
  const { store, records } = kept();
  const writer = records();
  writer.keep(aRequest('a'));
  writer.keep(aRequest('b', 500));
  await writer.stop();
  assert.equal((await findRequest(store, NOW, 'a'))?.status, 200);
  assert.equal((await findRequest(store, NOW, 'b='))?.requestId, 'b');
  assert.equal(await findRequest(store, NOW, 'c'), undefined);
});

test('without an id the latest that went wrong is found', async () => {
  const { store, records } = kept();
  const writer = records();
  assert.equal(await findRequest(store, NOW), undefined);
  for (const [id, status] of [['a', 403] as const, ['b', 500] as const, ['c', 200] as const]) {
    writer.keep(aRequest(id, status));
  }
  await writer.stop();
  assert.equal((await findRequest(store, NOW))?.requestId, 'b');
});

test('records are written five seconds after the first of them, without being asked', async () => {
  const { store, clock, records } = kept();
  records().keep(aRequest('a'));
  await clock.advance(4999);
  assert.equal(await findRequest(store, NOW, 'a'), undefined);
  await clock.advance(1);
  assert.equal((await findRequest(store, NOW, 'a'))?.requestId, 'a');
});

test('only the latest are kept, over restarts, and those that went well do not displace the others', async () => {
  const { store, clock, records } = kept();
  let writer = records();
  writer.keep(aRequest('failed', 500));
  for (let count = 0; count < KEPT_REQUESTS; count += 1) {
    writer.keep(aRequest(`first ${count}`));
    await clock.advance(5);
  }
  await writer.stop();
  writer = records();
  for (let count = 0; count < 10; count += 1) writer.keep(aRequest(`second ${count}`));
  await writer.stop();
  assert.equal(await findRequest(store, NOW, 'first 9'), undefined);
  for (const id of ['first 10', 'second 9', 'failed']) {
    assert.equal((await findRequest(store, NOW, id))?.requestId, id);
  }
});

test('under load 200 a second are kept, and no other is ever rendered', async () => {
  const { clock, records } = kept();
  const writer = records();
  let rendered = 0;
  const request = aRequest('a');
  const counted = {
    status: 200,
    toRecord() {
      rendered += 1;
      return request.toRecord();
    },
  };
  for (let second = 0; second < 3; second += 1) {
    for (let count = 0; count < KEPT_REQUESTS; count += 1) writer.keep(counted);
    await clock.advance(1000);
  }
  await writer.stop();
  assert.equal(rendered, 600);
});

test('after a day a request is forgotten', async () => {
  const { store, records } = kept();
  const writer = records();
  writer.keep(aRequest('a', 500));
  await writer.stop();
  assert.equal((await findRequest(store, NOW + 86_399_999, 'a'))?.requestId, 'a');
  assert.equal(await findRequest(store, NOW + 86_400_000, 'a'), undefined);
  assert.equal(await findRequest(store, NOW + 86_400_000), undefined);
});
