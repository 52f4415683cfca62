import type { GetAccessKeyInfoCommandInput, GetAccessKeyInfoCommandOutput } from '@aws-sdk/client-sts';
import type { CallContext } from '../../aws/service.ts';
import { constraint } from './refusals.ts';
import type { StsState } from './state.ts';

export function getAccessKeyInfo(
  { AccessKeyId }: GetAccessKeyInfoCommandInput,
  { account }: CallContext<StsState>,
): Omit<GetAccessKeyInfoCommandOutput, '$metadata'> {
  if (AccessKeyId === undefined) throw constraint('accessKeyId', AccessKeyId, 'Member must not be null');
  return { Account: account };
}
