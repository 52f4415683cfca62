import type { PutResourcePolicyCommandInput } from '@aws-sdk/client-dynamodb';
import { checkInput } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { validatePolicy } from '../../policy/validate-policy.ts';
import { validation } from './errors.ts';
import { POLICY_MEMBERS, policyNotFound, policyTable } from './resource-policy.ts';
import type { DynamodbState } from './state.ts';
import { arnAccess } from './table-access.ts';

const MAX_POLICY_BYTES = 20 * 1024;
/** What `ExpectedRevisionId` says when there must be no policy yet. */
const NO_POLICY = 'NO_POLICY';

/**
 * Keeps the policy of a table or a stream.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html
 */
export async function putResourcePolicy(
  input: PutResourcePolicyCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  checkInput(input, {
    ...POLICY_MEMBERS,
    Policy: { type: 'String', required: true },
    ConfirmRemoveSelfResourceAccess: { type: 'Boolean' },
  });
  const { ResourceArn: arn, Policy: policy = '', ExpectedRevisionId: expected } = input;
  const { record } = await policyTable(arn, call);
  checkPolicy(policy);
  const fresh = call.ids.uuid();
  return call.state.changeStreams.policies.update(arn ?? '', (kept) => {
    const present = kept?.tableId === record.tableId ? kept : undefined;
    if (expected !== undefined && expected !== (present?.revisionId ?? NO_POLICY)) throw policyNotFound(arn);
    // The same policy again is no new revision.
    const revisionId = present?.policy === policy ? present.revisionId : fresh;
    return { value: { tableId: record.tableId, policy, revisionId }, result: { RevisionId: revisionId } };
  });
}

putResourcePolicy.access = arnAccess<PutResourcePolicyCommandInput>(
  'dynamodb:PutResourcePolicy',
  ({ ResourceArn }) => ResourceArn,
);

/** @throws ServiceError ValidationException for a document that is no resource-based policy */
export function checkPolicy(policy: string): void {
  if (Buffer.byteLength(policy) > MAX_POLICY_BYTES) {
    throw validation('Resource-based policy is too large: the limit is 20 KB');
  }
  const refusal = validatePolicy(policy, 'resource');
  if (refusal !== undefined) throw validation(`Invalid policy document: ${refusal.message}`);
}
