import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { DomainRegistry } from '../gateway/domain-registry.ts';
import type { Clock } from '../std/clock.ts';
import { UserError } from '../std/user-error.ts';
import type { ServerLog } from '../telemetry/server-log.ts';
import { localAuthority } from './local-authority.ts';
import { type SecureConnections, secureConnections } from './secure-connections.ts';
import { type OwnCertificate, tlsIdentities } from './tls-identity.ts';

export interface CertificateFiles {
  /** A certificate with its chain, in PEM. */
  readonly cert: string;
  /** Its private key, in PEM. */
  readonly key: string;
}

export interface HttpsConnections {
  readonly secure: SecureConnections;
  /** Whom clients trust to trust every name that has no certificate of its own. */
  readonly authorityFile: string;
}

/** What a port of HTTPS needs: certificates of the user's, of uploaded domain names, and for all others of samlet's own. */
export async function httpsConnections(options: {
  readonly domains: Pick<DomainRegistry, 'find'>;
  readonly dataDir: string;
  readonly host: string;
  readonly region: string;
  readonly certificate: CertificateFiles | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<ServerLog, 'warn'>;
}): Promise<HttpsConnections> {
  const { certificate, dataDir, clock, log } = options;
  const own = certificate && readCertificate(certificate);
  const authority = await localAuthority(dataDir, clock);
  return {
    secure: secureConnections({
      identityFor: tlsIdentities({ ...options, authority, own }),
      onProblem: (name, error) =>
        log.warn(`TLS for ${name ?? 'a client that names nobody'}: ${error instanceof Error ? error.message : error}`),
    }),
    authorityFile: authority.file,
  };
}

function readCertificate({ cert, key }: CertificateFiles): OwnCertificate {
  const own = { cert: readPem(cert, '--cert'), key: readPem(key, '--key') };
  let fits: boolean;
  try {
    fits = new X509Certificate(own.cert).checkPrivateKey(createPrivateKey(own.key));
  } catch (error) {
    throw invalid(`The certificate or its key cannot be read: ${(error as Error).message}`, cert);
  }
  if (!fits) throw invalid('The private key is not that of the certificate', key);
  return own;
}

function readPem(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw invalid(`The file of ${option} cannot be read: ${(error as NodeJS.ErrnoException).code}`, file);
  }
}

const invalid = (message: string, where: string) =>
  new UserError('SAMLET_CERTIFICATE_INVALID', message, {
    where,
    hint: 'Both files are in PEM format, the key without a password.',
  });
