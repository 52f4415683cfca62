import { afterKey, afterPrefix, stringPrefix, tupleKey } from './keys.ts';
import type { Store } from './store.ts';

const PAGE = 500;

/** Records of one kind, kept as JSON under a string id: what JSON loses (dates, bytes, `undefined`) they cannot hold. */
export interface Records<T> {
  get(id: string): Promise<T | undefined>;
  put(id: string, value: T): Promise<void>;
  /** Answers whether there was one. */
  delete(id: string): Promise<boolean>;
  /** Sorted by id (UTF-8): those after `after` whose ids begin with `prefix`, at most `limit`. */
  list(options?: { readonly after?: string; readonly limit?: number; readonly prefix?: string }): Promise<T[]>;
  /**
   * Reads, decides and writes as one: `decide` must be pure, for it may run again. A `value` of `undefined` removes the
   * record. An error that `decide` throws writes nothing and rejects.
   */
  update<Result>(
    id: string,
    decide: (current: T | undefined) => { readonly value: T | undefined; readonly result: Result },
  ): Promise<Result>;
}

/** The records under `prefix`, for example `records<FunctionRecord>(store, 'lambda', 'function')`. */
export function records<T>(store: Store, ...prefix: readonly string[]): Records<T> {
  const keyOf = (id: string) => tupleKey(...prefix, id);
  const encode = (value: T | undefined) => (value === undefined ? undefined : Buffer.from(JSON.stringify(value)));
  const decode = (bytes: Uint8Array) =>
    JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()) as T;

  return {
    async get(id) {
      const bytes = await store.get(keyOf(id));
      return bytes === undefined ? undefined : decode(bytes);
    },

    async put(id, value) {
      const key = keyOf(id);
      await store.update([], () => ({ writes: [[key, encode(value)]], result: undefined }));
    },

    delete(id) {
      const key = keyOf(id);
      return store.update([key], ([current]) => ({
        writes: current === undefined ? [] : [[key, undefined]],
        result: current !== undefined,
      }));
    },

    async list({ after, limit = Number.POSITIVE_INFINITY, prefix: start = '' } = {}) {
      const first = stringPrefix(prefix, start);
      const to = afterPrefix(first);
      let from = first;
      if (after !== undefined) {
        const behind = afterKey(keyOf(after));
        if (Buffer.compare(behind, from) > 0) from = behind;
      }
      const found: T[] = [];
      while (found.length < limit) {
        const size = Math.min(PAGE, limit - found.length);
        const rows = await store.range(from, to, { limit: size });
        for (const row of rows) found.push(decode(row.value));
        const last = rows.at(-1);
        if (last === undefined || rows.length < size) break;
        from = afterKey(last.key);
      }
      return found;
    },

    update(id, decide) {
      const key = keyOf(id);
      return store.update([key], ([bytes]) => {
        const { value, result } = decide(bytes === undefined ? undefined : decode(bytes));
        return { writes: [[key, encode(value)]], result };
      });
    },
  };
}
