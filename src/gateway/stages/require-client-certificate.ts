import type { TlsConnection } from '../../std/http-message.ts';
import type { ApiCall, CustomDomain } from '../api-call.ts';
import { GatewayError } from '../gateway-error.ts';

/**
 * Holds callers of a custom domain name with mutual TLS to a certificate that its trust store knows.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html
 */
export function requireClientCertificate(call: ApiCall, { domain }: CustomDomain): void {
  if (domain.mutualTls === undefined) return;
  const why = refusal(call.request.tls, domain.domainName);
  if (why === undefined) {
    call.trail.note('mutual-tls', 'the certificate of {}', call.request.tls?.clientCertificate?.subject);
    return;
  }
  throw new GatewayError('DEFAULT_4XX', {
    status: 403,
    message: 'Forbidden',
    errorType: 'ForbiddenException',
    reason: `mutual TLS of ${domain.domainName}: ${why}`,
    logLine: `Access denied. Reason: ${why}`,
  });
}

function refusal(tls: TlsConnection | undefined, domainName: string): string | undefined {
  if (tls === undefined) return 'the request came without TLS';
  // A connection made for one name must not carry what is meant for another: their trust stores differ.
  if (tls.askedFor !== domainName) return `the connection was made for ${tls.serverName ?? 'no name'}`;
  return tls.clientCertificate === undefined ? 'no client certificate was presented' : tls.refused;
}
