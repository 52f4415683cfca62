import { records } from '../../store/records.ts';
import type { Store } from '../../store/store.ts';
import { conflict, functionNotFound } from './errors.ts';
import type { FunctionRecord, VersionRecord } from './function-record.ts';

/** All functions, kept in the store and held in memory once read: a call of a function reads its record. */
export interface FunctionCatalog {
  find(arn: string): Promise<FunctionRecord | undefined>;
  /** Refuses as AWS does when there is none; `asked` is the ARN that the message names. */
  get(arn: string, asked?: string): Promise<FunctionRecord>;
  /** In the order of their names. */
  list(where: { readonly account: string; readonly region: string }): Promise<FunctionRecord[]>;
  /** Every function of every region. */
  all(): Promise<FunctionRecord[]>;
  /** Refuses a name that is taken. */
  create(record: FunctionRecord): Promise<void>;
  /** Reads, decides and writes as one; `decide` must be pure. Refuses when there is no such function. */
  change(arn: string, decide: (record: FunctionRecord) => FunctionRecord): Promise<FunctionRecord>;
  /** Answers the function that was removed. */
  remove(arn: string): Promise<FunctionRecord | undefined>;
}

/** The catalog in `store`; `changed` is called after each change with the function's ARN. */
export function functionCatalog(store: Store, changed: (arn: string) => void): FunctionCatalog {
  const kept = records<FunctionRecord>(store, 'lambda', 'function');
  const held = new Map<string, FunctionRecord>();

  async function find(arn: string): Promise<FunctionRecord | undefined> {
    const known = held.get(arn);
    if (known !== undefined) return known;
    const read = await kept.get(arn);
    // Somebody may have changed it while it was read.
    const newer = held.get(arn);
    if (newer !== undefined) return newer;
    if (read !== undefined) held.set(arn, read);
    return read;
  }

  return {
    find,

    async get(arn, asked = arn) {
      const record = await find(arn);
      if (record === undefined) throw functionNotFound(asked);
      return record;
    },

    list: ({ account, region }) => kept.list({ prefix: `arn:aws:lambda:${region}:${account}:function:` }),

    all: () => kept.list(),

    async create(record) {
      await kept.update(record.arn, (current) => {
        if (current !== undefined) throw conflict(`Function already exist: ${record.name}`);
        return { value: record, result: undefined };
      });
      held.set(record.arn, record);
      changed(record.arn);
    },

    async change(arn, decide) {
      const record = await kept.update(arn, (current) => {
        if (current === undefined) throw functionNotFound(arn);
        const value = decide(current);
        return { value, result: value };
      });
      held.set(arn, record);
      changed(arn);
      return record;
    },

    async remove(arn) {
      const removed = await kept.update(arn, (current) => ({ value: undefined, result: current }));
      held.delete(arn);
      changed(arn);
      return removed;
    },
  };
}

/** The record with another `$LATEST`. */
export function withLatest(record: FunctionRecord, latest: VersionRecord): FunctionRecord {
  return { ...record, latest };
}
