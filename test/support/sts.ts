import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import * as client from '@aws-sdk/client-sts';
import { NO_PERMISSION_NEEDED, withAccess } from '../../src/aws/access.ts';
import type { Caller } from '../../src/aws/caller.ts';
import type { Credentials, LongTermKey } from '../../src/aws/credentials.ts';
import { notBuilt } from '../../src/aws/running-services.ts';
import type { ServiceDefinition } from '../../src/aws/service.ts';
import { ServiceError } from '../../src/aws/service-error.ts';
import type { Platform } from '../../src/services/platform.ts';
import { sts } from '../../src/services/sts/index.ts';
import type { StsState } from '../../src/services/sts/state.ts';
import { testEndpoint } from './aws-endpoint.ts';
import { manualClock } from './manual-clock.ts';

export const ACCOUNT = '000000000000';

export interface FakeRole {
  readonly trust: object;
  readonly path?: string;
  readonly maxSeconds?: number;
  readonly tags?: Readonly<Record<string, string>>;
  /** What the role may do. */
  readonly policy?: object;
}

export interface FakeIam {
  readonly roles?: Readonly<Record<string, FakeRole>>;
  /** Users, with what they may do. Each has a key: `AKIA` and its name in capitals, the secret is `secret`. */
  readonly users?: Readonly<Record<string, object>>;
  /** Documents of managed policies by ARN. */
  readonly policies?: Readonly<Record<string, string>>;
  /** Client ids of OIDC providers by what follows `oidc-provider/` in their ARNs. */
  readonly providers?: Readonly<Record<string, readonly string[]>>;
  readonly mfa?: Readonly<Record<string, { readonly user: string; readonly seed: Uint8Array }>>;
}

export const allow = (Action: string | readonly string[], Resource: string | undefined, more: object = {}) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, ...(Resource !== undefined && { Resource }), ...more }],
});
export const trusting = (
  Principal: unknown,
  more: object = {},
  Action: string | readonly string[] = 'sts:AssumeRole',
) => allow(Action, undefined, { Principal, ...more });
export const roleArn = (name: string, path = '/') => `arn:aws:iam::${ACCOUNT}:role${path}${name}`;
export const userArn = (name: string) => `arn:aws:iam::${ACCOUNT}:user/${name}`;

/** STS with the parts of IAM that it asks, on a clock of its own. */
export function stsEndpoint(iam: FakeIam = {}) {
  const { roles = {}, users = {}, policies = {}, providers = {}, mfa = {} } = iam;
  const missing = () => new ServiceError('NoSuchEntityException', 'It cannot be found.', 404);
  const fakeIam: ServiceDefinition<Platform, undefined> = {
    id: 'iam',
    client: () => import('@aws-sdk/client-iam'),
    newState: () => undefined,
    operations: {
      GetRole: withAccess(({ RoleName }: { readonly RoleName: string }) => {
        const role = roles[RoleName];
        if (role === undefined) throw missing();
        return {
          Role: {
            Arn: roleArn(RoleName, role.path),
            RoleId: `AROA${RoleName.toUpperCase()}`,
            MaxSessionDuration: role.maxSeconds ?? 3600,
            AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(role.trust)),
            Tags: Object.entries(role.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
          },
        };
      }, NO_PERMISSION_NEEDED),
      GetPolicy: withAccess(({ PolicyArn }: { readonly PolicyArn: string }) => {
        if (policies[PolicyArn] === undefined) throw missing();
        return { Policy: { DefaultVersionId: 'v3' } };
      }, NO_PERMISSION_NEEDED),
      GetPolicyVersion: withAccess(
        ({ PolicyArn, VersionId }: { readonly PolicyArn: string; readonly VersionId: string }) => {
          if (VersionId !== 'v3') throw missing();
          return { PolicyVersion: { Document: encodeURIComponent(policies[PolicyArn] ?? '') } };
        },
        NO_PERMISSION_NEEDED,
      ),
      GetOpenIDConnectProvider: withAccess(
        ({ OpenIDConnectProviderArn: arn }: { readonly OpenIDConnectProviderArn: string }) => {
          const found = providers[arn.slice(arn.indexOf('oidc-provider/') + 'oidc-provider/'.length)];
          if (found === undefined) throw notBuilt('iam', 'GetOpenIDConnectProvider');
          return { ClientIDList: found };
        },
        NO_PERMISSION_NEEDED,
      ),
    },
  };
  const clock = manualClock();
  const endpoint = testEndpoint([fakeIam, sts], clock);
  const { credentials, services } = endpoint;
  const keys = new Map<string, LongTermKey>(
    Object.keys(users).map((name) => {
      const caller: Caller = {
        arn: userArn(name),
        userId: `AIDA${name.toUpperCase()}`,
        account: ACCOUNT,
        kind: 'user',
      };
      return [`AKIA${name.toUpperCase()}`, { secretAccessKey: 'secret', caller, status: 'Active' }] as const;
    }),
  );
  credentials.readLongTermKeys({
    find: (id) => keys.get(id),
    mfaDevice: async (serial) => {
      const device = mfa[serial];
      return device && { userArn: userArn(device.user), seed: device.seed };
    },
  });
  services.platform.principals.readFrom(async (arn) => {
    const [, kind, name = ''] = /:(user|role)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
    const document = kind === 'user' ? users[name] : roles[name]?.policy;
    return { identity: document === undefined ? [] : [{ id: 'own', text: JSON.stringify(document) }], tags: {} };
  });
  return {
    ...endpoint,
    clock,
    state: services.find('sts')?.state as StsState,
    asUser: (name: string) => ({ accessKeyId: `AKIA${name.toUpperCase()}`, secretAccessKey: 'secret' }),
  };
}

export type Keys = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };

export const keysOf = (given: client.Credentials | undefined): Keys => ({
  accessKeyId: given?.AccessKeyId ?? '',
  secretAccessKey: given?.SecretAccessKey ?? '',
  sessionToken: given?.SessionToken ?? '',
});

export const issuedKeys = ({ accessKeyId, secretAccessKey, sessionToken = '' }: Credentials): Keys => ({
  accessKeyId,
  secretAccessKey,
  sessionToken,
});

/** The official client of STS, whose requests go to `endpoint` without a socket and are signed by its clock. */
export function stsClient(
  endpoint: ReturnType<typeof stsEndpoint>,
  credentials: Keys = { accessKeyId: 'test', secretAccessKey: 'test' },
) {
  return new client.STSClient({
    endpoint: 'http://localhost:4566',
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
    systemClockOffset: endpoint.clock.now() - Date.now(),
    requestHandler: {
      handle: async (request: {
        method: string;
        path: string;
        query?: Record<string, string>;
        headers: Record<string, string>;
        body?: string;
      }) => {
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
        );
        const answer = await endpoint.handle({
          method: request.method,
          rawPath: request.path,
          rawQuery: new URLSearchParams(request.query ?? {}).toString(),
          headers,
          rawHeaders: Object.entries(headers).flat(),
          body: Buffer.from(request.body ?? ''),
          sourceIp: '127.0.0.1',
          protocol: 'HTTP/1.1',
          scheme: 'http',
        });
        return {
          response: {
            statusCode: answer.status,
            headers: Object.fromEntries(
              Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
            ),
            body: Buffer.from(answer.body),
          },
        };
      },
    } as never,
  });
}

/** An identity provider: its keys and the tokens that it signs. */
export function identityProvider(algorithm: 'RS256' | 'ES256' = 'RS256', keyId = 'key-1') {
  const { privateKey, publicKey } =
    algorithm === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    jwk: { ...publicKey.export({ format: 'jwk' }), kid: keyId, use: 'sig', alg: algorithm },
    token: (claims: object, header: object = {}) =>
      signedToken({ alg: algorithm, kid: keyId, typ: 'JWT', ...header }, claims, privateKey),
  };
}

function signedToken(header: object, claims: object, key: KeyObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

export async function refusalOf(call: Promise<unknown>) {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as client.STSServiceException;
    return { code: name, message, status: $metadata?.httpStatusCode };
  }
  throw new Error('The call was not refused');
}
