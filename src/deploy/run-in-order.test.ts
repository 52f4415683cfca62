import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Deferred, deferred } from '../std/deferred.ts';
import { runInOrder } from './run-in-order.ts';

function stage(graph: Record<string, readonly string[]>, limit?: number) {
  const started: string[] = [];
  const gates = new Map<string, Deferred<void>>(Object.keys(graph).map((name) => [name, deferred<void>()]));
  const whole = runInOrder(
    Object.keys(graph),
    (name) => graph[name] ?? [],
    (name) => {
      started.push(name);
      return gates.get(name)?.promise ?? Promise.resolve();
    },
    limit,
  );
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    started,
    whole,
    async finish(name: string) {
      gates.get(name)?.resolve();
      await settle();
    },
    async fail(name: string) {
      gates.get(name)?.reject(new Error(name));
      await settle();
    },
  };
}

test('what is independent runs at the same time, what depends waits', async () => {
  const { started, finish, whole } = stage({ a: [], b: [], c: ['a', 'b'], d: ['a'] });
  assert.deepEqual(started, ['a', 'b']);
  await finish('a');
  assert.deepEqual(started, ['a', 'b', 'd']);
  await finish('b');
  assert.deepEqual(started, ['a', 'b', 'd', 'c']);
  await finish('c');
  await finish('d');
  await whole;
});

test('no more run at once than the limit', async () => {
  const { started, finish, whole } = stage({ a: [], b: [], c: [] }, 2);
  assert.deepEqual(started, ['a', 'b']);
  await finish('b');
  assert.deepEqual(started, ['a', 'b', 'c']);
  await finish('a');
  await finish('c');
  await whole;
});

test('after a failure nothing starts, and what runs is awaited', async () => {
  const { started, finish, fail, whole } = stage({ a: [], b: [], c: ['a'] });
  let settled = false;
  const outcome = whole.then(
    () => 'done',
    (error: Error) => {
      settled = true;
      return error.message;
    },
  );
  await fail('b');
  assert.equal(settled, false);
  await finish('a');
  assert.equal(await outcome, 'b');
  assert.deepEqual(started, ['a', 'b']);
});
