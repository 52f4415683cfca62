// Writes rows until the limit on the size of files (ulimit -f) refuses one, then says what the store still does.
import { systemClock } from '../../src/std/clock.ts';
import { tupleKey } from '../../src/store/keys.ts';
import { openLmdbStore } from '../../src/store/lmdb-store.ts';

const [path = ''] = process.argv.slice(2);
const value = Buffer.alloc(10_000, 1);
const store = await openLmdbStore({ path, durability: 'process', clock: systemClock });
const write = (at: number) => store.update([], () => ({ writes: [[tupleKey(at), value]], result: undefined }));

let acknowledged = 0;
let refusal: string | undefined;
while (refusal === undefined && acknowledged < 5000) {
  await write(acknowledged).then(
    () => acknowledged++,
    (error: Error) => {
      refusal = error.message;
    },
  );
}
let readable = 0;
for (let at = 0; at < acknowledged; at++) if ((await store.get(tupleKey(at)))?.length === value.length) readable++;
await store.close();
process.stdout.write(JSON.stringify({ acknowledged, refusal, readable }));
