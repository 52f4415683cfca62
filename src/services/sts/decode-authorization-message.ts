import type {
  DecodeAuthorizationMessageCommandInput,
  DecodeAuthorizationMessageCommandOutput,
} from '@aws-sdk/client-sts';
import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { required } from './refusals.ts';
import type { StsState } from './state.ts';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html */
export function decodeAuthorizationMessage(
  input: DecodeAuthorizationMessageCommandInput,
  { state }: CallContext<StsState>,
): Omit<DecodeAuthorizationMessageCommandOutput, '$metadata'> {
  const message = required(input.EncodedMessage, 'encodedMessage', { min: 1, max: 10_240 });
  const decoded = state.credentials.authorizationMessages.decode(message);
  if (decoded === undefined) {
    throw new ServiceError('InvalidAuthorizationMessageException', 'Message is not valid');
  }
  return { DecodedMessage: decoded };
}

decodeAuthorizationMessage.access = accessToAll('sts:DecodeAuthorizationMessage');
