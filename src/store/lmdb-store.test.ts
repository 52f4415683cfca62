import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { manualClock } from '../../test/support/manual-clock.ts';
import { storeCases } from '../../test/support/store-cases.ts';
import { UserError } from '../std/user-error.ts';
import { tupleKey } from './keys.ts';
import { openLmdbStore } from './lmdb-store.ts';
import type { Store } from './store.ts';

const folder = mkdtempSync(join(tmpdir(), 'samlet-store-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
const newPath = () => join(folder, String(count++));

for (const durability of ['process', 'disk'] as const) {
  storeCases(`the LMDB store (${durability})`, () =>
    openLmdbStore({ path: newPath(), durability, clock: manualClock() }),
  );
}

const put = (store: Store, key: string, value: string) =>
  store.update([], () => ({ writes: [[tupleKey(key), Buffer.from(value)]], result: undefined }));
const get = async (store: Store, key: string) => {
  const value = await store.get(tupleKey(key));
  return value === undefined ? undefined : Buffer.from(value).toString();
};

test('what was written is there after a stop, whichever way it was kept', async () => {
  const path = newPath();
  const clock = manualClock();
  for (const [at, durability] of (['process', 'disk', 'disk', 'process', 'process'] as const).entries()) {
    const store = await openLmdbStore({ path, durability, clock });
    for (let earlier = 0; earlier < at; earlier++) assert.equal(await get(store, `k${earlier}`), `v${earlier}`);
    await put(store, `k${at}`, `v${at}`);
    await store.close();
  }
});

test('a close waits for the updates of its turn', async () => {
  const path = newPath();
  const store = await openLmdbStore({ path, durability: 'process', clock: manualClock() });
  const writes = [put(store, 'a', '1'), put(store, 'b', '2')];
  await store.close();
  await Promise.all(writes);
  await assert.rejects(put(store, 'c', '3'), /closed/);
  const again = await openLmdbStore({ path, durability: 'process', clock: manualClock() });
  assert.equal(await get(again, 'b'), '2');
  await again.close();
});

test('a second store on the same folder is refused with the pid of the first', async () => {
  const path = newPath();
  const store = await openLmdbStore({ path, durability: 'process', clock: manualClock() });
  await assert.rejects(openLmdbStore({ path, durability: 'process', clock: manualClock() }), (error) => {
    assert.ok(error instanceof UserError);
    assert.equal(error.code, 'SAMLET_DATA_IN_USE');
    assert.match(error.message, new RegExp(`pid ${process.pid}`));
    return true;
  });
  await store.close();
  assert.equal(existsSync(join(path, 'lock')), false);
});

test('the lock of a process that is gone is taken over', async () => {
  const path = newPath();
  await (await openLmdbStore({ path, durability: 'process', clock: manualClock() })).close();
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  for (const stale of [`{"pid":${pid},"started":""}`, `{"pid":${process.pid},"started":"earlier"}`, 'not a lock']) {
    writeFileSync(join(path, 'lock'), stale);
    const store = await openLmdbStore({ path, durability: 'process', clock: manualClock() });
    assert.equal(JSON.parse(readFileSync(join(path, 'lock'), 'utf8')).pid, process.pid);
    await store.close();
  }
});

test('a folder that cannot be made is named', async () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  await assert.rejects(
    openLmdbStore({ path: join(file, 'data'), durability: 'process', clock: manualClock() }),
    (error) => error instanceof UserError && error.code === 'SAMLET_DATA_UNREADABLE',
  );
});

test('the store grows far beyond what it began with', async () => {
  const store = await openLmdbStore({ path: newPath(), durability: 'process', clock: manualClock() });
  const value = Buffer.alloc(400_000, 1);
  for (let at = 0; at < 100; at++) {
    await store.update([], () => ({ writes: [[tupleKey(at), value]], result: undefined }));
  }
  assert.equal((await store.get(tupleKey(99)))?.length, 400_000);
  await store.close();
});
