import type { FunctionRecord } from './function-record.ts';

/** AWS's default quota of concurrent executions of an account in a region. */
export const ACCOUNT_CONCURRENCY = 1000;

/** What functions have reserved of the account's concurrency. */
export function reservedInAccount(records: readonly FunctionRecord[]): number {
  return records.reduce((sum, record) => sum + (record.reservedConcurrency ?? 0), 0);
}
