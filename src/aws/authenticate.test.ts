import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manualClock } from '../../test/support/manual-clock.ts';
import { type SigningOptions, signedRequest, withHeaders } from '../../test/support/sign-request.ts';
import type { HttpRequest } from '../std/http-message.ts';
import { randomIds } from '../std/ids.ts';
import { authenticator } from './authenticate.ts';
import type { AuthenticationFault } from './authentication-refusal.ts';
import type { Caller } from './caller.ts';
import { credentialStore } from './credentials.ts';
import { ServiceError } from './service-error.ts';
import type { ProtocolName } from './shape.ts';
import { signatureClaims } from './signature-claims.ts';

const account = '000000000000';
const clock = manualClock(Date.UTC(2026, 0, 1, 12));
const NOW = clock.now();
const MINUTE = 60_000;
const credentials = credentialStore({ account, clock, ids: randomIds });
const user: Caller = { arn: `arn:aws:iam::${account}:user/ann`, userId: 'AIDAANN', account, kind: 'user' };
const keys = {
  AKIAANN: { secretAccessKey: 'of ann', caller: user, status: 'Active' },
  AKIAOLD: { secretAccessKey: 'of old', caller: user, status: 'Inactive' },
} as const;
const uses: string[] = [];
credentials.readLongTermKeys({
  find: (id) => keys[id as keyof typeof keys],
  onUse: (id, service, region) => void uses.push(`${id} ${service} ${region}`),
});
const said: string[] = [];
const authenticate = authenticator({ credentials, clock, account, log: { once: (key) => void said.push(key) } });

const sign = (options: Partial<SigningOptions> = {}) => signedRequest({ signedAt: NOW, ...options });

function callerOf(request: HttpRequest, protocol: ProtocolName = 'awsQuery'): Caller {
  const claims = signatureClaims(request, protocol);
  assert.ok(claims, 'the request has no signature');
  return authenticate(request, claims, protocol);
}

function refusalOf(request: HttpRequest, protocol: ProtocolName) {
  try {
    callerOf(request, protocol);
  } catch (error) {
    assert.ok(error instanceof ServiceError);
    return { code: error.code, status: error.status, message: error.message };
  }
  return assert.fail('the request was let through');
}

/** What each family of protocols answers, one line per fault. */
const ANSWERS: Readonly<
  Record<Exclude<AuthenticationFault, 'unknownService'>, readonly (readonly [ProtocolName, string, number])[]>
> = {
  missing: [
    ['awsQuery', 'MissingAuthenticationToken', 403],
    ['awsJson1_0', 'MissingAuthenticationTokenException', 400],
    ['restJson1', 'MissingAuthenticationTokenException', 403],
  ],
  incomplete: [
    ['awsQuery', 'IncompleteSignature', 400],
    ['awsJson1_0', 'IncompleteSignatureException', 400],
    ['restJson1', 'IncompleteSignatureException', 403],
  ],
  mismatch: [
    ['awsQuery', 'SignatureDoesNotMatch', 403],
    ['awsJson1_0', 'InvalidSignatureException', 400],
    ['restJson1', 'InvalidSignatureException', 403],
  ],
  expiredToken: [
    ['awsQuery', 'ExpiredToken', 403],
    ['awsJson1_0', 'ExpiredTokenException', 400],
    ['restJson1', 'ExpiredTokenException', 403],
  ],
  invalidToken: [
    ['awsQuery', 'InvalidClientTokenId', 403],
    ['awsJson1_0', 'UnrecognizedClientException', 400],
    ['restJson1', 'UnrecognizedClientException', 403],
  ],
};

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
const INVALID = 'The security token included in the request is invalid.';
const EXPIRED = 'The security token included in the request is expired';

const sessionOf = (durationMs: number) => {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials.issueForRole({
    roleArn: `arn:aws:iam::${account}:role/worker`,
    roleId: 'AROAWORKER',
    sessionName: 'me',
    durationMs,
  });
  return { accessKeyId, secretAccessKey, sessionToken: sessionToken ?? '' };
};
const session = sessionOf(3_600_000);
const ended = sessionOf(0);
const tampered = `${session.sessionToken.slice(0, 60)}${session.sessionToken[60] === 'A' ? 'B' : 'A'}${session.sessionToken.slice(61)}`;

const good = sign();
const { authorization = '' } = good.headers;
const withAuthorization = (value: string) => withHeaders(good, { authorization: value });
const presigned = (options: Partial<SigningOptions> = {}) =>
  sign({ method: 'GET', query: 'Action=GetCallerIdentity&Version=2011-06-15', presignedSeconds: 60, ...options });
const withQuery = (change: (query: string) => string) => {
  const request = presigned();
  return { ...request, rawQuery: change(request.rawQuery) };
};
const STREAMING = [
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'UNSIGNED-PAYLOAD',
];

const cases: readonly (readonly [what: string, HttpRequest, keyof typeof ANSWERS, message: string | RegExp])[] = [
  // Tokens.
  ['a token that was tampered with', sign({ ...session, sessionToken: tampered }), 'invalidToken', INVALID],
  ['a token cut off', sign({ ...session, sessionToken: session.sessionToken.slice(0, -8) }), 'invalidToken', INVALID],
  ['a token of another key', sign({ ...session, sessionToken: ended.sessionToken }), 'invalidToken', INVALID],
  ['a temporary key without its token', sign({ ...session, sessionToken: undefined }), 'invalidToken', INVALID],
  ['an empty token', sign({ ...session, sessionToken: '' }), 'invalidToken', INVALID],
  ['an expired token', sign(ended), 'expiredToken', EXPIRED],
  ['an expired token in the query string', presigned(ended), 'expiredToken', EXPIRED],
  ['a forged token in the query string', presigned({ ...session, sessionToken: tampered }), 'invalidToken', INVALID],
  ['a key that is not active', sign({ accessKeyId: 'AKIAOLD', secretAccessKey: 'of old' }), 'invalidToken', INVALID],
  [
    'the key of a user with a token',
    sign({ accessKeyId: 'AKIAANN', secretAccessKey: 'of ann', sessionToken: 'x' }),
    'invalidToken',
    INVALID,
  ],
  // Secrets and signatures.
  ['a wrong secret', sign({ secretAccessKey: 'wrong' }), 'mismatch', MISMATCH],
  ['a wrong secret of a session', sign({ ...session, secretAccessKey: 'wrong' }), 'mismatch', MISMATCH],
  ['another body', { ...sign({ body: 'a' }), body: Buffer.from('b') }, 'mismatch', MISMATCH],
  ['another method', { ...good, method: 'PUT' }, 'mismatch', MISMATCH],
  ['another query', { ...good, rawQuery: 'a=1' }, 'mismatch', MISMATCH],
  ['another signed header', withHeaders(good, { host: 'other' }), 'mismatch', MISMATCH],
  ['a signature of another length', withAuthorization(authorization.slice(0, -1)), 'mismatch', MISMATCH],
  ['a signature with bytes beyond ASCII', withAuthorization(`${authorization.slice(0, -1)}é`), 'mismatch', MISMATCH],
  [
    'a signature without the host',
    sign({ unsigned: ['host'] }),
    'mismatch',
    "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
  ],
  [
    'another query of a presigned call',
    withQuery((query) => query.replace('GetCaller', 'Other')),
    'mismatch',
    MISMATCH,
  ],
  [
    'a presigned call that was made to last',
    withQuery((query) => query.replace('s=60', 's=600')),
    'mismatch',
    MISMATCH,
  ],
  // Payloads that are not signed as a whole.
  ...STREAMING.map(
    (payloadHash) =>
      [
        `a payload declared ${payloadHash}`,
        sign({ payloadHash, body: 'Action=GetCallerIdentity', headers: { 'x-amz-content-sha256': payloadHash } }),
        'mismatch',
        MISMATCH,
      ] as const,
  ),
  // Time.
  [
    'a signature older than 15 minutes',
    sign({ signedAt: NOW - 15 * MINUTE - 1000 }),
    'mismatch',
    'Signature expired: 20260101T114459Z is now earlier than 20260101T114500Z (20260101T120000Z - 15 min.)',
  ],
  [
    'a signature of the future',
    sign({ signedAt: NOW + 15 * MINUTE + 1000 }),
    'mismatch',
    'Signature not yet current: 20260101T121501Z is still later than 20260101T121500Z (20260101T120000Z + 15 min.)',
  ],
  [
    'a presigned call beyond its seconds',
    presigned({ signedAt: NOW - 61_000 }),
    'mismatch',
    'Signature expired: 20260101T115859Z is now earlier than 20260101T115900Z (20260101T120000Z - 60 sec.)',
  ],
  [
    'a time in another form',
    withHeaders(good, { 'x-amz-date': '2026-01-01T12:00:00Z' }),
    'incomplete',
    "Date must be in ISO-8601 'basic format'. Got '2026-01-01T12:00:00Z'. See http://en.wikipedia.org/wiki/ISO_8601",
  ],
  [
    'two times',
    withHeaders(good, { 'x-amz-date': '20260101T120000Z, 20260101T120000Z' }),
    'incomplete',
    /^Date must be in ISO-8601 'basic format'\. Got '20260101T120000Z, 20260101T120000Z'/,
  ],
  [
    'a scope of another day',
    withAuthorization(authorization.replace('/20260101/', '/20260102/')),
    'mismatch',
    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260102' != '20260101', from '20260101T120000Z'.",
  ],
  // Parts of the header.
  ['a header of another kind', withAuthorization('Bearer abc'), 'missing', 'Request is missing Authentication Token'],
  ['an empty header', withAuthorization(''), 'missing', 'Request is missing Authentication Token'],
  [
    'Signature Version 4A',
    withAuthorization(authorization.replace('HMAC', 'ECDSA-P256')),
    'incomplete',
    "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'.",
  ],
  [
    'a header of the algorithm alone',
    withHeaders(good, { authorization: 'AWS4-HMAC-SHA256', 'x-amz-date': undefined }),
    'incomplete',
    "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256",
  ],
  ...['Credential', 'SignedHeaders', 'Signature'].map(
    (name) =>
      [
        `a header without its ${name}`,
        withAuthorization(authorization.replace(`${name}=`, `No${name}=`)),
        'incomplete',
        new RegExp(`^Authorization header requires '${name}' parameter\\. Authorization=AWS4-HMAC-SHA256 `),
      ] as const,
  ),
  [
    'a header without a time',
    withHeaders(good, { 'x-amz-date': undefined }),
    'incomplete',
    /^Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header\. Authorization=/,
  ],
  [
    'a header with a part that says nothing',
    withAuthorization('AWS4-HMAC-SHA256 abc'),
    'incomplete',
    "'abc' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 abc'.",
  ],
  [
    'a credential of few parts',
    withAuthorization('AWS4-HMAC-SHA256 Credential=test/20260101, SignedHeaders=host, Signature=0'),
    'incomplete',
    "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'test/20260101'",
  ],
  [
    'a credential with another end',
    withAuthorization(authorization.replace('aws4_request', 'aws5_request')),
    'incomplete',
    "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. ",
  ],
  // Parts of the query string.
  [
    'a signature in the header and in the query string',
    { ...presigned(), headers: good.headers },
    'mismatch',
    "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
  ],
  [
    'Signature Version 4A in the query string',
    withQuery((query) => query.replace('AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256')),
    'incomplete',
    "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'.",
  ],
  ...['Algorithm', 'Credential', 'Signature', 'SignedHeaders', 'Date'].map(
    (name) =>
      [
        `a query string without its ${name}`,
        withQuery((query) => query.replace(`X-Amz-${name}=`, `Not-${name}=`)),
        'incomplete',
        `AWS query-string parameters must include 'X-Amz-${name}'. Re-examine the query-string parameters.`,
      ] as const,
  ),
  ...['604801', '-1', 'week', 'NaN'].map(
    (seconds) =>
      [
        `a presigned call for ${seconds} seconds`,
        withQuery((query) => query.replace('X-Amz-Expires=60', `X-Amz-Expires=${seconds}`)),
        'incomplete',
        'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
      ] as const,
  ),
];

for (const [what, request, fault, message] of cases) {
  test(`${what} is refused in each protocol's way`, () => {
    for (const [protocol, code, status] of ANSWERS[fault]) {
      const refusal = refusalOf(request, protocol);
      assert.deepEqual({ code: refusal.code, status: refusal.status }, { code, status });
      if (typeof message === 'string') assert.equal(refusal.message, message);
      else assert.match(refusal.message, message);
    }
  });
}

test('who signs well is let through', () => {
  assert.equal(callerOf(good).arn, `arn:aws:iam::${account}:root`);
  assert.equal(callerOf(presigned()).kind, 'root');
  assert.equal(callerOf(sign(session)).arn, `arn:aws:sts::${account}:assumed-role/worker/me`);
  assert.equal(callerOf(presigned(session)).roleArn, `arn:aws:iam::${account}:role/worker`);
  assert.equal(callerOf(sign({ signedAt: NOW - 15 * MINUTE })).kind, 'root');
  assert.equal(callerOf(sign({ signedAt: NOW + 15 * MINUTE })).kind, 'root');
  // As EKS asks a client to prove who it is: a presigned GET with a header of EKS.
  assert.equal(callerOf(presigned({ headers: { 'x-k8s-aws-id': 'cluster' } })).kind, 'root');
});

test('the use of a key of a user is told, and no use that was signed badly', () => {
  const key = { accessKeyId: 'AKIAANN', secretAccessKey: 'of ann', service: 'dynamodb' };
  assert.deepEqual(callerOf(sign(key)), { ...user, accessKeyId: 'AKIAANN' });
  refusalOf(sign({ ...key, secretAccessKey: 'wrong' }), 'awsQuery');
  assert.deepEqual(uses, ['AKIAANN dynamodb us-east-1']);
});

test('test/test with a session token is still the root: scripts set one', () => {
  assert.equal(callerOf(sign({ sessionToken: 'test' })).kind, 'root');
});

test('a key that nobody owns acts as the root, and that is said', () => {
  assert.equal(callerOf(sign({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'any' })).kind, 'root');
  assert.equal(callerOf(sign({ accessKeyId: 'ASIAY34FZKBOKMUTVV7A', sessionToken: 'of AWS' })).kind, 'root');
  assert.deepEqual(said, ['access-key AKIAIOSFODNN7EXAMPLE', 'access-key ASIAY34FZKBOKMUTVV7A']);
});
