import { ServiceError } from './service-error.ts';
import type { ProtocolName } from './shape.ts';

export type AuthenticationFault =
  | 'missing'
  | 'incomplete'
  | 'mismatch'
  | 'expiredToken'
  | 'invalidToken'
  | 'unknownService';

type Family = 'json' | 'rest' | 'query';

const REFUSALS: Readonly<
  Record<AuthenticationFault, Readonly<Record<Family, readonly [code: string, status: number]>>>
> = {
  missing: {
    json: ['MissingAuthenticationTokenException', 400],
    rest: ['MissingAuthenticationTokenException', 403],
    query: ['MissingAuthenticationToken', 403],
  },
  incomplete: {
    json: ['IncompleteSignatureException', 400],
    rest: ['IncompleteSignatureException', 403],
    query: ['IncompleteSignature', 400],
  },
  mismatch: {
    json: ['InvalidSignatureException', 400],
    rest: ['InvalidSignatureException', 403],
    query: ['SignatureDoesNotMatch', 403],
  },
  expiredToken: {
    json: ['ExpiredTokenException', 400],
    rest: ['ExpiredTokenException', 403],
    query: ['ExpiredToken', 403],
  },
  invalidToken: {
    json: ['UnrecognizedClientException', 400],
    rest: ['UnrecognizedClientException', 403],
    query: ['InvalidClientTokenId', 403],
  },
  unknownService: {
    json: ['UnknownOperationException', 400],
    rest: ['UnknownOperationException', 400],
    query: ['InvalidAction', 400],
  },
};

export function familyOf(protocol: ProtocolName): Family {
  if (protocol === 'awsQuery' || protocol === 'ec2Query') return 'query';
  return protocol === 'restJson1' || protocol === 'restXml' ? 'rest' : 'json';
}

/** AWS's front ends name the same refusal differently: JSON services answer 400 with an exception, query services a bare code. */
export function authenticationRefusal(
  fault: AuthenticationFault,
  protocol: ProtocolName,
  message: string,
): ServiceError {
  const [code, status] = REFUSALS[fault][familyOf(protocol)];
  return new ServiceError(code, message, status);
}
