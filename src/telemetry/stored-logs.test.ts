import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manualClock } from '../../test/support/manual-clock.ts';
import { memoryStore } from '../store/memory-store.ts';
import { type LogRange, readLogs } from './log-reader.ts';
import { groupRecords, streamRecords } from './log-records.ts';
import { storedLogs } from './stored-logs.ts';

function stored() {
  const store = memoryStore();
  const clock = manualClock(1_000_000);
  const logs = storedLogs({ store, clock, onFault: (error) => assert.fail(String(error)) });
  const read = async (range: LogRange = {}) => {
    const messages: string[] = [];
    for await (const event of readLogs(store, 'g', range)) messages.push(event.message);
    return messages;
  };
  return { store, clock, logs, read };
}

const at = (timestamp: number, message = String(timestamp)) => ({ timestamp, message });

test('events are kept a tenth of a second after they were appended', async () => {
  const { clock, logs, read } = stored();
  logs.append('g', 's', [at(1)]);
  assert.deepEqual(await read(), []);
  await clock.advance(100);
  await logs.flush();
  assert.deepEqual(await read(), ['1']);
});

test('appending makes the group and the stream', async () => {
  const { store, logs } = stored();
  logs.append('g', 's', [at(5, 'é'), at(3)]);
  await logs.flush();
  assert.equal((await groupRecords(store).get('g'))?.createdAt, 1_000_000);
  const stream = await streamRecords(store, 'g').get('s');
  assert.deepEqual([stream?.firstEventAt, stream?.lastEventAt, stream?.storedBytes], [3, 5, 55]);
});

test('streams are read together in the order of time, both ways, over rows that overlap', async () => {
  const { logs, read } = stored();
  // Each flush makes rows of up to a second for each stream: 's' 100 to 900, 't' 150 to 1100.
  logs.append('g', 's', [at(100), at(500), at(900), at(5000)]);
  logs.append('g', 't', [at(150), at(600), at(1100)]);
  await logs.flush();
  logs.append('g', 'u', [at(50), at(550), at(1000), at(3000)]);
  await logs.flush();
  const all = ['50', '100', '150', '500', '550', '600', '900', '1000', '1100', '3000', '5000'];
  assert.deepEqual(await read(), all);
  assert.deepEqual(await read({ reverse: true }), [...all].reverse());
  assert.deepEqual(await read({ from: 500, to: 1000 }), ['500', '550', '600', '900']);
  assert.deepEqual(await read({ streams: (name) => name === 't' }), ['150', '600', '1100']);
});

test('reading goes on behind a place, also among events of one time', async () => {
  const { store, logs, read } = stored();
  logs.append('g', 's', [at(7, 'a'), at(7, 'b'), at(7, 'c')]);
  await logs.flush();
  const events = [];
  for await (const event of readLogs(store, 'g')) events.push(event);
  const [, second] = events;
  assert.ok(second);
  assert.deepEqual(await read({ after: second }), ['c']);
  assert.deepEqual(await read({ after: second, reverse: true }), ['a']);
});

test('more rows than a page are read whole', async () => {
  const { logs, read } = stored();
  for (let second = 0; second < 500; second += 1) logs.append('g', 's', [at(second * 2000)]);
  await logs.flush();
  assert.equal((await read()).length, 500);
  assert.equal((await read({ reverse: true }))[0], String(499 * 2000));
});

test('a subscriber hears what is appended to its group until it ends', () => {
  const { logs } = stored();
  const heard: string[] = [];
  const end = logs.subscribe('g', (stream, { message }) => heard.push(`${stream} ${message}`));
  logs.append('g', 's', [at(1)]);
  logs.append('other', 's', [at(2)]);
  end();
  logs.append('g', 's', [at(3)]);
  assert.deepEqual(heard, ['s 1']);
});
