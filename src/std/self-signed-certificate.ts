import { createPrivateKey, createPublicKey, generateKeyPair, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';

export interface SelfSignedCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
}

export type CertificateSubject = readonly (readonly [attribute: 'C' | 'ST' | 'L' | 'O' | 'OU' | 'CN', value: string])[];

export interface CertificateRequest {
  /** In the order of the name: `[['C', 'US'], ['O', 'Example'], ['CN', 'api.example.com']]`. */
  readonly subject: CertificateSubject;
  /** DNS names that the certificate is for. */
  readonly dnsNames?: readonly string[];
  /** IPv4 addresses that it is for. */
  readonly addresses?: readonly string[];
  /** RSA with 2048 bits by default; keys of the curve P-256 are made at once. */
  readonly key?: 'rsa' | 'ec';
  /** What it may be used for; anything by default. */
  readonly usage?: 'authority' | 'server';
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
}

/** Whoever signs certificates of others. */
export interface CertificateIssuer {
  readonly subject: CertificateSubject;
  /** PEM. */
  readonly privateKey: string;
}

const ATTRIBUTES = { CN: '550403', C: '550406', L: '550407', ST: '550408', O: '55040a', OU: '55040b' } as const;
const SHA256_WITH_RSA = '2a864886f70d01010b';
const SHA256_WITH_ECDSA = '2a8648ce3d040302';
const KEY_USAGE = '551d0f';
const SUBJECT_ALTERNATIVE_NAME = '551d11';
const BASIC_CONSTRAINTS = '551d13';
const EXTENDED_KEY_USAGE = '551d25';
const SERVER_AUTHENTICATION = '2b06010505070301';

const newKeyPair = promisify(generateKeyPair);

/**
 * A new key with an X.509 v3 certificate (RFC 5280) that it signs itself. Node reads certificates and writes none, so the
 * DER is written here.
 */
export async function selfSignedCertificate(request: CertificateRequest): Promise<SelfSignedCertificate> {
  const pair = await keyPair(request);
  return issue(request, pair, { subject: request.subject, privateKey: pair.privateKey });
}

/** A new key with a certificate that an issuer signs. */
export async function signedCertificate(
  request: CertificateRequest,
  issuer: CertificateIssuer,
): Promise<SelfSignedCertificate> {
  return issue(request, await keyPair(request), issuer);
}

interface KeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

function keyPair({ key }: CertificateRequest): Promise<KeyPair> {
  const publicKeyEncoding = { type: 'spki', format: 'pem' } as const;
  const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const;
  return key === 'ec'
    ? newKeyPair('ec', { namedCurve: 'P-256', publicKeyEncoding, privateKeyEncoding })
    : newKeyPair('rsa', { modulusLength: 2048, publicKeyEncoding, privateKeyEncoding });
}

function issue(request: CertificateRequest, pair: KeyPair, issuer: CertificateIssuer): SelfSignedCertificate {
  const publicKey = createPublicKey(pair.publicKey).export({ type: 'spki', format: 'der' });
  const algorithm =
    createPrivateKey(issuer.privateKey).asymmetricKeyType === 'ec'
      ? sequence(der(0x06, hex(SHA256_WITH_ECDSA)))
      : sequence(der(0x06, hex(SHA256_WITH_RSA)), der(0x05));
  // A first bit of 1 would make the number negative; one of 0 is no serial at all where all bytes are.
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    algorithm,
    nameOf(issuer.subject),
    sequence(time(request.notBefore), time(request.notAfter)),
    nameOf(request.subject),
    publicKey,
    ...extensions(request),
  );
  const signature = sign('sha256', body, issuer.privateKey);
  const certificate = sequence(body, algorithm, der(0x03, Buffer.from([0]), signature));
  return { certificate: pem('CERTIFICATE', certificate), privateKey: pair.privateKey };
}

const nameOf = (subject: CertificateSubject): Buffer =>
  sequence(
    ...subject.map(([attribute, value]) =>
      der(0x31, sequence(der(0x06, hex(ATTRIBUTES[attribute])), der(attribute === 'C' ? 0x13 : 0x0c, utf8(value)))),
    ),
  );

function extensions({ dnsNames = [], addresses = [], usage }: CertificateRequest): Buffer[] {
  const found: Buffer[] = [];
  if (usage === 'authority') {
    found.push(extension(BASIC_CONSTRAINTS, sequence(TRUE), TRUE), extension(KEY_USAGE, SIGNS_CERTIFICATES, TRUE));
  }
  if (usage === 'server') found.push(extension(EXTENDED_KEY_USAGE, sequence(der(0x06, hex(SERVER_AUTHENTICATION)))));
  if (dnsNames.length + addresses.length > 0) {
    const names = sequence(
      ...dnsNames.map((one) => der(0x82, Buffer.from(one, 'latin1'))),
      ...addresses.map((one) => der(0x87, Buffer.from(one.split('.').map(Number)))),
    );
    found.push(extension(SUBJECT_ALTERNATIVE_NAME, names));
  }
  return found.length === 0 ? [] : [der(0xa3, sequence(...found))];
}

const extension = (id: string, value: Buffer, ...critical: readonly Buffer[]): Buffer =>
  sequence(der(0x06, hex(id)), ...critical, der(0x04, value));

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

const TRUE = der(0x01, Buffer.from([0xff]));
/** The bits keyCertSign and cRLSign. */
const SIGNS_CERTIFICATES = der(0x03, Buffer.from([1, 0x06]));

function pem(label: string, content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
