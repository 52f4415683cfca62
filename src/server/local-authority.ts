import { randomBytes, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../std/clock.ts';
import {
  type CertificateRequest,
  type CertificateSubject,
  type SelfSignedCertificate,
  selfSignedCertificate,
  signedCertificate,
} from '../std/self-signed-certificate.ts';

/** Signs certificates for the names that samlet serves: whoever trusts its certificate trusts them all. */
export interface LocalAuthority {
  /** Its own certificate, in PEM. */
  readonly file: string;
  certificateFor(names: Pick<CertificateRequest, 'dnsNames' | 'addresses'>): Promise<SelfSignedCertificate>;
}

const DAY_MS = 86_400_000;
/** No browser takes longer ones. */
const VALID_MS = 397 * DAY_MS;

/** The authority of a data folder: made once, in its folder `tls`. */
export async function localAuthority(dataDir: string, clock: Pick<Clock, 'now'>): Promise<LocalAuthority> {
  const folder = join(dataDir, 'tls');
  const file = join(folder, 'authority.pem');
  const keyFile = join(folder, 'authority.key');
  const now = clock.now();
  let own: SelfSignedCertificate | undefined;
  if (existsSync(file) && existsSync(keyFile)) {
    const kept = { certificate: readFileSync(file, 'utf8'), privateKey: readFileSync(keyFile, 'utf8') };
    if (Date.parse(new X509Certificate(kept.certificate).validTo) > now + VALID_MS) own = kept;
  }
  if (own === undefined) {
    own = await selfSignedCertificate({
      // Clients that trust several such authorities tell them apart by their names.
      subject: [...NAME, ['OU', randomBytes(4).toString('hex')]],
      key: 'ec',
      usage: 'authority',
      notBefore: now - DAY_MS,
      notAfter: now + 10 * 365 * DAY_MS,
    });
    mkdirSync(folder, { recursive: true });
    writeFileSync(keyFile, own.privateKey, { mode: 0o600 });
    writeFileSync(file, own.certificate);
  }
  const issuer = { subject: subjectOf(own.certificate), privateKey: own.privateKey };
  return {
    file,
    certificateFor: ({ dnsNames = [], addresses = [] }) =>
      signedCertificate(
        {
          subject: [['CN', (dnsNames[0] ?? '').slice(0, 64)]],
          dnsNames,
          addresses,
          key: 'ec',
          usage: 'server',
          notBefore: now - DAY_MS,
          notAfter: now + VALID_MS,
        },
        issuer,
      ),
  };
}

const NAME: CertificateSubject = [
  ['O', 'samlet'],
  ['CN', 'samlet local authority'],
];

function subjectOf(certificate: string): CertificateSubject {
  const unit = /^OU=(.+)$/m.exec(new X509Certificate(certificate).subject)?.[1] ?? '';
  return [...NAME, ['OU', unit]];
}
