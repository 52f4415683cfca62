import { X509Certificate } from 'node:crypto';
import { isIPv4 } from 'node:net';
import type { SecureVersion } from 'node:tls';
import type { DomainRegistry, ServedDomain } from '../gateway/domain-registry.ts';
import type { LocalAuthority } from './local-authority.ts';
import { readTruststore } from './truststore.ts';

/** How samlet shows itself to those who call it by a name, and what it asks of them. */
export interface TlsIdentity {
  /** PEM, with its chain. */
  readonly cert: string;
  readonly key: string;
  readonly minVersion: SecureVersion;
  readonly ciphers?: string;
  /** Given where callers show a certificate of their own: whose trust store verifies it. */
  readonly mutual?: { readonly askedFor: string; readonly trusted: readonly string[] };
}

export interface OwnCertificate {
  /** PEM, with its chain. */
  readonly cert: string;
  readonly key: string;
}

export interface TlsIdentitiesOptions {
  readonly domains: Pick<DomainRegistry, 'find'>;
  readonly authority: LocalAuthority;
  /** The user's, for the names that it covers and where no other is meant. */
  readonly own: OwnCertificate | undefined;
  readonly region: string;
  readonly host: string;
  readonly dataDir: string;
}

/** Says who is called by a name; the same object as long as nothing of it has changed. Rejects where a trust store cannot be read. */
export function tlsIdentities(options: TlsIdentitiesOptions): (serverName: string | undefined) => Promise<TlsIdentity> {
  const { domains, authority, own, region, host, dataDir } = options;
  const ofDomains = new WeakMap<ServedDomain, Promise<TlsIdentity>>();
  let standard: Promise<TlsIdentity> | undefined;

  const forDomain = async (domain: ServedDomain): Promise<TlsIdentity> => {
    const { domainName, securityPolicy, mutualTls } = domain;
    // Read first: where it fails, no certificate is made for nothing.
    const trusted = mutualTls && readTruststore(mutualTls.truststoreUri, dataDir);
    return {
      ...(await certificateOf(domain, own, authority)),
      ...versionsOf(securityPolicy),
      ...(trusted === undefined ? {} : { mutual: { askedFor: domainName, trusted } }),
    };
  };

  return (serverName) => {
    const domain = serverName === undefined ? undefined : domains.find(serverName);
    if (domain === undefined) {
      standard ??= standardIdentity(own, authority, { region, host });
      return standard;
    }
    let identity = ofDomains.get(domain);
    if (identity === undefined) {
      identity = forDomain(domain);
      ofDomains.set(domain, identity);
      // A trust store may be put into its place later.
      identity.catch(() => ofDomains.delete(domain));
    }
    return identity;
  };
}

async function certificateOf(
  { domainName, certificate }: ServedDomain,
  own: OwnCertificate | undefined,
  authority: LocalAuthority,
): Promise<OwnCertificate> {
  if ('body' in certificate) {
    return { cert: `${certificate.body}\n${certificate.chain ?? ''}`, key: certificate.privateKey };
  }
  // A wildcard is covered by what covers any name below it.
  const covered = domainName.replace('*', 'any');
  if (own !== undefined && new X509Certificate(own.cert).checkHost(covered) !== undefined) return own;
  const made = await authority.certificateFor({ dnsNames: [domainName] });
  return { cert: made.certificate, key: made.privateKey };
}

async function standardIdentity(
  own: OwnCertificate | undefined,
  authority: LocalAuthority,
  { region, host }: { readonly region: string; readonly host: string },
): Promise<TlsIdentity> {
  if (own !== undefined) return { ...own, minVersion: 'TLSv1.2' };
  const api = `*.execute-api`;
  const { certificate, privateKey } = await authority.certificateFor({
    dnsNames: ['localhost', '*.localhost', `${api}.localhost`, `${api}.${region}.amazonaws.com`],
    addresses: [...new Set(['127.0.0.1', ...(isIPv4(host) && host !== '0.0.0.0' ? [host] : [])])],
  });
  return { cert: certificate, key: privateKey, minVersion: 'TLSv1.2' };
}

/**
 * The least version of TLS that a security policy takes. Unlike AWS: a policy limits the versions, not the cipher suites.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
 */
export function versionsOf(securityPolicy: string): Pick<TlsIdentity, 'minVersion' | 'ciphers'> {
  // OpenSSL takes the signatures of old versions at its lowest level only.
  if (securityPolicy === 'TLS_1_0') return { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' };
  return { minVersion: /^SecurityPolicy_TLS13_(?:1_3_|2025_EDGE)/.test(securityPolicy) ? 'TLSv1.3' : 'TLSv1.2' };
}
