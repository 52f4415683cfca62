import type { GetResourcePolicyCommandInput } from '@aws-sdk/client-dynamodb';
import { checkInput } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { POLICY_MEMBERS, policyNotFound, policyTable } from './resource-policy.ts';
import type { DynamodbState } from './state.ts';
import { arnAccess } from './table-access.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetResourcePolicy.html */
export async function getResourcePolicy(
  input: GetResourcePolicyCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  checkInput(input, POLICY_MEMBERS);
  const { record } = await policyTable(input.ResourceArn, call);
  const found = await call.state.changeStreams.policies.get(input.ResourceArn ?? '');
  if (found?.tableId !== record.tableId) throw policyNotFound(input.ResourceArn);
  return { Policy: found.policy, RevisionId: found.revisionId };
}

getResourcePolicy.access = arnAccess<GetResourcePolicyCommandInput>(
  'dynamodb:GetResourcePolicy',
  ({ ResourceArn }) => ResourceArn,
);
