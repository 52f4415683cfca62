import type { GetAccessKeyInfoCommandInput, GetAccessKeyInfoCommandOutput } from '@aws-sdk/client-sts';
import { accessToAll } from '../../aws/access.ts';
import { accountOfAccessKeyId } from '../../aws/access-key-id.ts';
import type { CallContext } from '../../aws/service.ts';
import { required } from './refusals.ts';
import type { StsState } from './state.ts';

/**
 * The account of an access key: what its id says, else this one, as which every key acts here.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html
 */
export function getAccessKeyInfo(
  input: GetAccessKeyInfoCommandInput,
  { account }: CallContext<StsState>,
): Omit<GetAccessKeyInfoCommandOutput, '$metadata'> {
  // The id of the root's key is shorter than AWS's are.
  if (input.AccessKeyId === 'test') return { Account: account };
  const id = required(input.AccessKeyId, 'accessKeyId', { min: 16, max: 128, pattern: /[\w]*/ });
  return { Account: accountOfAccessKeyId(id) ?? account };
}

getAccessKeyInfo.access = accessToAll('sts:GetAccessKeyInfo');
