import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { tupleKey } from '../../src/store/keys.ts';
import { openLmdbStore } from '../../src/store/lmdb-store.ts';
import { manualClock } from '../support/manual-clock.ts';

const WRITER = fileURLToPath(new URL('filling-writer.ts', import.meta.url));

const reason = process.platform === 'win32' ? 'Windows has no ulimit' : false;

test('where nothing more can be written, writes are refused, reads go on, and nothing acknowledged is lost', {
  skip: reason,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'samlet-full-'));
  const path = join(folder, 'store');
  try {
    // The signal is ignored, so that a write beyond the limit fails as one to a full disk does.
    const shell = `trap '' XFSZ; ulimit -f 8192; exec "$@"`;
    const output = execFileSync('sh', ['-c', shell, 'sh', process.execPath, '--import', 'tsx', WRITER, path], {
      encoding: 'utf8',
      env: { ...process.env, TSX_DISABLE_CACHE: '1' },
    });
    const { acknowledged, refusal, readable } = JSON.parse(output);
    assert.ok(acknowledged > 50 && acknowledged < 5000, output);
    assert.notEqual(refusal, undefined);
    assert.equal(readable, acknowledged);
    const store = await openLmdbStore({ path, durability: 'process', clock: manualClock() });
    for (let at = 0; at < acknowledged; at++) assert.equal((await store.get(tupleKey(at)))?.length, 10_000);
    await store.update([], () => ({ writes: [[tupleKey('more'), Buffer.alloc(1)]], result: undefined }));
    await store.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
