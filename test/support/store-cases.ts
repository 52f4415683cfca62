import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { tupleKey } from '../../src/store/keys.ts';
import type { Store, Write } from '../../src/store/store.ts';
import { readSums } from '../../src/store/sums.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (value: Uint8Array | undefined) => (value === undefined ? undefined : new TextDecoder().decode(value));
const ALL = [new Uint8Array([0]), new Uint8Array([255, 255])] as const;

const put = (store: Store, ...pairs: readonly (readonly [string, string | undefined])[]) =>
  store.update([], () => ({
    writes: pairs.map(([key, value]): Write => [bytes(key), value === undefined ? undefined : bytes(value)]),
    result: undefined,
  }));

/** The contract of a store, run over each implementation. */
export function storeCases(name: string, open: () => Promise<Store>): void {
  const check = (claim: string, run: (store: Store) => Promise<void>) =>
    test(`${name} ${claim}`, async () => {
      const store = await open();
      try {
        await run(store);
      } finally {
        await store.close();
      }
    });

  check('answers what was written, and nothing for a key that is not there', async (store) => {
    assert.equal(await store.get(bytes('a')), undefined);
    await put(store, ['a', 'one'], ['b', '']);
    assert.equal(text(await store.get(bytes('a'))), 'one');
    assert.equal(text(await store.get(bytes('b'))), '');
    await put(store, ['a', undefined]);
    assert.equal(await store.get(bytes('a')), undefined);
  });

  check('gives a range in order, from either end, up to a limit', async (store) => {
    await put(store, ['b', '2'], ['d', '4'], ['a', '1'], ['c', '3'], ['e', '5']);
    const range = async (from: string, to: string, options: { limit: number; reverse?: boolean }) =>
      (await store.range(bytes(from), bytes(to), options)).map((row) => `${text(row.key)}${text(row.value)}`);
    assert.deepEqual(await range('b', 'e', { limit: 10 }), ['b2', 'c3', 'd4']);
    assert.deepEqual(await range('b', 'e', { limit: 2 }), ['b2', 'c3']);
    assert.deepEqual(await range('b', 'e', { limit: 10, reverse: true }), ['d4', 'c3', 'b2']);
    assert.deepEqual(await range('b', 'e', { limit: 2, reverse: true }), ['d4', 'c3']);
    assert.deepEqual(await range('bb', 'dd', { limit: 9, reverse: true }), ['d4', 'c3']);
    assert.deepEqual(await range('a', 'z', { limit: 0 }), []);
    assert.deepEqual(await range('e', 'b', { limit: 9 }), []);
    assert.deepEqual(await range('x', 'z', { limit: 9, reverse: true }), []);
  });

  check('lets an update see its keys and answers its result', async (store) => {
    await put(store, ['a', 'one']);
    const seen = await store.update([bytes('a'), bytes('b')], (values) => ({
      writes: [[bytes('b'), bytes('two')]],
      result: values.map(text),
    }));
    assert.deepEqual(seen, ['one', undefined]);
    assert.equal(text(await store.get(bytes('b'))), 'two');
  });

  check('never interleaves updates of one key', async (store) => {
    const add = () =>
      store.update([bytes('n')], ([value]) => ({
        writes: [[bytes('n'), bytes(String(Number(text(value) ?? 0) + 1))]],
        result: undefined,
      }));
    await Promise.all(Array.from({ length: 100 }, add));
    assert.equal(text(await store.get(bytes('n'))), '100');
  });

  check('writes nothing of an update that throws, and all of its neighbours', async (store) => {
    const results = await Promise.allSettled([
      put(store, ['a', '1']),
      store.update([bytes('a')], () => {
        throw new TypeError('refused');
      }),
      put(store, ['b', '2']),
    ]);
    assert.deepEqual(
      results.map((result) => result.status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.equal((results[1] as PromiseRejectedResult).reason.message, 'refused');
    assert.equal(text(await store.get(bytes('a'))), '1');
    assert.equal(text(await store.get(bytes('b'))), '2');
  });

  check('keeps the last of several writes to one key', async (store) => {
    await put(store, ['a', '1'], ['a', undefined], ['a', '2']);
    assert.equal(text(await store.get(bytes('a'))), '2');
  });

  check('adds to sums, whoever else adds, and not for an update that throws', async (store) => {
    const add = (amounts: readonly number[], key = bytes('sums')) =>
      store.update([], () => ({ writes: [], adds: [[key, amounts]], result: undefined }));
    const shared = bytes('sums');
    const refused = store.update([], () => {
      throw new Error('refused');
    });
    await Promise.allSettled([add([1, 2]), add([10], shared), add([0, -0.5, 7], shared), refused]);
    await add([0, 0, 0, 1]);
    assert.deepEqual(readSums(await store.get(bytes('sums'))), [11, 1.5, 7, 1]);
    assert.deepEqual(readSums(await store.get(bytes('none'))), []);
  });

  check('copies what it is given and does not change what it gave', async (store) => {
    const key = Buffer.from('key');
    const value = Buffer.from('first');
    await store.update([], () => ({ writes: [[key, value]], result: undefined }));
    const given = await store.get(bytes('key'));
    value.fill(0);
    key.fill(0);
    await put(store, ['key', 'later']);
    assert.equal(text(given), 'first');
    assert.equal(text(await store.get(bytes('key'))), 'later');
  });

  check('holds keys of 4,000 bytes and values of megabytes', async (store) => {
    const key = new Uint8Array(4000).fill(7);
    const value = new Uint8Array(3_000_000).fill(9);
    await store.update([], () => ({ writes: [[key, value]], result: undefined }));
    assert.deepEqual(Buffer.from((await store.get(key)) ?? []), Buffer.from(value));
    assert.equal((await store.range(ALL[0], ALL[1], { limit: 5 })).length, 1);
  });

  check('refuses a key that is too long or empty, and keeps the rest of the turn', async (store) => {
    const write = (key: Uint8Array) => store.update([], () => ({ writes: [[key, bytes('x')]], result: undefined }));
    const [long, good, empty] = await Promise.allSettled([
      write(new Uint8Array(4027)),
      write(bytes('good')),
      write(new Uint8Array(0)),
    ]);
    assert.deepEqual([long.status, good.status, empty.status], ['rejected', 'fulfilled', 'rejected']);
    assert.equal(text(await store.get(bytes('good'))), 'x');
  });

  check('clears a range and nothing beside it', async (store) => {
    const pairs = Array.from({ length: 2500 }, (_, at) => [`m${String(at).padStart(6, '0')}`, 'x'] as const);
    await put(store, ['a', '1'], ...pairs, ['z', '2']);
    await store.clear(bytes('m'), bytes('n'));
    const left = await store.range(ALL[0], ALL[1], { limit: 10 });
    assert.deepEqual(
      left.map((row) => text(row.key)),
      ['a', 'z'],
    );
  });

  check('agrees with a sorted map over random operations', async (store) => {
    const model = new Map<string, string>();
    const anyKey = fc.tuple(fc.constantFrom('a', 'ab', 'b'), fc.integer({ min: 0, max: 300 }));
    const operation = fc.oneof(
      { weight: 5, arbitrary: fc.record({ kind: fc.constant('put'), key: anyKey, value: fc.string() }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete'), key: anyKey, value: fc.constant('') }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 300 }), anyKey, anyKey, async (operations, low, high) => {
        await Promise.all(
          operations.map(({ kind, key: [prefix, number], value }) => {
            const key = tupleKey(prefix, number);
            const hex = Buffer.from(key).toString('hex');
            if (kind === 'put') model.set(hex, value);
            else model.delete(hex);
            return store.update([], () => ({
              writes: [[key, kind === 'put' ? bytes(value) : undefined]],
              result: undefined,
            }));
          }),
        );
        const [from, to] = [tupleKey(...low), tupleKey(...high)];
        const [fromHex, toHex] = [Buffer.from(from).toString('hex'), Buffer.from(to).toString('hex')];
        const expected = [...model]
          .filter(([key]) => key >= fromHex && key < toHex)
          .sort(([a], [b]) => (a < b ? -1 : 1));
        for (const reverse of [false, true]) {
          const rows = await store.range(from, to, { limit: 10_000, reverse });
          assert.deepEqual(
            rows.map((row) => [Buffer.from(row.key).toString('hex'), text(row.value)]),
            reverse ? [...expected].reverse() : expected,
          );
        }
      }),
      { numRuns: 20 },
    );
  });
}
