import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { tupleKey } from '../../src/store/keys.ts';
import { openLmdbStore } from '../../src/store/lmdb-store.ts';
import type { Store } from '../../src/store/store.ts';
import { manualClock } from '../support/manual-clock.ts';

const WRITER = fileURLToPath(new URL('store-writer.ts', import.meta.url));
const KILLS = 5;
const seed = Number(process.env['SAMLET_SEED'] ?? process.hrtime.bigint() % 1_000_000n);

const folder = mkdtempSync(join(tmpdir(), 'samlet-kill-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Writer {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Resolves once `count` lines of output are there. */
  readonly lines: (count: number) => Promise<void>;
}

function startWriter(...args: readonly string[]): Writer {
  const child = spawn(process.execPath, ['--import', 'tsx', WRITER, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  let lineCount = 0;
  let wanted: (() => void) | undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
    for (const byte of chunk) if (byte === 10) lineCount++;
    wanted?.();
  });
  return {
    child,
    output: () => output,
    lines: (count) =>
      new Promise((resolve, reject) => {
        child.once('exit', () => reject(new Error(`the writer ended by itself: ${output.slice(0, 500)}`)));
        wanted = () => {
          if (lineCount >= count) resolve();
        };
        wanted();
      }),
  };
}

async function kill(writer: Writer): Promise<void> {
  const closed = once(writer.child, 'close');
  writer.child.kill('SIGKILL');
  await closed;
}

/** The last acknowledged count of each key. */
function acknowledged(output: string): Map<string, number> {
  const last = new Map<string, number>();
  const whole = output.slice(0, output.lastIndexOf('\n'));
  for (const line of whole.split('\n')) {
    const [key = '', count] = line.split(' ');
    if (count !== undefined) last.set(key, Number(count));
  }
  return last;
}

async function countOf(store: Store, ...key: readonly string[]): Promise<number> {
  const value = await store.get(tupleKey(...key));
  return value === undefined ? 0 : Number.parseInt(Buffer.from(value).toString(), 10);
}

/** What is there may be newer than the last acknowledgement that was read, never older, and both rows of an update agree. */
async function checkRows(store: Store, expected: ReadonlyMap<string, number>): Promise<void> {
  for (const [key, count] of expected) {
    const found = await countOf(store, key);
    assert.ok(found >= count, `${key}: ${count} was acknowledged, ${found} is there (seed ${seed})`);
    assert.equal(await countOf(store, 'copy', key), found, `${key}: half an update (seed ${seed})`);
  }
}

for (const durability of ['process', 'disk'] as const) {
  test(`kill -9 under load loses no acknowledged write (${durability}, ${KILLS} times, seed ${seed})`, async () => {
    const path = join(folder, durability);
    for (let round = 0; round < KILLS; round++) {
      const writer = startWriter(path, String(seed + round), durability);
      await writer.lines(
        durability === 'disk' ? 100 + ((seed + round * 37) % 300) : 500 + ((seed + round * 997) % 5000),
      );
      await kill(writer);
      const notices: string[] = [];
      const store = await openLmdbStore({
        path,
        durability,
        clock: manualClock(),
        onNotice: (message) => notices.push(message),
      });
      const expected = acknowledged(writer.output());
      assert.ok(expected.size > 50);
      await checkRows(store, expected);
      assert.deepEqual(notices, []);
      // The next round begins with empty counters.
      await store.clear(new Uint8Array([0]), new Uint8Array([255]));
      await store.close();
    }
  });
}

test(`a crash of the machine loses no write that was acknowledged after its flush (seed ${seed})`, async () => {
  const path = join(folder, 'flushed');
  for (let round = 0; round < 3; round++) {
    const writer = startWriter(path, String(seed + round), 'disk', `boot ${round}`);
    await writer.lines(300);
    await kill(writer);
    const notices: string[] = [];
    const store = await openLmdbStore({
      path,
      durability: 'disk',
      clock: manualClock(),
      bootId: `boot ${round + 1}`,
      onNotice: (message) => notices.push(message),
    });
    assert.equal(notices.length, 1);
    await checkRows(store, acknowledged(writer.output()));
    await store.clear(new Uint8Array([0]), new Uint8Array([255]));
    await store.close();
  }
});

test(`after a crash of the machine the store is as it was at the last flush, and says so (seed ${seed})`, async () => {
  const path = join(folder, 'machine');
  const writer = startWriter(path, String(seed), 'process', 'before');
  await writer.lines(3000);
  // What is acknowledged while the flush runs may come after its snapshot.
  const expected = acknowledged(writer.output());
  writer.child.stdin?.write('flush\n');
  while (!writer.output().includes('flushed\n')) await once(writer.child.stdout ?? writer.child, 'data');
  await writer.lines(12_000);
  await kill(writer);

  const notices: string[] = [];
  const open = () =>
    openLmdbStore({
      path,
      durability: 'process',
      clock: manualClock(),
      bootId: 'after',
      onNotice: (message) => notices.push(message),
    });
  const store = await open();
  assert.equal(notices.length, 1);
  assert.match(notices[0] ?? '', /machine went down/);
  const rows = await store.range(new Uint8Array([0]), new Uint8Array([255]), { limit: 10_000 });
  assert.ok(rows.length >= 2 * expected.size, `${rows.length} rows of ${2 * expected.size}`);
  const settled = new Map([...expected.keys()].map((key) => [key, 0]));
  await checkRows(store, settled);
  await store.update([], () => ({ writes: [[tupleKey('later'), Buffer.from('1 ')]], result: undefined }));
  await store.close();

  const again = await open();
  assert.equal(await countOf(again, 'later'), 1);
  await checkRows(again, settled);
  assert.equal(notices.length, 1);
  await again.close();
});
