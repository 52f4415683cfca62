import type { Distribution } from '@aws-sdk/client-cloudwatch-logs';
import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import type { LogsState } from '../state.ts';
import { deleteSubscriptionFilter, putSubscriptionFilter } from '../subscription-filters.ts';
import { unlessGone } from './unless-gone.ts';

interface SubscriptionFilterProperties {
  readonly FilterName?: string;
  readonly FilterPattern?: string;
  readonly LogGroupName?: string;
  readonly DestinationArn?: string;
  readonly RoleArn?: string;
  readonly Distribution?: Distribution;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-subscriptionfilter.html */
export const subscriptionFilter: ResourceType<LogsState, SubscriptionFilterProperties> = {
  type: 'AWS::Logs::SubscriptionFilter',
  honoured: {
    DestinationArn: true,
    Distribution: true,
    FilterName: true,
    FilterPattern: true,
    LogGroupName: true,
    RoleArn: true,
  },

  create: (properties, call) => put(properties.FilterName ?? call.physicalName(512), properties, call),

  async update(physicalId, properties, previous, call) {
    if (properties.FilterName !== previous.FilterName || properties.LogGroupName !== previous.LogGroupName) {
      return 'replace';
    }
    return put(physicalId, properties, call);
  },

  delete: (physicalId, { LogGroupName }, call) =>
    unlessGone(() => deleteSubscriptionFilter({ filterName: physicalId, logGroupName: LogGroupName }, call)),
};

async function put(
  filterName: string,
  { FilterPattern, LogGroupName, DestinationArn, RoleArn, Distribution }: SubscriptionFilterProperties,
  call: ResourceContext<LogsState>,
) {
  await putSubscriptionFilter(
    {
      filterName,
      filterPattern: FilterPattern,
      logGroupName: LogGroupName,
      destinationArn: DestinationArn,
      ...(RoleArn !== undefined && { roleArn: RoleArn }),
      ...(Distribution !== undefined && { distribution: Distribution }),
    },
    call,
  );
  return { physicalId: filterName, attributes: {} };
}
