import type { ServiceDefinition } from '../../aws/service.ts';
import type { Platform } from '../platform.ts';
import { disableAlarmActions, enableAlarmActions } from './alarm-actions.ts';
import { describeAlarmHistory } from './alarm-history.ts';
import { deleteAnomalyDetector, describeAnomalyDetectors, putAnomalyDetector } from './anomaly-detectors.ts';
import { deleteDashboards, getDashboard, listDashboards, putDashboard } from './dashboards.ts';
import { deleteAlarms } from './delete-alarms.ts';
import { describeAlarms } from './describe-alarms.ts';
import { describeAlarmsForMetric } from './describe-alarms-for-metric.ts';
import { getMetricData } from './get-metric-data.ts';
import { getMetricStatistics } from './get-metric-statistics.ts';
import { listMetrics } from './list-metrics.ts';
import { putCompositeAlarm } from './put-composite-alarm.ts';
import { putMetricAlarm } from './put-metric-alarm.ts';
import { putMetricData } from './put-metric-data.ts';
import { alarm } from './resources/alarm.ts';
import { dashboard } from './resources/dashboard.ts';
import { setAlarmState } from './set-alarm-state.ts';
import { type CloudwatchState, newState } from './state.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';

export const cloudwatch: ServiceDefinition<Platform, CloudwatchState> = {
  id: 'cloudwatch',
  signingName: 'monitoring',
  client: () => import('@aws-sdk/client-cloudwatch'),
  doubles: [
    'AggregateValue',
    'ApproximateAggregateValue',
    'ApproximateValue',
    'Average',
    'ExtendedStatistics',
    'MaxContributorValue',
    'Maximum',
    'Minimum',
    'SampleCount',
    'Sum',
    'Threshold',
    'UniqueContributors',
    'Values',
  ],
  newState,
  operations: {
    DeleteAlarms: deleteAlarms,
    DeleteAnomalyDetector: deleteAnomalyDetector,
    DeleteDashboards: deleteDashboards,
    DescribeAlarmHistory: describeAlarmHistory,
    DescribeAlarms: describeAlarms,
    DescribeAlarmsForMetric: describeAlarmsForMetric,
    DescribeAnomalyDetectors: describeAnomalyDetectors,
    DisableAlarmActions: disableAlarmActions,
    EnableAlarmActions: enableAlarmActions,
    GetDashboard: getDashboard,
    GetMetricData: getMetricData,
    GetMetricStatistics: getMetricStatistics,
    ListDashboards: listDashboards,
    ListMetrics: listMetrics,
    ListTagsForResource: listTagsForResource,
    PutAnomalyDetector: putAnomalyDetector,
    PutCompositeAlarm: putCompositeAlarm,
    PutDashboard: putDashboard,
    PutMetricAlarm: putMetricAlarm,
    PutMetricData: putMetricData,
    SetAlarmState: setAlarmState,
    TagResource: tagResource,
    UntagResource: untagResource,
  },
  resources: [alarm, dashboard],
};
