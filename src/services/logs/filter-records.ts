import type { Distribution, MetricTransformation } from '@aws-sdk/client-cloudwatch-logs';
import { type Records, records } from '../../store/records.ts';
import type { Store } from '../../store/store.ts';

export interface MetricFilterRecord {
  readonly name: string;
  readonly group: string;
  readonly pattern: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly transformations: readonly MetricTransformation[];
}

export interface SubscriptionFilterRecord {
  readonly name: string;
  readonly group: string;
  readonly pattern: string;
  readonly createdAt: number;
  readonly destinationArn: string;
  readonly roleArn?: string;
  readonly distribution: Distribution;
  /** By which name CloudWatch Logs may call the function. */
  readonly principal: string;
}

/** Filters of all groups, sorted by group and name. */
export interface FilterRecords {
  readonly metric: Records<MetricFilterRecord>;
  readonly subscription: Records<SubscriptionFilterRecord>;
}

export const filterRecords = (store: Store): FilterRecords => ({
  metric: records(store, 'logs', 'metric-filter'),
  subscription: records(store, 'logs', 'subscription-filter'),
});

/** Neither groups nor filters have a colon in their names. */
export const filterId = (group: string, name: string): string => `${group}:${name}`;
export const ofGroup = (group: string): { readonly prefix: string } => ({ prefix: `${group}:` });
