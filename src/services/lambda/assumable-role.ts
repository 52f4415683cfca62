import type { GetRoleCommandOutput } from '@aws-sdk/client-iam';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { compilePolicy } from '../../policy/compile-policy.ts';
import { evaluate } from '../../policy/evaluate.ts';
import { invalidParameter } from './errors.ts';

/**
 * Refuses a role whose trust policy does not let Lambda assume it.
 *
 * Unlike AWS: a role that IAM here does not know is taken, since scripts for local use name roles that exist nowhere; its
 * function's calls are not limited.
 */
export async function requireAssumableRole(
  roleArn: string | undefined,
  { callService }: Pick<CallContext<unknown>, 'callService'>,
): Promise<void> {
  if (roleArn === undefined) return;
  const trust = await trustPolicyOf(roleArn, callService);
  if (trust === undefined) return;
  const decision = evaluate(
    {
      principal: { kind: 'service', service: 'lambda.amazonaws.com' },
      action: 'sts:AssumeRole',
      resource: roleArn,
      context: {},
    },
    { trust: [{ id: roleArn, policy: compilePolicy(trust) }] },
  );
  if (decision.result !== 'allowed') {
    throw invalidParameter('The role defined for the function cannot be assumed by Lambda.');
  }
}

async function trustPolicyOf(
  roleArn: string,
  callService: CallContext<unknown>['callService'],
): Promise<string | undefined> {
  const RoleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  try {
    const { Role }: GetRoleCommandOutput = await callService('iam', 'GetRole', { RoleName });
    if (Role?.Arn !== roleArn || Role.AssumeRolePolicyDocument === undefined) return undefined;
    return decodeURIComponent(Role.AssumeRolePolicyDocument);
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}
