import { ServiceError } from '../../aws/service-error.ts';
import { type SignatureClaims, signatureClaims } from '../../aws/signature-claims.ts';
import type { HttpRequest } from '../../std/http-message.ts';
import type { Authorize } from '../api-call.ts';
import { GatewayError, type GatewayResponseType } from '../gateway-error.ts';

const SERVICE = 'execute-api';

/** Lets through callers whose signature (Signature Version 4) is good, by header or by query string. */
export const verifySignature: Authorize = async (call) => {
  const { request, backends } = call;
  try {
    const claims = claimsOf(request);
    if (claims === undefined) throw new GatewayError('MISSING_AUTHENTICATION_TOKEN');
    if (claims.service !== SERVICE) {
      throw refusal('InvalidSignatureException', `Credential should be scoped to correct service: '${SERVICE}'. `);
    }
    if (backends.credentials.find(claims.accessKeyId) === undefined) {
      throw new GatewayError('INVALID_SIGNATURE', {
        message: 'The security token included in the request is invalid.',
        errorType: 'UnrecognizedClientException',
        reason: `the access key ${claims.accessKeyId} belongs to nobody here`,
      });
    }
    call.caller = backends.authenticate(request, claims, 'restJson1');
    call.trail.note('authorize', 'signed by {}', call.caller.arn);
  } catch (error) {
    throw error instanceof ServiceError ? refusal(error.code, error.message) : error;
  }
};

/** A token of another kind in the header of the signature is a signature that lacks everything. */
function claimsOf(request: HttpRequest): SignatureClaims | undefined {
  const { authorization } = request.headers;
  if (authorization === undefined || authorization.startsWith('AWS4-HMAC-SHA256')) {
    return signatureClaims(request, 'restJson1');
  }
  const dated = request.headers['x-amz-date'] ?? request.headers['date'];
  const missing = ['Credential', 'Signature', 'SignedHeaders'].map(
    (name) => `Authorization header requires '${name}' parameter. `,
  );
  if (dated === undefined) {
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
  }
  throw refusal('IncompleteSignatureException', `${missing.join('')}Authorization=${authorization}`);
}

const RESPONSE_TYPES: Readonly<Record<string, GatewayResponseType>> = {
  ExpiredTokenException: 'EXPIRED_TOKEN',
  MissingAuthenticationTokenException: 'MISSING_AUTHENTICATION_TOKEN',
};

function refusal(errorType: string, message: string): GatewayError {
  return new GatewayError(RESPONSE_TYPES[errorType] ?? 'INVALID_SIGNATURE', { message, errorType });
}
