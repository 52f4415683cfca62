import { isDeepStrictEqual } from 'node:util';
import type { CallContext } from '../../../aws/service.ts';
import { deleteResourcePolicy } from '../delete-resource-policy.ts';
import { putResourcePolicy } from '../put-resource-policy.ts';
import type { DynamodbState } from '../state.ts';
import { updateContributorInsights } from '../update-contributor-insights.ts';
import { isTrue, type TableProperties } from './table-properties.ts';

/** Gives a table the policies and the insights that its properties say; `previous` is what it was deployed with. */
export async function updateAttachments(
  name: string,
  properties: TableProperties,
  previous: Partial<TableProperties>,
  call: CallContext<DynamodbState>,
): Promise<void> {
  await updatePolicies(name, properties, previous, call);
  const [after, before] = [insightsOf(properties), insightsOf(previous)];
  for (const [index, specification] of after) {
    if (isDeepStrictEqual(specification, before.get(index))) continue;
    await setInsights(name, index, specification, call);
  }
  for (const [index, specification] of before) {
    const removed = index !== undefined && !properties.GlobalSecondaryIndexes?.some((one) => one.IndexName === index);
    if (after.has(index) || removed || !isTrue(specification['Enabled'])) continue;
    await setInsights(name, index, { Enabled: false }, call);
  }
}

async function updatePolicies(
  name: string,
  after: TableProperties,
  before: Partial<TableProperties>,
  call: CallContext<DynamodbState>,
): Promise<void> {
  const { arn, record } = await call.state.tables.get(call, name);
  if (!isDeepStrictEqual(after.ResourcePolicy, before.ResourcePolicy)) {
    await setPolicy(arn, after.ResourcePolicy, call);
  }
  const [stream, earlier] = [after.StreamSpecification, before.StreamSpecification];
  // A stream that shows something else is another stream: the policy of the first went with it.
  if (record.stream === undefined || isDeepStrictEqual(stream, earlier)) return;
  const policy = stream?.['ResourcePolicy'] as Specification | undefined;
  if (policy === undefined && earlier?.['ResourcePolicy'] === undefined) return;
  await setPolicy(`${arn}/stream/${record.stream.label}`, policy, call);
}

async function setPolicy(
  arn: string,
  given: Specification | undefined,
  call: CallContext<DynamodbState>,
): Promise<void> {
  const document = given?.['PolicyDocument'];
  if (document === undefined) await deleteResourcePolicy({ ResourceArn: arn }, call);
  else {
    const policy = typeof document === 'string' ? document : JSON.stringify(document);
    await putResourcePolicy({ ResourceArn: arn, Policy: policy }, call);
  }
}

type Specification = Readonly<Record<string, unknown>>;

/** What is said of the table, and of each index by its name. */
function insightsOf(properties: Partial<TableProperties>): ReadonlyMap<string | undefined, Specification> {
  const found = new Map<string | undefined, Specification>();
  const { ContributorInsightsSpecification: own, GlobalSecondaryIndexes: indexes = [] } = properties;
  if (own) found.set(undefined, own);
  for (const { IndexName: name, ContributorInsightsSpecification: given } of indexes) if (given) found.set(name, given);
  return found;
}

async function setInsights(
  name: string,
  index: string | undefined,
  specification: Specification,
  call: CallContext<DynamodbState>,
): Promise<void> {
  const mode = specification['Mode'] as 'THROTTLED_KEYS' | undefined;
  await updateContributorInsights(
    {
      TableName: name,
      ...(index === undefined ? {} : { IndexName: index }),
      ContributorInsightsAction: isTrue(specification['Enabled']) ? 'ENABLE' : 'DISABLE',
      ...(mode === undefined ? {} : { ContributorInsightsMode: mode }),
    },
    call,
  );
}
