import type { IssuerKey, IssuerKeys } from '../../aws/tokens/issuer-keys.ts';

/** The keys that user pools sign their tokens with. */
export interface UserPoolKeys {
  /** Those that may have signed with `keyId`; rejects when the pool's keys cannot be read. */
  find(userPoolArn: string, keyId: string | undefined): Promise<readonly IssuerKey[]>;
}

/** `https://cognito-idp.<region>.amazonaws.com/<pool>`, the `iss` of a pool's tokens; `undefined` for other ARNs. */
export function issuerOf(userPoolArn: string): string | undefined {
  const [, region, poolId] = /^arn:[^:]+:cognito-idp:([^:]+):\d{12}:userpool\/([\w-]+)$/.exec(userPoolArn) ?? [];
  return poolId === undefined ? undefined : `https://cognito-idp.${region}.amazonaws.com/${poolId}`;
}

/**
 * The keys of pools that exist on AWS, read from there.
 *
 * Unlike AWS: there are no user pools in samlet yet, so that no token of a pool of samlet's own account is accepted.
 */
export function userPoolKeys({
  account,
  issuerKeys,
}: {
  readonly account: string;
  readonly issuerKeys: IssuerKeys;
}): UserPoolKeys {
  return {
    async find(userPoolArn, keyId) {
      const issuer = issuerOf(userPoolArn);
      if (issuer === undefined) throw new Error(`${userPoolArn} is no user pool`);
      if (userPoolArn.split(':')[4] === account) throw new Error(`samlet runs no user pools yet: ${userPoolArn}`);
      return issuerKeys.find(issuer, keyId);
    },
  };
}
