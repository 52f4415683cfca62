import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { type Records, records } from '../../store/records.ts';
import type { Store } from '../../store/store.ts';
import { type MetricSeriesRecord, seriesRecords } from '../../telemetry/metric-records.ts';
import type { MetricStore } from '../../telemetry/metric-store.ts';
import type { Platform } from '../platform.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  readonly reasonData?: string;
  /** When the value last became another one. */
  readonly transitionedAt: number;
}

/** A change of an alarm's state. */
export interface AlarmHistoryRecord {
  readonly alarm: string;
  readonly composite: boolean;
  readonly at: number;
  readonly from: StateValue;
  readonly to: StateValue;
  /** DescribeAlarmHistory's `HistoryData`. */
  readonly data: string;
}

/** A model of a metric's usual values, as PutAnomalyDetector described it. */
export interface AnomalyDetectorRecord {
  readonly id: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface AlarmRecord {
  readonly name: string;
  readonly arn: string;
  readonly updatedAt: number;
  readonly stateUpdatedAt: number;
  /** Not there as long as the alarm is in the state that it was made in. */
  readonly state?: AlarmState;
  /** An alarm of PutCompositeAlarm. */
  readonly composite?: true;
  /** The own members of PutMetricAlarm or PutCompositeAlarm, as given. */
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
  readonly history: Records<AlarmHistoryRecord>;
  readonly detectors: Records<AnomalyDetectorRecord>;
  readonly dashboards: Records<DashboardRecord>;
  readonly store: Store;
  readonly metrics: MetricStore;
  readonly series: Records<MetricSeriesRecord>;
}

export const newState = ({ store, metrics }: Platform): CloudwatchState => ({
  alarms: records(store, 'cloudwatch', 'alarm'),
  history: records(store, 'cloudwatch', 'alarm-history'),
  detectors: records(store, 'cloudwatch', 'anomaly-detector'),
  dashboards: records(store, 'cloudwatch', 'dashboard'),
  store,
  metrics,
  series: seriesRecords(store),
});
