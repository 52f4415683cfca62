import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { isSignedWith, readToken } from '../../aws/tokens/json-web-token.ts';
import type { GivenTag } from './session-tags.ts';
import type { StsState } from './state.ts';

/** Who a token of an identity provider says that its bearer is. */
export interface VerifiedIdentity {
  readonly providerArn: string;
  readonly subject: string;
  readonly audience: string;
  /** `token.actions.githubusercontent.com:sub` and its like, as trust policies ask for them. */
  readonly contextKeys: Readonly<Record<string, string>>;
  readonly tags: readonly GivenTag[];
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity: string | undefined;
}

interface OidcProvider {
  readonly arn: string;
  readonly clientIds: readonly string[];
}

type Claims = Readonly<Record<string, unknown>>;

const REQUIRED_CLAIMS = ['iss', 'sub', 'aud', 'exp', 'iat'];
const TAGS_CLAIM = 'https://aws.amazon.com/tags';
const SOURCE_IDENTITY_CLAIM = 'https://aws.amazon.com/source_identity';
/** How far the provider's clock may be ahead. */
const SKEW_SECONDS = 300;

const invalid = (message: string) => new ServiceError('InvalidIdentityTokenException', message);

/**
 * Verifies a JSON Web Token with the keys of its issuer, which must be a provider of IAM.
 *
 * Unlike AWS: the issuer may speak HTTP; its provider in IAM is that of the same URL with HTTPS.
 * @throws InvalidIdentityToken, ExpiredTokenException, IDPRejectedClaim
 */
export async function verifiedIdentity(text: string, call: CallContext<StsState>): Promise<VerifiedIdentity> {
  const token = readToken(text);
  if (token === undefined) {
    throw invalid('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)');
  }
  const { claims } = token;
  for (const name of REQUIRED_CLAIMS) {
    if (claims[name] === undefined || claims[name] === null) throw invalid(`Missing a required claim: ${name}`);
  }
  const issuer = String(claims['iss']);
  const provider = await findProvider(issuer, call);
  if (provider === undefined) throw invalid(`No OpenIDConnect provider found in your account for ${issuer}`);
  // Who the token was made for is said by azp, where it is there.
  const audiences = typeof claims['azp'] === 'string' ? [claims['azp']] : [claims['aud']].flat().map(String);
  const audience = audiences.find((one) => provider.clientIds.includes(one));
  if (audience === undefined) throw invalid('Incorrect token audience');

  const keys = await call.state.providerKeys.find(issuer, token.keyId).catch(() => []);
  if (keys.length === 0) {
    throw invalid(
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    );
  }
  if (!keys.some(({ key }) => isSignedWith(token, key))) throw invalid('Token signature invalid');
  checkTimes(claims, Math.floor(call.clock.now() / 1000));

  const name = issuer.replace(/^https?:\/\//, '');
  const subject = String(claims['sub']);
  return {
    providerArn: provider.arn,
    subject,
    audience,
    contextKeys: {
      [`${name}:aud`]: audience,
      [`${name}:sub`]: subject,
      ...(typeof claims['azp'] === 'string' && { [`${name}:oaud`]: String(claims['aud']) }),
      ...(typeof claims['email'] === 'string' && { [`${name}:email`]: claims['email'] }),
    },
    ...tagsIn(claims[TAGS_CLAIM]),
    sourceIdentity: sourceIdentityIn(claims[SOURCE_IDENTITY_CLAIM]),
  };
}

async function findProvider(issuer: string, call: CallContext<StsState>): Promise<OidcProvider | undefined> {
  const arn = `arn:aws:iam::${call.account}:oidc-provider/${issuer.replace(/^https?:\/\//, '').replace(/\/$/, '')}`;
  try {
    const answer = await call.callService('iam', 'GetOpenIDConnectProvider', { OpenIDConnectProviderArn: arn });
    return { arn, clientIds: answer.ClientIDList ?? [] };
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

function checkTimes({ exp, iat, nbf }: Claims, nowSeconds: number): void {
  const [expires, issued] = [Number(exp), Number(iat)];
  if (!Number.isFinite(expires) || !Number.isFinite(issued)) throw invalid('Invalid time in a claim of the token');
  if (expires <= nowSeconds) {
    throw new ServiceError(
      'ExpiredTokenException',
      `Token expired: current date/time ${nowSeconds} must be before the expiration date/time ${expires}`,
    );
  }
  if (issued > nowSeconds + SKEW_SECONDS || Number(nbf ?? 0) > nowSeconds + SKEW_SECONDS) {
    throw invalid('Token is not valid yet');
  }
}

/** The session tags that a provider puts into its tokens: lists of one value by key, and the keys that are transitive. */
function tagsIn(claim: unknown): Pick<VerifiedIdentity, 'tags' | 'transitiveTagKeys'> {
  if (claim === undefined) return { tags: [], transitiveTagKeys: [] };
  const { principal_tags: tags = {}, transitive_tag_keys: transitive = [] } = (claim ?? {}) as {
    readonly principal_tags?: Readonly<Record<string, unknown>>;
    readonly transitive_tag_keys?: unknown;
  };
  const values = Object.entries(tags ?? {}).map(([Key, value]) => ({ Key, Value: [value].flat() as unknown[] }));
  if (values.some(({ Value }) => Value.length !== 1 || typeof Value[0] !== 'string') || !Array.isArray(transitive)) {
    throw new ServiceError('IDPRejectedClaimException', `The claim ${TAGS_CLAIM} is invalid`, 403);
  }
  return {
    tags: values.map(({ Key, Value }) => ({ Key, Value: String(Value[0]) })),
    transitiveTagKeys: transitive.map(String),
  };
}

function sourceIdentityIn(claim: unknown): string | undefined {
  if (claim === undefined) return undefined;
  if (typeof claim === 'string' && /^[\w+=,.@-]{2,64}$/.test(claim)) return claim;
  throw new ServiceError('IDPRejectedClaimException', `The claim ${SOURCE_IDENTITY_CLAIM} is invalid`, 403);
}
