import type {
  DeleteMetricFilterCommandInput,
  DescribeMetricFiltersCommandInput,
  DescribeMetricFiltersCommandOutput,
  MetricFilter,
  MetricTransformation,
  PutMetricFilterCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { compileExtraction } from './extracted-values.ts';
import { checkedFilterName, checkedPattern } from './filter-input.ts';
import { filterId, type MetricFilterRecord, ofGroup } from './filter-records.ts';
import { groupAccess } from './group-access.ts';
import { existingGroup } from './log-group.ts';
import { checkedLimit, readToken, writeToken } from './paging.ts';
import { constraint, invalid, limitExceeded } from './refusals.ts';
import type { LogsState } from './state.ts';

type Call = CallContext<LogsState>;

const MAX_FILTERS = 100;
const MAX_DIMENSIONS = 3;

/**
 * Makes a filter or replaces one of its name; from now on events that match become numbers in CloudWatch.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
 */
export async function putMetricFilter(input: PutMetricFilterCommandInput, call: Call): Promise<void> {
  const name = checkedFilterName(input.filterName);
  const pattern = checkedPattern(input.filterPattern);
  const transformations = checkedTransformations(input.metricTransformations);
  if (input.applyOnTransformedLogs) {
    throw invalid('samlet does not transform logs (applyOnTransformedLogs) yet: see docs/coverage.md');
  }
  compileExtraction(pattern);
  const group = await existingGroup(input, call);
  const { filters, live } = call.state;
  const id = filterId(group.name, name);
  const others = (await filters.metric.list(ofGroup(group.name))).filter((filter) => filter.name !== name);
  if (others.length >= MAX_FILTERS) throw limitExceeded();
  await filters.metric.put(id, { name, group: group.name, pattern, createdAt: call.clock.now(), transformations });
  await live.refresh(group.name);
}

putMetricFilter.access = groupAccess('logs:PutMetricFilter');

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html */
export async function describeMetricFilters(
  input: DescribeMetricFiltersCommandInput,
  call: Call,
): Promise<Omit<DescribeMetricFiltersCommandOutput, '$metadata'>> {
  const { filterNamePrefix, metricName, metricNamespace } = input;
  if (filterNamePrefix !== undefined) checkedFilterName(filterNamePrefix, 'filterNamePrefix');
  for (const [member, value] of Object.entries({ metricName, metricNamespace })) {
    if (value !== undefined && value.length > 255) {
      throw constraint(member, value, 'Member must have length less than or equal to 255');
    }
  }
  if ((metricName === undefined) !== (metricNamespace === undefined)) {
    throw invalid('Both metricName and metricNamespace must be specified, or neither.');
  }
  const limit = checkedLimit(input.limit, 50, 50);
  const group = input.logGroupName === undefined ? undefined : (await existingGroup(input, call)).name;
  const all = await call.state.filters.metric.list(group === undefined ? {} : ofGroup(group));
  const found = all.filter(
    ({ name, transformations }) =>
      (filterNamePrefix === undefined || name.startsWith(filterNamePrefix)) &&
      (metricName === undefined ||
        transformations.some((one) => one.metricName === metricName && one.metricNamespace === metricNamespace)),
  );
  const token = readToken(input.nextToken);
  const start =
    token === undefined ? 0 : found.findIndex((filter) => filterId(filter.group, filter.name) === token) + 1;
  const page = found.slice(start, start + limit);
  const last = page.at(-1);
  return {
    metricFilters: page.map(described),
    ...(last !== undefined &&
      start + limit < found.length && { nextToken: writeToken(filterId(last.group, last.name)) }),
  };
}

describeMetricFilters.access = groupAccess('logs:DescribeMetricFilters');

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteMetricFilter.html */
export async function deleteMetricFilter(input: DeleteMetricFilterCommandInput, call: Call): Promise<void> {
  const name = checkedFilterName(input.filterName);
  const group = await existingGroup(input, call);
  if (!(await call.state.filters.metric.delete(filterId(group.name, name)))) {
    throw new ServiceError('ResourceNotFoundException', 'The specified metric filter does not exist.');
  }
  await call.state.live.refresh(group.name);
}

deleteMetricFilter.access = groupAccess('logs:DeleteMetricFilter');

const described = ({ name, group, pattern, createdAt, transformations }: MetricFilterRecord): MetricFilter => ({
  filterName: name,
  filterPattern: pattern,
  metricTransformations: [...transformations],
  creationTime: createdAt,
  logGroupName: group,
  applyOnTransformedLogs: false,
});

function checkedTransformations(
  transformations: readonly MetricTransformation[] | undefined,
): readonly MetricTransformation[] {
  const member = 'metricTransformations';
  if (transformations === undefined) throw constraint(member, undefined, 'Member must not be null');
  if (transformations.length === 0) {
    throw constraint(member, '[]', 'Member must have length greater than or equal to 1');
  }
  if (transformations.length > 1) {
    throw constraint(member, rendered(transformations), 'Member must have length less than or equal to 1');
  }
  for (const [index, one] of transformations.entries()) {
    const at = `${member}.${index + 1}.member`;
    for (const name of ['metricName', 'metricNamespace', 'metricValue'] as const) {
      const value = one[name];
      if (value === undefined) throw constraint(`${at}.${name}`, value, 'Member must not be null');
      const most = name === 'metricValue' ? 100 : 255;
      if (value.length > most) {
        throw constraint(`${at}.${name}`, value, `Member must have length less than or equal to ${most}`);
      }
      if (name !== 'metricValue' && !/^[^:*$]*$/.test(value)) {
        throw constraint(`${at}.${name}`, value, 'Member must satisfy regular expression pattern: [^:*$]*');
      }
    }
    const { metricValue = '', dimensions = {}, defaultValue } = one;
    if (!metricValue.startsWith('$') && (metricValue === '' || !Number.isFinite(Number(metricValue)))) {
      throw invalid(`Invalid metric transformation: ${metricValue} is not a valid metric value.`);
    }
    const names = Object.keys(dimensions);
    if (names.length > 0 && defaultValue !== undefined) {
      throw invalid('Invalid metric transformation: dimensions and default value are mutually exclusive properties.');
    }
    if (names.length > MAX_DIMENSIONS) {
      throw invalid(`Invalid metric transformation: at most ${MAX_DIMENSIONS} dimensions are allowed.`);
    }
  }
  return transformations;
}

const rendered = (transformations: readonly MetricTransformation[]) =>
  `[${transformations
    .map(
      ({ metricName, metricNamespace, metricValue, defaultValue = null, unit = null, dimensions = null }) =>
        `MetricTransformation(metricName=${metricName}, metricNamespace=${metricNamespace}, metricValue=${metricValue}, defaultValue=${defaultValue}, unit=${unit}, dimensions=${dimensions === null ? null : JSON.stringify(dimensions)})`,
    )
    .join(', ')}]`;
