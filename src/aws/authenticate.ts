import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../std/clock.ts';
import type { HttpRequest } from '../std/http-message.ts';
import { authenticationRefusal } from './authentication-refusal.ts';
import { canonicalRequests, sha256 } from './canonical-request.ts';
import type { CredentialStore } from './credentials.ts';
import { type HmacSha256, hmacSha256 } from './hmac-sha256.ts';
import type { Caller } from './service.ts';
import type { ProtocolName } from './shape.ts';
import type { SignatureClaims } from './signature-claims.ts';

export const MISSING_TOKEN = 'Request is missing Authentication Token';
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
const SKEW_MS = 15 * 60_000;
const MAX_KEYS = 1000;

export type Authenticate = (request: HttpRequest, claims: SignatureClaims, protocol: ProtocolName) => Caller;

/**
 * Verifies Signature Version 4, in the header or the query string, and says who calls; throws a `ServiceError` with AWS's
 * words of that protocol. See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 *
 * Unlike AWS: an access key that nobody owns acts as the account's root, so that any configured profile works; its
 * signature cannot be verified, as its secret is unknown.
 */
export function authenticator(options: {
  readonly credentials: CredentialStore;
  readonly clock: Clock;
  readonly account: string;
  readonly log: { once(key: string, message: string): void };
}): Authenticate {
  const { credentials, clock, account, log } = options;
  const signingKeys = new Map<string, HmacSha256>();

  const signingKey = (secret: string, { accessKeyId, date, region, service }: SignatureClaims): HmacSha256 => {
    const id = `${date}/${region}/${service}/${accessKeyId}`;
    let key = signingKeys.get(id);
    if (key === undefined) {
      key = hmacSha256(hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request'));
      if (signingKeys.size >= MAX_KEYS) signingKeys.clear();
      signingKeys.set(id, key);
    }
    return key;
  };

  return (request, claims, protocol) => {
    const now = clock.now();
    const owner = credentials.find(claims.accessKeyId, claims.sessionToken);
    checkTime(claims, now, protocol);
    if (owner === undefined) {
      log.once(
        `access-key ${claims.accessKeyId}`,
        `The access key ${claims.accessKeyId} belongs to nobody here: its calls act as the root of account ${account}, their signatures unverified.`,
      );
      return {
        arn: `arn:aws:iam::${account}:root`,
        userId: account,
        account,
        kind: 'root',
        accessKeyId: claims.accessKeyId,
      };
    }
    if (owner === 'invalid') {
      throw authenticationRefusal('invalidToken', protocol, 'The security token included in the request is invalid.');
    }
    const { secretAccessKey, expiresAt } = owner.credentials;
    if (expiresAt !== undefined && expiresAt <= now) {
      throw authenticationRefusal('expiredToken', protocol, 'The security token included in the request is expired');
    }
    if (!hasHost(claims.signedHeaderNames)) {
      throw authenticationRefusal(
        'mismatch',
        protocol,
        "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
      );
    }

    const sign = signingKey(secretAccessKey, claims);
    const start = `AWS4-HMAC-SHA256\n${claims.timestamp}\n${claims.date}/${claims.region}/${claims.service}/aws4_request\n`;
    for (const canonical of canonicalRequests(request, claims)) {
      if (!sameText(sign(start + sha256(canonical)), claims.signature)) continue;
      if (expiresAt === undefined) credentials.used(claims.accessKeyId, claims.service, claims.region);
      return owner.caller;
    }
    throw authenticationRefusal('mismatch', protocol, MISMATCH);
  };
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

const hasHost = (names: readonly string[]) => names.includes('host') || names.includes(':authority');

/** In constant time, whatever the texts are. */
function sameText(expected: string, given: string): boolean {
  if (given.length !== expected.length) return false;
  return timingSafeEqual(Buffer.from(expected, 'latin1'), Buffer.from(given, 'latin1'));
}

function checkTime(claims: SignatureClaims, now: number, protocol: ProtocolName): void {
  const { timestamp, date } = claims;
  const signedAt = parseCompact(timestamp);
  if (Number.isNaN(signedAt)) {
    throw authenticationRefusal(
      'incomplete',
      protocol,
      `Date must be in ISO-8601 'basic format'. Got '${timestamp}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  }
  if (!timestamp.startsWith(date)) {
    throw authenticationRefusal(
      'mismatch',
      protocol,
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${timestamp.slice(0, 8)}', from '${timestamp}'.`,
    );
  }
  const lifeMs = claims.expiresSeconds === undefined ? SKEW_MS : claims.expiresSeconds * 1000;
  if (signedAt + lifeMs < now) {
    const life = claims.expiresSeconds === undefined ? '15 min.' : `${claims.expiresSeconds} sec.`;
    throw authenticationRefusal(
      'mismatch',
      protocol,
      `Signature expired: ${timestamp} is now earlier than ${compact(now - lifeMs)} (${compact(now)} - ${life})`,
    );
  }
  if (signedAt - SKEW_MS > now) {
    throw authenticationRefusal(
      'mismatch',
      protocol,
      `Signature not yet current: ${timestamp} is still later than ${compact(now + SKEW_MS)} (${compact(now)} + 15 min.)`,
    );
  }
}

const compact = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '');

/** `20260101T000000Z` as milliseconds; NaN for anything else. */
function parseCompact(text: string): number {
  if (text.length !== 16 || text[8] !== 'T' || text[15] !== 'Z') return Number.NaN;
  return Date.UTC(
    Number(text.slice(0, 4)),
    Number(text.slice(4, 6)) - 1,
    Number(text.slice(6, 8)),
    Number(text.slice(9, 11)),
    Number(text.slice(11, 13)),
    Number(text.slice(13, 15)),
  );
}
