import type { TableRecord } from './table.ts';

const DAY_MS = 86_400_000;

/** The first moment, in milliseconds since the epoch, that a table can be restored to. */
export function restorableFrom(recovery: NonNullable<TableRecord['pointInTimeRecovery']>, nowMs: number): number {
  return Math.max(recovery.enabledAt, nowMs - recovery.periodDays * DAY_MS);
}

/** The `ContinuousBackupsDescription` of a table. */
export function describeBackups({ pointInTimeRecovery: recovery }: TableRecord, nowMs: number): object {
  return {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription:
      recovery === undefined
        ? { PointInTimeRecoveryStatus: 'DISABLED' }
        : {
            PointInTimeRecoveryStatus: 'ENABLED',
            RecoveryPeriodInDays: recovery.periodDays,
            EarliestRestorableDateTime: Math.floor(restorableFrom(recovery, nowMs) / 1000),
            LatestRestorableDateTime: Math.floor(Math.max(recovery.enabledAt, nowMs) / 1000),
          },
  };
}
