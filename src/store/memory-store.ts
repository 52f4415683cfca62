import { checkKey, compareKeys } from './keys.ts';
import type { Key, Row, Store } from './store.ts';
import { addToSums } from './sums.ts';

/** Rows per block: blocks are found by bisection, so that an insert moves at most this many rows. */
const BLOCK = 512;

/** The same contract in memory: for `--ephemeral` and tests. Nothing is kept. */
export function memoryStore(): Store {
  /** Sorted blocks of sorted rows; none is empty but the first of an empty store. */
  const blocks: Row[][] = [[]];

  /** The block in which `key` is or belongs. */
  function blockOf(key: Key): number {
    let low = 0;
    let high = blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      const first = blocks[middle]?.[0];
      if (first !== undefined && compareKeys(first.key, key) <= 0) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The place of the first row of the block that is not before `key`. */
  function placeIn(block: readonly Row[], key: Key): number {
    let low = 0;
    let high = block.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const row = block[middle];
      if (row !== undefined && compareKeys(row.key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function find(key: Key): Uint8Array | undefined {
    const block = blocks[blockOf(key)] ?? [];
    const row = block[placeIn(block, key)];
    return row !== undefined && compareKeys(row.key, key) === 0 ? row.value : undefined;
  }

  function write(key: Key, value: Uint8Array | undefined): void {
    const at = blockOf(key);
    const block = blocks[at] ?? [];
    const place = placeIn(block, key);
    const row = block[place];
    const present = row !== undefined && compareKeys(row.key, key) === 0;
    if (value === undefined) {
      if (present) block.splice(place, 1);
      if (block.length === 0 && blocks.length > 1) blocks.splice(at, 1);
      return;
    }
    // Copies: the caller may go on using the buffers that it wrote from.
    block.splice(place, present ? 1 : 0, {
      key: present ? row.key : new Uint8Array(key),
      value: new Uint8Array(value),
    });
    if (block.length > BLOCK) blocks.splice(at + 1, 0, block.splice(BLOCK / 2));
  }

  function* forward(from: Key, to: Key): Generator<Row> {
    let at = blockOf(from);
    let place = placeIn(blocks[at] ?? [], from);
    for (; at < blocks.length; at++, place = 0) {
      const block = blocks[at] ?? [];
      for (; place < block.length; place++) {
        const row = block[place];
        if (row === undefined || compareKeys(row.key, to) >= 0) return;
        yield row;
      }
    }
  }

  function* backward(from: Key, to: Key): Generator<Row> {
    let at = blockOf(to);
    let place = placeIn(blocks[at] ?? [], to) - 1;
    for (; at >= 0; at--, place = (blocks[at]?.length ?? 0) - 1) {
      const block = blocks[at] ?? [];
      for (; place >= 0; place--) {
        const row = block[place];
        if (row === undefined || compareKeys(row.key, from) < 0) return;
        yield row;
      }
    }
  }

  return {
    get: find,

    range(from, to, { limit, reverse = false }) {
      const found: Row[] = [];
      if (limit <= 0 || compareKeys(from, to) >= 0) return found;
      for (const row of reverse ? backward(from, to) : forward(from, to)) {
        if (found.push(row) >= limit) break;
      }
      return found;
    },

    async update(keys, decide) {
      const { writes, adds = [], result } = decide(keys.map(find));
      for (const [key] of writes) checkKey(key);
      for (const [key, value] of writes) write(key, value);
      for (const [key, amounts] of adds) write(key, addToSums(find(key), amounts));
      return result;
    },

    async clear(from, to) {
      for (const key of [...forward(from, to)].map((row) => row.key)) write(key, undefined);
    },

    async flush() {},
    async close() {},
  };
}
