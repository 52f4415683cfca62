import type { RemovePermissionCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { notFound, revisionMismatch } from './errors.ts';
import { functionAccess } from './function-access.ts';
import { namedFunction } from './function-name.ts';
import { policyKey } from './policy.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html */
export async function removePermission(
  input: RemovePermissionCommandInput,
  call: CallContext<LambdaState>,
): Promise<Record<string, never>> {
  const named = namedFunction(input.FunctionName, input.Qualifier, call);
  const key = policyKey(named);
  const { functions } = call.state;
  const none = () => notFound('No policy is associated with the given resource.');
  if ((await functions.find(named.arn)) === undefined) throw none();
  const revisionId = call.ids.uuid();
  await functions.change(named.arn, (record) => {
    const policy = record.policies[key];
    if (policy === undefined) throw none();
    const statements = policy.statements.filter((one) => one.Sid !== input.StatementId);
    if (statements.length === policy.statements.length) {
      throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
    }
    if (input.RevisionId !== undefined && input.RevisionId !== policy.revisionId) throw revisionMismatch();
    const { [key]: _old, ...policies } = record.policies;
    return {
      ...record,
      policies: statements.length === 0 ? policies : { ...policies, [key]: { revisionId, statements } },
    };
  });
  return {};
}

removePermission.access = functionAccess('lambda:RemovePermission', { qualified: true });
