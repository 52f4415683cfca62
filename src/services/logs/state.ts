import type { Records } from '../../store/records.ts';
import type { Store } from '../../store/store.ts';
import { groupRecords, type LogGroupRecord, type LogStreamRecord, streamRecords } from '../../telemetry/log-records.ts';
import type { LogStore } from '../../telemetry/log-store.ts';
import type { Platform } from '../platform.ts';

export interface LogsState {
  readonly store: Store;
  readonly logs: LogStore;
  readonly groups: Records<LogGroupRecord>;
  readonly streams: (group: string) => Records<LogStreamRecord>;
}

export const newState = ({ store, logs }: Platform): LogsState => ({
  store,
  logs,
  groups: groupRecords(store),
  streams: (group) => streamRecords(store, group),
});
