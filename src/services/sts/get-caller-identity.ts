import type { GetCallerIdentityCommandOutput } from '@aws-sdk/client-sts';
import type { CallContext } from '../../aws/service.ts';

export function getCallerIdentity(
  _input: unknown,
  { caller }: CallContext<unknown>,
): Omit<GetCallerIdentityCommandOutput, '$metadata'> {
  return { UserId: caller.userId, Account: caller.account, Arn: caller.arn };
}
