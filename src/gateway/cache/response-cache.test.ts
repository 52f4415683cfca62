import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type CachedAnswer, memoryResponseCache } from './response-cache.ts';
import { seal } from './sealed-answer.ts';

const GIB = 1024 ** 3;
const plain = { untilMs: 1000, capacityBytes: GIB, encrypted: false };
const answer = (body: string | Uint8Array): CachedAnswer => ({ status: 200, headers: { 'Content-Type': 'a/b' }, body });

test('an answer is found by its place and key until its time is over', () => {
  const cache = memoryResponseCache();
  cache.keep('api/prod', 'GET a', answer('one'), plain);
  assert.deepEqual(cache.find('api/prod', 'GET a', 999), answer('one'));
  assert.equal(cache.find('api/prod', 'GET b', 0), undefined);
  assert.equal(cache.find('api/dev', 'GET a', 0), undefined);
  assert.equal(cache.find('api/prod', 'GET a', 1000), undefined);
  assert.equal(cache.usedBytes(), 0);
});

test('a flush forgets a place and nothing else', () => {
  const cache = memoryResponseCache();
  cache.keep('api/prod', 'k', answer('one'), plain);
  cache.keep('api/dev', 'k', answer('two'), plain);
  const both = cache.usedBytes();
  cache.flush('api/prod');
  cache.flush('api/none');
  assert.equal(cache.find('api/prod', 'k', 0), undefined);
  assert.deepEqual(cache.find('api/dev', 'k', 0), answer('two'));
  assert.equal(cache.usedBytes(), both / 2);
});

test('a full place forgets what was unused for longest', () => {
  const cache = memoryResponseCache();
  cache.keep('p', 'a', answer('x'.repeat(1000)), plain);
  const one = cache.usedBytes();
  const small = { ...plain, capacityBytes: one * 2 };
  cache.keep('p', 'b', answer('x'.repeat(1000)), small);
  cache.find('p', 'a', 0);
  cache.keep('p', 'c', answer('x'.repeat(1000)), small);
  assert.deepEqual(
    ['a', 'b', 'c'].map((key) => cache.find('p', key, 0) !== undefined),
    [true, false, true],
  );
  assert.equal(cache.usedBytes(), one * 2);
});

test('a newer answer takes the place of the older one and of its bytes', () => {
  const cache = memoryResponseCache();
  cache.keep('p', 'a', answer('x'.repeat(5000)), plain);
  cache.keep('p', 'a', answer('y'), plain);
  assert.deepEqual(cache.find('p', 'a', 0), answer('y'));
  assert.ok(cache.usedBytes() < 1000, String(cache.usedBytes()));
});

test('an answer that the place cannot hold is not kept, nor is the one before it', () => {
  const cache = memoryResponseCache();
  cache.keep('p', 'a', answer('y'), plain);
  cache.keep('p', 'a', answer('x'.repeat(5000)), { ...plain, capacityBytes: 4000 });
  assert.equal(cache.find('p', 'a', 0), undefined);
  assert.equal(cache.usedBytes(), 0);
});

test('all places together stay within the limit: the largest one gives way', () => {
  const cache = memoryResponseCache(20_000);
  cache.keep('small', 'a', answer('x'.repeat(1000)), plain);
  for (let at = 0; at < 100; at++) {
    cache.keep('large', `k${at}`, answer('x'.repeat(1000)), plain);
    assert.ok(cache.usedBytes() <= 20_000);
  }
  assert.notEqual(cache.find('small', 'a', 0), undefined);
  assert.notEqual(cache.find('large', 'k99', 0), undefined);
  assert.equal(cache.find('large', 'k0', 0), undefined);
});

test('characters that take two bytes in memory count as two', () => {
  const [narrow, wide] = ['é', '€'].map((character) => {
    const cache = memoryResponseCache();
    cache.keep('p', 'a', answer(character.repeat(1000)), plain);
    return cache.usedBytes();
  });
  assert.equal((wide ?? 0) - (narrow ?? 0), 1000);
});

test('a part of a large buffer does not keep the buffer', () => {
  const cache = memoryResponseCache();
  const whole = new Uint8Array(100_000).fill(7);
  cache.keep('p', 'a', answer(whole.subarray(10, 20)), plain);
  const { body } = cache.find('p', 'a', 0) ?? {};
  assert.ok(body instanceof Uint8Array);
  assert.deepEqual([...body], Array(10).fill(7));
  assert.equal(body.buffer.byteLength, 10);
});

for (const body of ['{"name":"Żółw"}', '', Uint8Array.of(0, 255, 128)]) {
  test(`an encrypted answer is the same afterwards: ${JSON.stringify(body)}`, () => {
    const cache = memoryResponseCache();
    const given = { status: 404, headers: { 'Set-Cookie': ['a=1', 'b=2'], 'Content-Type': 'x/y' }, body };
    cache.keep('p', 'a', given, { ...plain, encrypted: true });
    const found = cache.find('p', 'a', 0);
    assert.deepEqual({ ...found, body: Buffer.from(found?.body ?? '') }, { ...given, body: Buffer.from(body) });
    assert.equal(typeof found?.body, typeof body);
  });
}

test('nothing of an encrypted answer can be read in memory, and two are never alike', () => {
  const [one, two] = [seal(answer('very secret')), seal(answer('very secret'))];
  assert.equal(one.sealed.includes('secret'), false);
  assert.equal(one.sealed.includes('Content-Type'), false);
  assert.notDeepEqual(one.sealed, two.sealed);
});

test('a cache that is filled with misses takes the memory it counts', () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const limit = 16 * 1024 * 1024;
  const cache = memoryResponseCache(limit);
  const used = () => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = used();
  for (let at = 0; at < 150_000; at++) {
    const body = Buffer.alloc(600 + (at % 7), 97).toString();
    cache.keep('p', `GET ns method.request.querystring.q=6:${at}`, answer(body), plain);
  }
  const taken = used() - before;
  assert.ok(cache.usedBytes() > limit * 0.99 && cache.usedBytes() <= limit);
  assert.ok(taken < limit * 1.3, `${taken} bytes are taken, ${cache.usedBytes()} counted`);
});
