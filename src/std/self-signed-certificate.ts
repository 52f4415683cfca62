import { createPublicKey, generateKeyPair, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';

export interface SelfSignedCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
}

export interface CertificateRequest {
  /** In the order of the name: `[['C', 'US'], ['O', 'Example'], ['CN', 'api.example.com']]`. */
  readonly subject: readonly (readonly [attribute: 'C' | 'ST' | 'L' | 'O' | 'OU' | 'CN', value: string])[];
  /** DNS names that the certificate is for. */
  readonly dnsNames?: readonly string[];
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
}

const ATTRIBUTES = { CN: '550403', C: '550406', L: '550407', ST: '550408', O: '55040a', OU: '55040b' } as const;
const SHA256_WITH_RSA = '2a864886f70d01010b';
const SUBJECT_ALTERNATIVE_NAME = '551d11';

const newKeyPair = promisify(generateKeyPair);

/**
 * A new RSA key of 2048 bits with an X.509 v3 certificate (RFC 5280) that it signs itself. Node reads certificates and
 * writes none, so the DER is written here.
 */
export async function selfSignedCertificate(request: CertificateRequest): Promise<SelfSignedCertificate> {
  const pair = await newKeyPair('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const publicKey = createPublicKey(pair.publicKey).export({ type: 'spki', format: 'der' });
  const name = sequence(
    ...request.subject.map(([attribute, value]) =>
      der(0x31, sequence(der(0x06, hex(ATTRIBUTES[attribute])), der(attribute === 'C' ? 0x13 : 0x0c, utf8(value)))),
    ),
  );
  const algorithm = sequence(der(0x06, hex(SHA256_WITH_RSA)), der(0x05));
  // A first bit of 1 would make the number negative; one of 0 is no serial at all where all bytes are.
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    algorithm,
    name,
    sequence(time(request.notBefore), time(request.notAfter)),
    name,
    publicKey,
    ...extensions(request.dnsNames ?? []),
  );
  const signature = sign('sha256', body, pair.privateKey);
  const certificate = sequence(body, algorithm, der(0x03, Buffer.from([0]), signature));
  return { certificate: pem('CERTIFICATE', certificate), privateKey: pair.privateKey };
}

function extensions(dnsNames: readonly string[]): Buffer[] {
  if (dnsNames.length === 0) return [];
  const names = sequence(...dnsNames.map((one) => der(0x82, Buffer.from(one, 'latin1'))));
  const extension = sequence(der(0x06, hex(SUBJECT_ALTERNATIVE_NAME)), der(0x04, names));
  return [der(0xa3, sequence(extension))];
}

/** UTCTime until 2049, GeneralizedTime from then on. */
function time(ms: number): Buffer {
  const text = `${new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')}`;
  return Number(text.slice(0, 4)) < 2050 ? der(0x17, utf8(text.slice(2))) : der(0x18, utf8(text));
}

function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const size = hex(length.toString(16).padStart(length > 0xffff ? 6 : length > 0xff ? 4 : 2, '0'));
  return Buffer.concat([Buffer.from([tag, 0x80 | size.length]), size, content]);
}

const sequence = (...contents: readonly Uint8Array[]): Buffer => der(0x30, ...contents);
const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const utf8 = (text: string): Buffer => Buffer.from(text);

function pem(label: string, content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
