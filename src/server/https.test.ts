import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type RequestOptions, request } from 'node:https';
import { type AddressInfo, connect as connectPlainly, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { domainRegistry, type ServedDomain } from '../gateway/domain-registry.ts';
import { systemClock } from '../std/clock.ts';
import type { HttpRequest, TlsConnection } from '../std/http-message.ts';
import { type CertificateIssuer, selfSignedCertificate, signedCertificate } from '../std/self-signed-certificate.ts';
import { type Listener, listen } from './listener.ts';
import { type LocalAuthority, localAuthority } from './local-authority.ts';
import { secureConnections } from './secure-connections.ts';
import { tlsIdentities, versionsOf } from './tls-identity.ts';

const DAY_MS = 86_400_000;
const now = Date.now();
const valid = { notBefore: now - DAY_MS, notAfter: now + DAY_MS };

const dataDir = mkdtempSync(join(tmpdir(), 'samlet-https-'));
const domains = domainRegistry();
const problems: string[] = [];
let authority: LocalAuthority;
let listener: Listener;
let ca: string;

const serve = (change: Partial<ServedDomain> & { readonly domainName: string }) =>
  domains.set({
    mappings: {},
    securityPolicy: 'TLS_1_2',
    certificate: { arn: 'arn:aws:acm:us-east-1:000000000000:certificate/1' },
    ...change,
  });

const identities = (own?: { cert: string; key: string }) =>
  tlsIdentities({ domains, authority, own, region: 'us-east-1', host: '127.0.0.1', dataDir });

function open(identityFor = identities()): Promise<Listener> {
  return listen({
    host: '127.0.0.1',
    port: 0,
    handle: async ({ scheme, tls, body }: HttpRequest) => ({
      status: 200,
      headers: {},
      body: JSON.stringify({ scheme, tls, body: body.toString() }),
    }),
    onFault: (error) => assert.fail(String(error)),
    secure: secureConnections({
      identityFor,
      onProblem: (name, error) => problems.push(`${name}: ${(error as Error).message}`),
      handshakeTimeoutMs: 2000,
    }),
  });
}

before(async () => {
  authority = await localAuthority(dataDir, systemClock);
  ca = readFileSync(authority.file, 'utf8');
  listener = await open();
});

after(async () => {
  await listener.close();
  rmSync(dataDir, { recursive: true });
});

interface Told {
  readonly scheme: string;
  readonly body: string;
  readonly tls: TlsConnection;
  readonly peer: PeerCertificate;
  readonly version: string | null;
}

function call(servername: string, options: RequestOptions & { readonly send?: string } = {}): Promise<Told> {
  return new Promise((resolve, reject) => {
    const { port } = options.port === undefined ? listener : { port: options.port };
    const sent = request(
      { host: '127.0.0.1', servername, ca, agent: false, method: 'POST', ...options, port },
      (answer) => {
        const socket = answer.socket as TLSSocket;
        const peer = socket.getPeerCertificate();
        const version = socket.getProtocol();
        let text = '';
        answer.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        answer.on('end', () => resolve({ ...JSON.parse(text), peer, version }));
      },
    );
    sent.on('error', reject);
    sent.end(options.send ?? '');
  });
}

test('each name has a certificate of its own, which the one authority signs', async () => {
  serve({ domainName: 'api.example.com' });
  serve({ domainName: '*.wild.example.com' });
  const { scheme, tls, peer, body } = await call('api.example.com', { send: 'x'.repeat(100_000) });
  assert.deepEqual([scheme, body.length, peer.subjectaltname], ['https', 100_000, 'DNS:api.example.com']);
  assert.deepEqual(tls, { serverName: 'api.example.com' });
  assert.equal((await call('a.wild.example.com')).peer.subjectaltname, 'DNS:*.wild.example.com');
  for (const name of ['localhost', 'abc123.execute-api.localhost', 'abc123.execute-api.us-east-1.amazonaws.com']) {
    assert.equal((await call(name)).tls.serverName, name);
  }
  await assert.rejects(call('api.example.com', { ca: [] }), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
});

test('the address itself is a name that the certificate is for', async () => {
  const { tls } = await call('', { host: '127.0.0.1' });
  assert.deepEqual(tls, {});
});

test('the authority of a data folder stays the same, and its key is nobody else’s', async () => {
  assert.equal(readFileSync((await localAuthority(dataDir, systemClock)).file, 'utf8'), ca);
  assert.equal(statSync(join(dataDir, 'tls', 'authority.key')).mode & 0o077, 0);
  assert.equal(new X509Certificate(ca).ca, true);
});

test('an uploaded certificate is the one that is shown', async () => {
  const own = await selfSignedCertificate({
    ...valid,
    subject: [['CN', 'mine']],
    dnsNames: ['up.example.com'],
    key: 'ec',
  });
  serve({ domainName: 'up.example.com', certificate: { body: own.certificate, privateKey: own.privateKey } });
  assert.equal((await call('up.example.com', { ca: own.certificate })).peer.subject.CN, 'mine');
});

test('a certificate of the user serves the names that it covers, and those that nobody serves', async () => {
  const { certificate: cert, privateKey: key } = await selfSignedCertificate({
    ...valid,
    subject: [['CN', 'own']],
    dnsNames: ['*.own.example.com', 'localhost'],
    key: 'ec',
  });
  serve({ domainName: 'a.own.example.com' });
  serve({ domainName: 'b.example.org' });
  const other = await open(identities({ cert, key }));
  const from = { port: other.port, ca: [cert, ca] };
  assert.equal((await call('a.own.example.com', from)).peer.subject.CN, 'own');
  assert.equal((await call('localhost', from)).peer.subject.CN, 'own');
  assert.equal((await call('b.example.org', from)).peer.subject.CN, 'b.example.org');
  await other.close();
});

test('a security policy is the least version of TLS', async () => {
  const old: RequestOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
  serve({ domainName: 'old.example.com', securityPolicy: 'TLS_1_0' });
  serve({ domainName: 'new.example.com', securityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09' });
  serve({ domainName: 'api.example.com' });
  assert.equal((await call('old.example.com', old)).version, 'TLSv1.1');
  await assert.rejects(call('api.example.com', old));
  assert.equal((await call('api.example.com', { maxVersion: 'TLSv1.2' })).version, 'TLSv1.2');
  await assert.rejects(call('new.example.com', { maxVersion: 'TLSv1.2' }));
  assert.equal((await call('new.example.com')).version, 'TLSv1.3');
});

for (const [policy, minVersion] of [
  ['TLS_1_0', 'TLSv1'],
  ['TLS_1_2', 'TLSv1.2'],
  ['SecurityPolicy_TLS13_1_2_PQ_2025_09', 'TLSv1.2'],
  ['SecurityPolicy_TLS13_1_3_FIPS_2025_09', 'TLSv1.3'],
  ['SecurityPolicy_TLS13_2025_EDGE', 'TLSv1.3'],
  ['SecurityPolicy_TLS12_2018_EDGE', 'TLSv1.2'],
] as const) {
  test(`${policy} takes ${minVersion} and above`, () => assert.equal(versionsOf(policy).minVersion, minVersion));
}

async function clientAuthority(name: string) {
  const subject = [
    ['O', 'Example'],
    ['CN', name],
  ] as const;
  const made = await selfSignedCertificate({ ...valid, subject, key: 'ec', usage: 'authority' });
  return { ...made, subject } satisfies CertificateIssuer & { certificate: string };
}

const client = async (issuer: CertificateIssuer, change: object = {}) => {
  const subject = [
    ['C', 'US'],
    ['O', 'Example'],
    ['CN', 'me'],
  ] as const;
  const { certificate, privateKey } = await signedCertificate({ ...valid, subject, key: 'ec', ...change }, issuer);
  return { cert: certificate, key: privateKey };
};

test('mutual TLS: a certificate of the trust store is verified and told, others are told with what is wrong', async () => {
  const known = await clientAuthority('known');
  const unknown = await clientAuthority('unknown');
  const folder = join(dataDir, 'truststores', 'bucket', 'a');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'ca.pem'),
    `# two of them\n${(await clientAuthority('else')).certificate}\n${known.certificate}`,
  );
  const mutualTls = { truststoreUri: 's3://bucket/a/ca.pem' };
  serve({ domainName: 'm.example.com', mutualTls });

  const mine = await client(known);
  const { tls } = await call('m.example.com', mine);
  assert.deepEqual([tls.askedFor, tls.refused], ['m.example.com', undefined]);
  const { clientCertificate: told } = tls;
  assert.equal(told?.pem, mine.cert);
  assert.deepEqual([told?.subject, told?.issuer], ['C=US,O=Example,CN=me', 'O=Example,CN=known']);
  assert.match(told?.serialNumber ?? '', /^[0-9a-f]{2}(:[0-9a-f]{2}){15}$/);
  assert.match(told?.validTo ?? '', /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4} GMT$/);

  const refused = async (certificate: object) => (await call('m.example.com', certificate)).tls.refused;
  assert.equal(await refused(await client(unknown)), 'Could not find issuer for certificate');
  assert.equal(await refused(await client(known, { notAfter: now - 1000 })), 'certificate has expired');
  const self = await selfSignedCertificate({ ...valid, subject: [['CN', 'me']], key: 'ec' });
  assert.equal(await refused({ cert: self.certificate, key: self.privateKey }), 'self signed certificate');

  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    await assert.rejects(call('m.example.com', { maxVersion }), { code: 'ECONNRESET' });
  }
  assert.equal((await call('api.example.com', mine)).tls.clientCertificate, undefined);
});

test('a trust store that cannot be read opens nothing until it can', async () => {
  serve({ domainName: 'n.example.com', mutualTls: { truststoreUri: 's3://bucket/missing.pem' } });
  const known = await clientAuthority('late');
  const mine = await client(known);
  await assert.rejects(call('n.example.com', mine));
  assert.match(
    problems.join('\n'),
    /n\.example\.com: the trust store s3:\/\/bucket\/missing\.pem is read from .*missing\.pem/,
  );
  writeFileSync(join(dataDir, 'truststores', 'bucket', 'missing.pem'), known.certificate);
  assert.equal((await call('n.example.com', mine)).tls.refused, undefined);
});

/** What a port says to bytes that are no TLS, until it ends the connection. */
function exchange(bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connectPlainly(listener.port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });
}

test('plain HTTP is told that the port speaks HTTPS, and bytes that mean nothing end the connection', async () => {
  assert.match(
    await exchange('GET / HTTP/1.1\r\nHost: me\r\n\r\n'),
    /^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*HTTPS alone\.\n$/,
  );
  assert.doesNotMatch(await exchange(Buffer.from('16030100050100000100', 'hex')), /HTTP/);
  assert.match(await exchange(Buffer.from([22, 3, 1, 0, 4, 1, 255, 255, 255])), /^HTTP\/1\.1 400/);
});

test('a hello that comes byte by byte is heard', async () => {
  const slow = createServer((from) => {
    const to = connectPlainly({ port: listener.port, host: '127.0.0.1', noDelay: true });
    from.on('data', (bytes: Buffer) => {
      for (const byte of bytes) if (to.writable) to.write(Uint8Array.of(byte));
    });
    to.on('error', () => {});
    to.pipe(from).on('error', () => {});
  });
  slow.listen(0, '127.0.0.1');
  await once(slow, 'listening');
  const { tls } = await call('api.example.com', { port: (slow.address() as AddressInfo).port });
  assert.equal(tls.serverName, 'api.example.com');
  slow.close();
});
