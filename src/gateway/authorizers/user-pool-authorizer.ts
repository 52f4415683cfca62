import type { Authorizer } from '@aws-sdk/client-api-gateway';
import { isSignedWith, type JsonWebToken, readToken } from '../../aws/tokens/json-web-token.ts';
import type { AttachedPolicy } from '../../policy/decision.ts';
import type { Authorize, RoutedCall } from '../api-call.ts';
import { GatewayError } from '../gateway-error.ts';
import { type JavaRegExp, javaRegExp, RegExpTimeout } from '../java-regexp.ts';
import { mappedValue } from '../parameter-mapping.ts';
import { requirePermission } from './invoke-permission.ts';
import { issuerOf } from './user-pool-keys.ts';

/**
 * Lets through callers with a token of one of the authorizer's user pools: an ID token, or an access token with one of the
 * method's scopes where it has any.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html
 */
export function userPoolAuthorizer(
  authorizer: Authorizer,
  scopes: readonly string[],
  policy: AttachedPolicy | undefined,
): Authorize {
  const source = authorizer.identitySource || 'method.request.header.Authorization';
  const expression = authorizer.identityValidationExpression
    ? javaRegExp(authorizer.identityValidationExpression)
    : undefined;
  const pools = new Map((authorizer.providerARNs ?? []).map((arn) => [issuerOf(arn), arn]));

  return async (call) => {
    const token = tokenOf(mappedValue(source, call));
    const pool = pools.get(String(token.claims['iss']));
    if (pool === undefined) throw unauthorized(`the token is of another issuer: ${token.claims['iss']}`);
    await checkSignature(token, pool, call);
    checkTime(token, call);
    checkUse(token, scopes);
    if (expression !== undefined) checkAudience(token, expression);
    // What the pool says and what the API's policy says are asked one after the other.
    if (policy !== undefined) await requirePermission(call, policy);
    call.authorizer = { usageIdentifierKey: undefined, members: { claims: claimTexts(token) } };
  };
}

function tokenOf(value: string | readonly string[] | undefined): JsonWebToken {
  const given = typeof value === 'object' ? value[0] : value;
  if (given === undefined || given === '') throw unauthorized('the request has no token');
  const token = readToken(given.replace(/^Bearer\s+/i, ''));
  if (token === undefined) throw unauthorized('the token is no JSON Web Token');
  return token;
}

async function checkSignature(token: JsonWebToken, pool: string, { backends }: RoutedCall): Promise<void> {
  let keys: Awaited<ReturnType<typeof backends.userPoolKeys.find>>;
  try {
    keys = await backends.userPoolKeys.find(pool, token.keyId);
  } catch (error) {
    throw unauthorized(`the keys of the user pool cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  if (!keys.some(({ key }) => isSignedWith(token, key))) throw unauthorized(`the token is not signed by ${pool}`);
}

function checkTime({ claims }: JsonWebToken, { receivedAt }: RoutedCall): void {
  const expires = Number(claims['exp']);
  if (!Number.isFinite(expires)) throw unauthorized('the token does not say when it expires');
  if (expires * 1000 > receivedAt) return;
  throw new GatewayError('UNAUTHORIZED', {
    message: 'The incoming token has expired',
    reason: `the token expired at ${new Date(expires * 1000).toISOString()}`,
  });
}

/** Without scopes the token is taken for an identity token, with scopes for an access token. */
function checkUse({ claims }: JsonWebToken, scopes: readonly string[]): void {
  const use = claims['token_use'];
  const wanted = scopes.length === 0 ? 'id' : 'access';
  if (use !== wanted) throw unauthorized(`the token is of use ${use}, not ${wanted}`);
  if (scopes.length === 0) return;
  const granted = String(claims['scope'] ?? '').split(' ');
  if (!scopes.some((scope) => granted.includes(scope))) {
    throw unauthorized(`the token has none of the scopes ${scopes.join(', ')}`);
  }
}

function checkAudience({ claims }: JsonWebToken, expression: JavaRegExp): void {
  let matches: boolean;
  try {
    matches = expression.matches(String(claims['aud'] ?? ''));
  } catch (error) {
    if (error instanceof RegExpTimeout) throw unauthorized(`its audience cannot be validated: ${error.message}`);
    throw error;
  }
  if (!matches) throw unauthorized('its audience does not match the identity validation expression');
}

const TIMES = new Set(['exp', 'iat']);

/** Claims as backends get them: all of them texts, the token's own times as dates in Java's words. */
function claimTexts({ claims }: JsonWebToken): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => {
      if (TIMES.has(name) && typeof value === 'number') return [name, javaDate(value * 1000)];
      return [name, typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : String(value)];
    }),
  );
}

/** `Sun Nov 22 06:27:25 UTC 2026` */
function javaDate(ms: number): string {
  const [day, date, month, year, time] = new Date(ms).toUTCString().replace(',', '').split(' ');
  return `${day} ${month} ${date} ${time} UTC ${year}`;
}

const unauthorized = (reason: string) => new GatewayError('UNAUTHORIZED', { reason });
