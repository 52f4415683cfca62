import { type Records, records } from '../../store/records.ts';
import type { Store } from '../../store/store.ts';
import { groupRecords, type LogGroupRecord, type LogStreamRecord, streamRecords } from '../../telemetry/log-records.ts';
import type { LogStore } from '../../telemetry/log-store.ts';
import type { Platform } from '../platform.ts';
import { type ExpiringEvents, expiringEvents } from './expire-events.ts';
import { type FilterRecords, filterRecords } from './filter-records.ts';
import { type LiveFilters, liveFilters } from './live-filters.ts';

/** A policy of the account on its log groups. */
export interface ResourcePolicyRecord {
  readonly name: string;
  readonly document: string;
  readonly updatedAt: number;
}

export interface LogsState {
  readonly store: Store;
  readonly logs: LogStore;
  readonly groups: Records<LogGroupRecord>;
  readonly streams: (group: string) => Records<LogStreamRecord>;
  readonly filters: FilterRecords;
  readonly live: LiveFilters;
  readonly policies: Records<ResourcePolicyRecord>;
  readonly expiring: ExpiringEvents;
}

export function newState(platform: Platform): LogsState {
  const { store, logs, clock, log } = platform;
  const groups = groupRecords(store);
  const filters = filterRecords(store);
  return {
    store,
    logs,
    groups,
    streams: (group) => streamRecords(store, group),
    filters,
    live: liveFilters(platform, filters),
    policies: records(store, 'logs', 'resource-policy'),
    expiring: expiringEvents({ store, clock, log, groups }),
  };
}

export async function stop({ live, expiring }: LogsState): Promise<void> {
  await expiring.stop();
  await live.stop();
}
