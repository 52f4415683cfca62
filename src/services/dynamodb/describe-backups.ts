import type { TableRecord } from './table.ts';

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
            EarliestRestorableDateTime: Math.floor(recovery.enabledAt / 1000),
            LatestRestorableDateTime: Math.floor(Math.max(recovery.enabledAt, nowMs) / 1000),
          },
  };
}
