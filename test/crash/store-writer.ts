// A process that writes through the store until it is killed, and prints what was acknowledged: `<key> <value>` a line.
import { writeSync } from 'node:fs';
import { systemClock } from '../../src/std/clock.ts';
import { tupleKey } from '../../src/store/keys.ts';
import { openLmdbStore } from '../../src/store/lmdb-store.ts';

const [path = '', seed = '0', durability = 'process', bootId = ''] = process.argv.slice(2);
const store = await openLmdbStore({
  path,
  durability: durability === 'disk' ? 'disk' : 'process',
  clock: systemClock,
  ...(bootId === '' ? {} : { bootId }),
});
say('open');

/** Written before the next line of this process runs: what is printed is what was acknowledged before the kill. */
function say(line: string): void {
  for (;;) {
    try {
      writeSync(1, `${line}\n`);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

let random = Number(seed) >>> 0 || 1;
const next = (below: number) => {
  random ^= random << 13;
  random ^= random >>> 17;
  random ^= random << 5;
  return (random >>> 0) % below;
};

async function writer(id: number): Promise<never> {
  for (let count = 1; ; count++) {
    const key = `${id}-${next(50)}`;
    const filler = 'x'.repeat(next(2000));
    await store.update([tupleKey(key)], () => ({
      writes: [
        [tupleKey(key), Buffer.from(`${count} ${filler}`)],
        [tupleKey('copy', key), Buffer.from(`${count} ${filler}`)],
      ],
      result: undefined,
    }));
    say(`${key} ${count}`);
  }
}

process.stdin.on('data', async () => {
  await store.flush();
  say('flushed');
});
for (let id = 0; id < 8; id++) void writer(id);
