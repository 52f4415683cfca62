import type { GetResourcePolicyCommandInput } from '@aws-sdk/client-dynamodb';
import { checkInput } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { POLICY_MEMBERS, policyNotFound, policyTable, resourcePolicies } from './resource-policy.ts';
import type { DynamodbState } from './state.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetResourcePolicy.html */
export async function getResourcePolicy(
  input: GetResourcePolicyCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  checkInput(input, POLICY_MEMBERS);
  const { record } = await policyTable(input.ResourceArn, call);
  const found = await resourcePolicies(call.state).get(input.ResourceArn ?? '');
  if (found?.tableId !== record.tableId) throw policyNotFound(input.ResourceArn);
  return { Policy: found.policy, RevisionId: found.revisionId };
}
