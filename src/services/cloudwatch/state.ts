import { type Records, records } from '../../store/records.ts';
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

export interface CloudwatchState {
  readonly alarms: Records<AlarmRecord>;
}

export const newState = ({ store }: Platform): CloudwatchState => ({ alarms: records(store, 'cloudwatch', 'alarm') });
