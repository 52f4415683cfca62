import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryStore } from './memory-store.ts';
import { records } from './records.ts';

interface Thing {
  readonly name: string;
}

test('a record that was put is found, replaced and deleted', async () => {
  const things = records<Thing>(memoryStore(), 'lambda', 'function');
  assert.equal(await things.get('a'), undefined);
  await things.put('a', { name: 'first' });
  await things.put('a', { name: 'second' });
  assert.deepEqual(await things.get('a'), { name: 'second' });
  assert.equal(await things.delete('a'), true);
  assert.equal(await things.delete('a'), false);
  assert.equal(await things.get('a'), undefined);
});

test('kinds of records do not see each other, whatever their ids', async () => {
  const store = memoryStore();
  const functions = records<Thing>(store, 'lambda', 'function');
  const longer = records<Thing>(store, 'lambda', 'functions');
  await functions.put('x', { name: 'function' });
  await longer.put('x', { name: 'other' });
  await functions.put('\u0000y', { name: 'zero' });
  assert.deepEqual(await functions.list(), [{ name: 'zero' }, { name: 'function' }]);
  assert.deepEqual(await longer.list(), [{ name: 'other' }]);
});

test('a list is sorted by id, begins after an id, and stops at its limit', async () => {
  const things = records<Thing>(memoryStore(), 'kind');
  for (const id of ['b', 'a', 'ab', 'c', 'é']) await things.put(id, { name: id });
  const names = async (options?: Parameters<typeof things.list>[0]) =>
    (await things.list(options)).map((thing) => thing.name);
  assert.deepEqual(await names(), ['a', 'ab', 'b', 'c', 'é']);
  assert.deepEqual(await names({ after: 'ab', limit: 2 }), ['b', 'c']);
  assert.deepEqual(await names({ after: 'aa' }), ['ab', 'b', 'c', 'é']);
  assert.deepEqual(await names({ prefix: 'a' }), ['a', 'ab']);
  assert.deepEqual(await names({ prefix: 'a', after: 'a' }), ['ab']);
  assert.deepEqual(await names({ prefix: 'b', after: 'a' }), ['b']);
  assert.deepEqual(await names({ limit: 0 }), []);
});

test('a list longer than a page is whole', async () => {
  const things = records<number>(memoryStore(), 'kind');
  for (let at = 0; at < 1203; at++) await things.put(String(at).padStart(5, '0'), at);
  assert.deepEqual(
    await things.list(),
    Array.from({ length: 1203 }, (_, at) => at),
  );
});

test('an update decides on what is there, and one that throws leaves it', async () => {
  const counters = records<number>(memoryStore(), 'counter');
  const add = () => counters.update('n', (current = 0) => ({ value: current + 1, result: current }));
  assert.deepEqual(await Promise.all([add(), add(), add()]), [0, 1, 2]);
  await assert.rejects(
    counters.update('n', () => {
      throw new Error('no');
    }),
    /no/,
  );
  assert.equal(await counters.get('n'), 3);
  await counters.update('n', () => ({ value: undefined, result: undefined }));
  assert.equal(await counters.get('n'), undefined);
});
