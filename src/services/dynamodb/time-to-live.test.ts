import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localDynamodb, tableInput } from '../../../test/support/dynamodb.ts';
import { prefixRange } from '../../store/keys.ts';
import { memoryStore } from '../../store/memory-store.ts';
import { EXPIRIES } from './table.ts';

const NOW = Date.UTC(2026, 0, 1) / 1000;
const YEAR = 365 * 24 * 3600;

async function withTable(store = memoryStore()) {
  const local = localDynamodb(store);
  const { run, items, call } = local;
  await run('CreateTable', {
    ...tableInput('Sessions', 'id:S'),
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'OLD_IMAGE' },
  });
  const setTimeToLive = async (enabled: boolean, attribute = 'expires') => {
    const answer = await run('UpdateTimeToLive', {
      TableName: 'Sessions',
      TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute },
    });
    await call.state.background.settle();
    return answer;
  };
  const put = (id: string, expires: object) =>
    run('PutItem', { TableName: 'Sessions', Item: { id: { S: id }, expires } });
  const sweptIds = async () => {
    await call.state.sweeps.sweep();
    return (await items('Sessions')).map((item) => item.id.S).sort();
  };
  const keptTimes = async () => {
    const { from, to } = prefixRange(Buffer.from([EXPIRIES]));
    return (await store.range(from, to, { limit: 100 })).length;
  };
  return { ...local, setTimeToLive, put, sweptIds, keptTimes };
}

test('an item is deleted when its time has come, and not before', async () => {
  const { setTimeToLive, put, sweptIds, clock, keptTimes } = await withTable();
  await setTimeToLive(true);
  await put('a', { N: String(NOW + 60) });
  await put('b', { N: String(NOW + 120) });
  assert.deepEqual(await sweptIds(), ['a', 'b']);
  await clock.advance(60_000);
  assert.deepEqual(await sweptIds(), ['b']);
  await clock.advance(60_000);
  assert.deepEqual(await sweptIds(), []);
  assert.equal(await keptTimes(), 0);
});

test('sweeps come by themselves as the clock goes on', async () => {
  const { setTimeToLive, put, items, clock } = await withTable();
  await setTimeToLive(true);
  await put('a', { N: String(NOW + 1) });
  await clock.advance(5_000);
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(await items('Sessions'), []);
});

test('only numbers within the last five years expire an item', async () => {
  const { setTimeToLive, put, sweptIds } = await withTable();
  await setTimeToLive(true);
  await put('text', { S: String(NOW - 10) });
  await put('none', { NULL: true });
  await put('old', { N: String(NOW - 5 * YEAR - 1) });
  await put('zero', { N: '0' });
  await put('negative', { N: '-1' });
  await put('milliseconds', { N: String(NOW * 1000) });
  await put('huge', { N: '1E100' });
  await put('due', { N: String(NOW - 5 * YEAR + 60) });
  assert.deepEqual(await sweptIds(), ['huge', 'milliseconds', 'negative', 'none', 'old', 'text', 'zero']);
});

test('an item that is given more time, or whose attribute is removed, stays', async () => {
  const { setTimeToLive, put, run, sweptIds, clock } = await withTable();
  await setTimeToLive(true);
  await put('a', { N: String(NOW + 1) });
  await put('b', { N: String(NOW + 1) });
  await put('a', { N: String(NOW + 100) });
  await run('UpdateItem', { TableName: 'Sessions', Key: { id: { S: 'b' } }, UpdateExpression: 'REMOVE expires' });
  await clock.advance(10_000);
  assert.deepEqual(await sweptIds(), ['a', 'b']);
});

test('items from before the setting expire too', async () => {
  const { setTimeToLive, put, sweptIds } = await withTable();
  for (let at = 0; at < 1200; at++) await put(`old-${at}`, { N: String(NOW - 1) });
  await put('kept', { N: String(NOW + 1000) });
  assert.equal((await sweptIds()).length, 1201);
  await setTimeToLive(true);
  assert.deepEqual(await sweptIds(), ['kept']);
});

test('without the setting nothing expires, and another attribute counts when it is set again', async () => {
  const { setTimeToLive, run, sweptIds, keptTimes, clock } = await withTable();
  await setTimeToLive(true);
  await run('PutItem', {
    TableName: 'Sessions',
    Item: { id: { S: 'a' }, expires: { N: String(NOW + 20_000) }, other: { N: String(NOW - 1) } },
  });
  await clock.advance(3_600_000);
  await setTimeToLive(false);
  assert.equal(await keptTimes(), 0);
  assert.deepEqual(await sweptIds(), ['a']);
  await clock.advance(3_600_000);
  await setTimeToLive(true, 'other');
  assert.deepEqual(await sweptIds(), []);
});

test('a deleted table leaves no times behind', async () => {
  const { setTimeToLive, put, run, call, keptTimes } = await withTable();
  await setTimeToLive(true);
  await put('a', { N: String(NOW + 1) });
  assert.equal(await keptTimes(), 1);
  await run('DeleteTable', { TableName: 'Sessions' });
  await call.state.background.settle();
  assert.equal(await keptTimes(), 0);
  await call.state.sweeps.sweep();
});

test('the stream says that DynamoDB itself deleted the item', async () => {
  const { setTimeToLive, put, run, call, sweptIds } = await withTable();
  await setTimeToLive(true);
  await put('a', { N: String(NOW) });
  assert.deepEqual(await sweptIds(), []);
  const { Table: table } = await run('DescribeTable', { TableName: 'Sessions' });
  const stream = await call.state.changeStreams.find(table.LatestStreamArn);
  assert.ok(stream);
  const entries = await call.state.changeStreams.read(stream, { from: 0, limit: 10 });
  const [insert, remove] = entries.map((entry) => JSON.parse(Buffer.from(entry.bytes).toString()));
  assert.equal(insert.userIdentity, undefined);
  assert.equal(remove.eventName, 'REMOVE');
  assert.deepEqual(remove.userIdentity, { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' });
  assert.deepEqual(remove.dynamodb.OldImage, { id: { S: 'a' }, expires: { N: String(NOW) } });
});

test('after a restart what was due meanwhile is deleted', async () => {
  const store = memoryStore();
  const first = await withTable(store);
  await first.setTimeToLive(true);
  await first.put('a', { N: String(NOW + 1) });
  const second = localDynamodb(store);
  await second.call.state.background.settle();
  await second.clock.advance(5_000);
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(await second.items('Sessions'), []);
});

test('the setting is refused where it is already so, or means another attribute', async () => {
  const { refusal, setTimeToLive, run } = await withTable();
  const set = (enabled: boolean, attribute: string) =>
    refusal('UpdateTimeToLive', {
      TableName: 'Sessions',
      TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute },
    });
  assert.equal(await set(false, 'expires'), 'ValidationException: TimeToLive is already disabled');
  assert.deepEqual(await setTimeToLive(true), {
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' },
  });
  assert.deepEqual(await run('DescribeTimeToLive', { TableName: 'Sessions' }), {
    TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' },
  });
  assert.equal(await set(true, 'expires'), 'ValidationException: TimeToLive is already enabled');
  assert.equal(
    await set(false, 'other'),
    'ValidationException: TimeToLive is active on a different AttributeName: current AttributeName is expires',
  );
});

test('time to live is changed once an hour', async () => {
  const { setTimeToLive, refusal, clock } = await withTable();
  await setTimeToLive(true);
  const off = { TableName: 'Sessions', TimeToLiveSpecification: { Enabled: false, AttributeName: 'expires' } };
  const tooSoon = 'ValidationException: Time to live has been modified multiple times within a fixed interval';
  assert.equal(await refusal('UpdateTimeToLive', off), tooSoon);
  await clock.advance(3_599_000);
  assert.equal(await refusal('UpdateTimeToLive', off), tooSoon);
  await clock.advance(1_000);
  await setTimeToLive(false);
});
