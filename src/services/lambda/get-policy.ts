import type { GetPolicyCommandInput, GetPolicyResponse } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { resourceNotFound } from './errors.ts';
import { functionAccess } from './function-access.ts';
import { namedFunction } from './function-name.ts';
import { policyDocument } from './policy.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html */
export async function getPolicy(
  input: GetPolicyCommandInput,
  call: CallContext<LambdaState>,
): Promise<GetPolicyResponse> {
  const named = namedFunction(input.FunctionName, input.Qualifier, call);
  const record = await call.state.functions.find(named.arn);
  const policy = record?.policies[named.qualifier ?? '$LATEST'];
  if (policy === undefined) throw resourceNotFound();
  return { Policy: policyDocument(policy), RevisionId: policy.revisionId };
}

getPolicy.access = functionAccess('lambda:GetPolicy', { qualified: true });
