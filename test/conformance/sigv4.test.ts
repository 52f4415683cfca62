import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { authenticator } from '../../src/aws/authenticate.ts';
import { canonicalRequests } from '../../src/aws/canonical-request.ts';
import type { CredentialStore } from '../../src/aws/credentials.ts';
import { signatureClaims } from '../../src/aws/signature-claims.ts';
import type { HttpRequest } from '../../src/std/http-message.ts';
import { conformanceDir } from '../support/conformance-data.ts';
import { manualClock } from '../support/manual-clock.ts';
import { conformance } from '../support/ratchet.ts';

interface SigningCase {
  readonly id: string;
  readonly base: string;
}

const folder = conformanceDir && join(conformanceDir, 'sigv4');

/** Every folder with a signed request. */
function casesIn(path: string): readonly SigningCase[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return [];
    const base = join(path, entry.name, entry.name);
    return existsSync(`${base}.sreq`) ? [{ id: entry.name, base }] : casesIn(join(path, entry.name));
  });
}

/** A raw request, with the folded headers and raw characters that only these files have. */
function parse(text: string): HttpRequest {
  const end = text.indexOf('\n\n');
  const [start = '', ...lines] = (end < 0 ? text : text.slice(0, end)).replace(/\n[ \t]+/g, ' ').split('\n');
  const [, method = '', url = ''] = /^(\S+) (.*) HTTP\/1\.1$/.exec(start) ?? [];
  const rawHeaders = lines.flatMap((line) => [
    line.slice(0, line.indexOf(':')),
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  const headers: Record<string, string> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    const value = rawHeaders[index + 1] ?? '';
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  const [rawPath = '/', rawQuery = ''] = url.split('?');
  const body = Buffer.from(end < 0 ? '' : text.slice(end + 2));
  return {
    method,
    rawPath,
    rawQuery,
    rawHeaders,
    headers,
    body,
    sourceIp: '127.0.0.1',
    protocol: 'HTTP/1.1',
    scheme: 'http',
  };
}

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const caller = {
  arn: 'arn:aws:iam::000000000000:user/me',
  userId: 'AIDA',
  account: '000000000000',
  kind: 'user',
} as const;
const credentials: CredentialStore = {
  find: (id) =>
    id === keys.accessKeyId
      ? { credentials: { ...keys, sessionToken: undefined, expiresAt: undefined }, caller }
      : undefined,
  issueForRole: () => assert.fail(),
  issueForCaller: () => assert.fail(),
  readLongTermKeys: () => assert.fail(),
  used: () => {},
  mfaDevice: async () => undefined,
  authorizationMessages: { encode: () => assert.fail(), decode: () => assert.fail() },
};

if (folder === undefined || !existsSync(folder)) {
  test('signing cases of AWS', { skip: 'the conformance data is not here' }, () => {});
} else {
  const authenticate = authenticator({
    credentials,
    clock: manualClock(Date.UTC(2015, 7, 30, 12, 36)),
    account: '000000000000',
    log: { once: () => assert.fail('the key is known') },
  });

  // The signature of the one with a session token is made up; its canonical request is not.
  conformance(casesIn(folder), ['get-vanilla-with-session-token'], ({ base }) => {
    const request = parse(readFileSync(`${base}.sreq`, 'utf8').replaceAll('\r', ''));
    const claims = signatureClaims(request, 'restJson1');
    assert.ok(claims);
    const expected = readFileSync(`${base}.creq`, 'utf8').replaceAll('\r', '');
    const made = [...canonicalRequests(request, claims)];
    assert.ok(
      made.includes(expected),
      `none of these is the canonical request:\n${made.join('\n---\n')}\nexpected:\n${expected}`,
    );
    assert.equal(authenticate(request, claims, 'restJson1'), caller);

    const forged = { ...request, method: request.method === 'GET' ? 'PUT' : 'GET' };
    assert.throws(() => authenticate(forged, claims, 'restJson1'), { code: 'InvalidSignatureException', status: 403 });
  });
}
