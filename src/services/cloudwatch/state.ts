import { type Records, records } from '../../store/records.ts';
import type { Store } from '../../store/store.ts';
import { type MetricSeriesRecord, seriesRecords } from '../../telemetry/metric-records.ts';
import type { MetricStore } from '../../telemetry/metric-store.ts';
import type { Platform } from '../platform.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface AlarmRecord {
  readonly name: string;
  readonly arn: string;
  readonly updatedAt: number;
  readonly stateUpdatedAt: number;
  /** PutMetricAlarm's own members, as given. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly tags: readonly Tag[];
}

export interface DashboardRecord {
  readonly name: string;
  readonly body: string;
  readonly modifiedAt: number;
}

export interface CloudwatchState {
  readonly alarms: Records<AlarmRecord>;
  readonly dashboards: Records<DashboardRecord>;
  readonly store: Store;
  readonly metrics: MetricStore;
  readonly series: Records<MetricSeriesRecord>;
}

export const newState = ({ store, metrics }: Platform): CloudwatchState => ({
  alarms: records(store, 'cloudwatch', 'alarm'),
  dashboards: records(store, 'cloudwatch', 'dashboard'),
  store,
  metrics,
  series: seriesRecords(store),
});
