export type Awaitable<T> = T | Promise<T>;

/** A row's key: compared byte by byte, so that a range of keys is a range of rows. Built with `tupleKey`. At most 4,000 bytes. */
export type Key = Uint8Array;

export interface Row {
  readonly key: Key;
  readonly value: Uint8Array;
}

/** One row that a decision leaves behind; `undefined` removes the row. */
export type Write = readonly [key: Key, value: Uint8Array | undefined];

/**
 * Amounts to add to a row of sums, one by one (what the row lacks is zero). `readSums` reads such a row, which must be
 * written in no other way than this, but for its removal.
 */
export type Add = readonly [key: Key, amounts: readonly number[]];

/** What a decision says: the rows to write and the answer to give. */
export interface Decision<Result> {
  readonly writes: readonly Write[];
  /** Counted with the writes, all or nothing, but without a read: updates that share only these do not meet. */
  readonly adds?: readonly Add[];
  readonly result: Result;
}

/** Ordered keys, ranges and mini-transactions: all that samlet keeps is kept through this, and nothing of the engine shows. */
export interface Store {
  /** The value, or `undefined`. The bytes are the caller's: they never change under it. */
  get(key: Key): Awaitable<Uint8Array | undefined>;

  /** Up to `limit` rows with `from` <= key < `to`, in order, or from the end when `reverse`. */
  range(from: Key, to: Key, options: { readonly limit: number; readonly reverse?: boolean }): Awaitable<readonly Row[]>;

  /**
   * A mini-transaction: reads `keys`, lets `decide` see their values, commits its writes, and resolves with its result
   * once they survive a crash of this process (a crash of the machine with `--durability disk`). A `decide` that throws
   * writes nothing and its error rejects the promise. It may run again when another node was quicker, so it must be pure
   * and synchronous. Two updates that share a key never interleave. Later keys of `writes` win over earlier ones.
   */
  update<Result>(
    keys: readonly Key[],
    decide: (values: readonly (Uint8Array | undefined)[]) => Decision<Result>,
  ): Promise<Result>;

  /** Removes every row with `from` <= key < `to`. Not atomic: for rows that nothing reads any more. */
  clear(from: Key, to: Key): Promise<void>;

  /** Resolves once everything acknowledged so far is on disk. */
  flush(): Promise<void>;

  /** Flushes and closes; no call may follow. */
  close(): Promise<void>;
}
