import type {
  DeleteResourcePolicyCommandInput,
  DescribeResourcePoliciesCommandInput,
  DescribeResourcePoliciesCommandOutput,
  PutResourcePolicyCommandInput,
  PutResourcePolicyCommandOutput,
  ResourcePolicy,
} from '@aws-sdk/client-cloudwatch-logs';
import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { checkedLimit, readToken, writeToken } from './paging.ts';
import { constraint, invalid, limitExceeded } from './refusals.ts';
import type { LogsState, ResourcePolicyRecord } from './state.ts';

type Call = CallContext<LogsState>;

const MAX_POLICIES = 10;
const MAX_DOCUMENT = 5120;

/**
 * The account's policies on its log groups, which let services of AWS write there.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html
 *
 * Unlike AWS: they are kept and described; samlet's own services write logs without asking them.
 */
export async function putResourcePolicy(
  input: PutResourcePolicyCommandInput,
  { state, clock }: Call,
): Promise<Omit<PutResourcePolicyCommandOutput, '$metadata'>> {
  const { policyName, policyDocument, resourceArn } = input;
  if (resourceArn !== undefined) {
    throw invalid(
      'samlet keeps resource policies of the account only, not of a log group (resourceArn) yet: see docs/coverage.md',
    );
  }
  if (policyName === undefined) throw constraint('policyName', policyName, 'Member must not be null');
  if (policyDocument === undefined) throw constraint('policyDocument', policyDocument, 'Member must not be null');
  if (policyDocument === '') {
    throw constraint('policyDocument', policyDocument, 'Member must have length greater than or equal to 1');
  }
  if (policyDocument.length > MAX_DOCUMENT) {
    throw constraint('policyDocument', policyDocument, `Member must have length less than or equal to ${MAX_DOCUMENT}`);
  }
  checkDocument(policyDocument);
  const others = (await state.policies.list()).filter(({ name }) => name !== policyName);
  if (others.length >= MAX_POLICIES) throw limitExceeded();
  const record = { name: policyName, document: policyDocument, updatedAt: clock.now() };
  await state.policies.put(policyName, record);
  return { resourcePolicy: described(record) };
}

putResourcePolicy.access = accessToAll('logs:PutResourcePolicy');

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeResourcePolicies.html */
export async function describeResourcePolicies(
  input: DescribeResourcePoliciesCommandInput,
  { state }: Call,
): Promise<Omit<DescribeResourcePoliciesCommandOutput, '$metadata'>> {
  const limit = checkedLimit(input.limit, 50, 50);
  const after = readToken(input.nextToken);
  const found =
    input.policyScope === 'RESOURCE' || input.resourceArn !== undefined
      ? []
      : await state.policies.list({ limit: limit + 1, ...(after !== undefined && { after }) });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    resourcePolicies: page.map(described),
    ...(last !== undefined && found.length > limit && { nextToken: writeToken(last.name) }),
  };
}

describeResourcePolicies.access = accessToAll('logs:DescribeResourcePolicies');

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteResourcePolicy.html */
export async function deleteResourcePolicy(
  { policyName }: DeleteResourcePolicyCommandInput,
  { state }: Call,
): Promise<void> {
  if (policyName === undefined) throw constraint('policyName', policyName, 'Member must not be null');
  if (!(await state.policies.delete(policyName))) {
    throw new ServiceError('ResourceNotFoundException', `Policy with name [${policyName}] does not exist.`);
  }
}

deleteResourcePolicy.access = accessToAll('logs:DeleteResourcePolicy');

const described = ({ name, document, updatedAt }: ResourcePolicyRecord): ResourcePolicy => ({
  policyName: name,
  policyDocument: document,
  lastUpdatedTime: updatedAt,
  policyScope: 'ACCOUNT',
});

function checkDocument(text: string): void {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === 'object' && document !== null && 'Statement' in document) return;
  } catch {
    // Told below.
  }
  throw invalid('Invalid resource policy. Please check the policy document.');
}
