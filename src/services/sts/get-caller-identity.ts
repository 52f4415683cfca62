import type { GetCallerIdentityCommandOutput } from '@aws-sdk/client-sts';
import { NO_PERMISSION_NEEDED } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export function getCallerIdentity(
  _input: unknown,
  { caller }: CallContext<unknown>,
): Omit<GetCallerIdentityCommandOutput, '$metadata'> {
  return { UserId: caller.userId, Account: caller.account, Arn: caller.arn };
}

getCallerIdentity.access = NO_PERMISSION_NEEDED;
