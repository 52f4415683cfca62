import type { ServiceDefinition } from '../../aws/service.ts';
import type { Platform } from '../platform.ts';
import { deleteAlarms } from './delete-alarms.ts';
import { describeAlarms } from './describe-alarms.ts';
import { getMetricData } from './get-metric-data.ts';
import { getMetricStatistics } from './get-metric-statistics.ts';
import { listMetrics } from './list-metrics.ts';
import { putMetricAlarm } from './put-metric-alarm.ts';
import { putMetricData } from './put-metric-data.ts';
import { alarm } from './resources/alarm.ts';
import { type CloudwatchState, newState } from './state.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';

export const cloudwatch: ServiceDefinition<Platform, CloudwatchState> = {
  id: 'cloudwatch',
  signingName: 'monitoring',
  client: () => import('@aws-sdk/client-cloudwatch'),
  newState,
  operations: {
    DeleteAlarms: deleteAlarms,
    DescribeAlarms: describeAlarms,
    GetMetricData: getMetricData,
    GetMetricStatistics: getMetricStatistics,
    ListMetrics: listMetrics,
    ListTagsForResource: listTagsForResource,
    PutMetricAlarm: putMetricAlarm,
    PutMetricData: putMetricData,
    TagResource: tagResource,
    UntagResource: untagResource,
  },
  resources: [alarm],
};
