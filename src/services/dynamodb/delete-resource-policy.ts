import type { DeleteResourcePolicyCommandInput } from '@aws-sdk/client-dynamodb';
import { checkInput } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { POLICY_MEMBERS, policyNotFound, policyTable } from './resource-policy.ts';
import type { DynamodbState } from './state.ts';
import { arnAccess } from './table-access.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteResourcePolicy.html */
export async function deleteResourcePolicy(
  input: DeleteResourcePolicyCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  checkInput(input, POLICY_MEMBERS);
  const { ResourceArn: arn, ExpectedRevisionId: expected } = input;
  const { record } = await policyTable(arn, call);
  return call.state.changeStreams.policies.update(arn ?? '', (kept) => {
    const present = kept?.tableId === record.tableId ? kept : undefined;
    if (expected !== undefined && expected !== present?.revisionId) throw policyNotFound(arn);
    return { value: undefined, result: present === undefined ? {} : { RevisionId: present.revisionId } };
  });
}

deleteResourcePolicy.access = arnAccess<DeleteResourcePolicyCommandInput>(
  'dynamodb:DeleteResourcePolicy',
  ({ ResourceArn }) => ResourceArn,
);
