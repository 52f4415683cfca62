import type { MetricTransformation, PutMetricFilterCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import { type ResourceContext, type ResourceType, unlessIdle } from '../../../aws/resource-type.ts';
import { deleteMetricFilter, putMetricFilter } from '../metric-filters.ts';
import type { LogsState } from '../state.ts';
import { unlessGone } from './unless-gone.ts';

interface Transformation {
  readonly MetricName?: string;
  readonly MetricNamespace?: string;
  readonly MetricValue?: string | number;
  readonly DefaultValue?: number | string;
  readonly Unit?: string;
  readonly Dimensions?: readonly { readonly Key: string; readonly Value: string }[];
}

interface MetricFilterProperties {
  readonly FilterName?: string;
  readonly FilterPattern?: string;
  readonly LogGroupName?: string;
  readonly MetricTransformations?: readonly Transformation[];
  readonly ApplyOnTransformedLogs?: boolean;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-metricfilter.html */
export const metricFilter: ResourceType<LogsState, MetricFilterProperties> = {
  type: 'AWS::Logs::MetricFilter',
  honoured: {
    ApplyOnTransformedLogs: unlessIdle([false], 'samlet does not transform logs: the filter sees events as they came'),
    FilterName: true,
    FilterPattern: true,
    LogGroupName: true,
    MetricTransformations: true,
  },

  create: (properties, call) => put(properties.FilterName ?? call.physicalName(512), properties, call),

  async update(physicalId, properties, previous, call) {
    if (properties.FilterName !== previous.FilterName || properties.LogGroupName !== previous.LogGroupName) {
      return 'replace';
    }
    return put(physicalId, properties, call);
  },

  delete: (physicalId, { LogGroupName }, call) =>
    unlessGone(() => deleteMetricFilter({ filterName: physicalId, logGroupName: LogGroupName }, call)),
};

async function put(
  filterName: string,
  { FilterPattern, LogGroupName, MetricTransformations = [] }: MetricFilterProperties,
  call: ResourceContext<LogsState>,
) {
  const metricTransformations = MetricTransformations.map(
    ({ MetricName, MetricNamespace, MetricValue, DefaultValue, Unit, Dimensions }) =>
      ({
        metricName: MetricName,
        metricNamespace: MetricNamespace,
        metricValue: MetricValue === undefined ? undefined : String(MetricValue),
        ...(DefaultValue !== undefined && { defaultValue: Number(DefaultValue) }),
        ...(Unit !== undefined && { unit: Unit }),
        ...(Dimensions !== undefined && {
          dimensions: Object.fromEntries(Dimensions.map(({ Key, Value }) => [Key, Value])),
        }),
      }) as MetricTransformation,
  );
  const input = { filterName, filterPattern: FilterPattern, logGroupName: LogGroupName, metricTransformations };
  await putMetricFilter(input satisfies PutMetricFilterCommandInput, call);
  return { physicalId: filterName, attributes: {} };
}
