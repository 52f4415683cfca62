import type {
  DeleteSubscriptionFilterCommandInput,
  DescribeSubscriptionFiltersCommandInput,
  DescribeSubscriptionFiltersCommandOutput,
  PutSubscriptionFilterCommandInput,
  SubscriptionFilter,
} from '@aws-sdk/client-cloudwatch-logs';
import { accessByInput, passRole } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { checkedFilterName, checkedPattern } from './filter-input.ts';
import { compileFilterPattern } from './filter-pattern.ts';
import { filterId, ofGroup, type SubscriptionFilterRecord } from './filter-records.ts';
import { groupAccess } from './group-access.ts';
import { existingGroup } from './log-group.ts';
import { checkedLimit, readToken, writeToken } from './paging.ts';
import { constraint, invalid, limitExceeded } from './refusals.ts';
import type { LogsState } from './state.ts';
import { logsCallers } from './subscription-caller.ts';

type Call = CallContext<LogsState>;

const MAX_FILTERS = 2;
const DISTRIBUTIONS = ['Random', 'ByLogStream'];

/**
 * Makes a filter or replaces one of its name; from now on the function gets the events that match.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html
 */
export async function putSubscriptionFilter(input: PutSubscriptionFilterCommandInput, call: Call): Promise<void> {
  const name = checkedFilterName(input.filterName);
  const pattern = checkedPattern(input.filterPattern);
  const { destinationArn, roleArn, distribution = 'ByLogStream' } = input;
  if (destinationArn === undefined) throw constraint('destinationArn', destinationArn, 'Member must not be null');
  if (!DISTRIBUTIONS.includes(distribution)) {
    throw constraint('distribution', distribution, `Member must satisfy enum value set: [${DISTRIBUTIONS.join(', ')}]`);
  }
  const functionName = checkedDestination(destinationArn, roleArn, call);
  compileFilterPattern(pattern);
  const { name: groupName } = await existingGroup(input, call);
  if (groupName === `/aws/lambda/${functionName}`) {
    throw invalid('The log group provided is reserved for the function logs of the destination function.');
  }
  const { filters, live } = call.state;
  const others = (await filters.subscription.list(ofGroup(groupName))).filter((filter) => filter.name !== name);
  if (others.length >= MAX_FILTERS) throw limitExceeded();
  const principal = await tryFunction(groupName, destinationArn, call);
  await filters.subscription.put(filterId(groupName, name), {
    name,
    group: groupName,
    pattern,
    createdAt: call.clock.now(),
    destinationArn,
    distribution,
    principal,
    ...(roleArn !== undefined && { roleArn }),
  });
  await live.refresh(groupName);
}

putSubscriptionFilter.access = accessByInput<LogsState, PutSubscriptionFilterCommandInput>(
  ['logs:PutSubscriptionFilter', 'iam:PassRole'],
  async (input, call) => [
    ...(await groupAccess('logs:PutSubscriptionFilter').checks(input, call)),
    ...passRole(input.roleArn, 'logs.amazonaws.com'),
  ],
);

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeSubscriptionFilters.html */
export async function describeSubscriptionFilters(
  input: DescribeSubscriptionFiltersCommandInput,
  call: Call,
): Promise<Omit<DescribeSubscriptionFiltersCommandOutput, '$metadata'>> {
  const { filterNamePrefix } = input;
  if (filterNamePrefix !== undefined) checkedFilterName(filterNamePrefix, 'filterNamePrefix');
  const limit = checkedLimit(input.limit, 50, 50);
  const group = await existingGroup(input, call);
  const found = (await call.state.filters.subscription.list(ofGroup(group.name))).filter(
    ({ name }) => filterNamePrefix === undefined || name.startsWith(filterNamePrefix),
  );
  const token = readToken(input.nextToken);
  const start = token === undefined ? 0 : found.findIndex(({ name }) => name === token) + 1;
  const page = found.slice(start, start + limit);
  const last = page.at(-1);
  return {
    subscriptionFilters: page.map(described),
    ...(last !== undefined && start + limit < found.length && { nextToken: writeToken(last.name) }),
  };
}

describeSubscriptionFilters.access = groupAccess('logs:DescribeSubscriptionFilters');

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteSubscriptionFilter.html */
export async function deleteSubscriptionFilter(input: DeleteSubscriptionFilterCommandInput, call: Call): Promise<void> {
  const name = checkedFilterName(input.filterName);
  const group = await existingGroup(input, call);
  if (!(await call.state.filters.subscription.delete(filterId(group.name, name)))) {
    throw new ServiceError('ResourceNotFoundException', 'The specified subscription filter does not exist.');
  }
  await call.state.live.refresh(group.name);
}

deleteSubscriptionFilter.access = groupAccess('logs:DeleteSubscriptionFilter');

const described = (filter: SubscriptionFilterRecord): SubscriptionFilter => ({
  filterName: filter.name,
  logGroupName: filter.group,
  filterPattern: filter.pattern,
  destinationArn: filter.destinationArn,
  ...(filter.roleArn !== undefined && { roleArn: filter.roleArn }),
  distribution: filter.distribution,
  applyOnTransformedLogs: false,
  creationTime: filter.createdAt,
});

/** Refuses destinations that samlet does not deliver to; answers the name of the function. */
function checkedDestination(destinationArn: string, roleArn: string | undefined, call: Call): string | undefined {
  const [, , vendor = '', , account = '', kind, name] = destinationArn.split(':');
  if (!destinationArn.startsWith('arn:')) throw invalid('Invalid ARN specified in the request.');
  if (vendor === 'lambda' && kind === 'function') {
    if (account !== call.account) {
      throw new ServiceError(
        'AccessDeniedException',
        'Cross-account lambda invocation passing is not allowed. You must use DestinationPolicies to create cross account lambda triggers.',
      );
    }
    return name;
  }
  if ((vendor === 'kinesis' || vendor === 'firehose') && roleArn === undefined) {
    throw invalid(`destinationArn for vendor ${vendor} cannot be used without roleArn`);
  }
  throw invalid(
    `samlet delivers log events to Lambda functions only, not to ${destinationArn} yet: see docs/coverage.md`,
  );
}

/** CloudWatch Logs tries the function before it takes the filter. Answers by which name it may call it. */
async function tryFunction(group: string, functionArn: string, call: Call): Promise<string> {
  for (const caller of logsCallers(group, call, await policyOf(functionArn, call))) {
    try {
      await call.callService('lambda', 'Invoke', { FunctionName: functionArn, InvocationType: 'DryRun' }, caller);
      return caller.arn;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
    }
  }
  throw invalid(
    'Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.',
  );
}

/** The policy of a function; empty when it has none. */
async function policyOf(functionArn: string, call: Call): Promise<string> {
  try {
    const { Policy } = await call.callService('lambda', 'GetPolicy', { FunctionName: functionArn });
    return String(Policy ?? '');
  } catch (error) {
    if (error instanceof ServiceError) return '';
    throw error;
  }
}
