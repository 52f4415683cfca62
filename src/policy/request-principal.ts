/** Who makes a request, as policies know them. */
export type RequestPrincipal = AccountPrincipal | ServicePrincipal | FederatedPrincipal | AnonymousPrincipal;

export type AccountPrincipal = RootPrincipal | UserPrincipal | RoleSessionPrincipal | FederatedUserPrincipal;

interface InAccount {
  readonly arn: string;
  readonly account: string;
  /** `AIDA...`, `AROA...:session`, `account:name`, or the account. */
  readonly userId?: string;
  /** The canonical user id of the account, which S3's policies may name. */
  readonly canonicalId?: string;
}

export interface RootPrincipal extends InAccount {
  readonly kind: 'root';
}

export interface UserPrincipal extends InAccount {
  readonly kind: 'user';
}

/** `arn` is the session's (`arn:aws:sts::...:assumed-role/<role>/<session>`), `roleArn` the role's with its path. */
export interface RoleSessionPrincipal extends InAccount {
  readonly kind: 'assumedRole';
  readonly roleArn: string;
}

/** A session of GetFederationToken; `userArn` is who asked for it, the root user when it is not said. */
export interface FederatedUserPrincipal extends InAccount {
  readonly kind: 'federatedUser';
  readonly userArn?: string;
}

export interface ServicePrincipal {
  readonly kind: 'service';
  /** `lambda.amazonaws.com` */
  readonly service: string;
}

/** Who comes with a token or an assertion and has no role yet. */
export interface FederatedPrincipal {
  readonly kind: 'federated';
  /** `cognito-identity.amazonaws.com`, or the ARN of an OIDC or SAML provider. */
  readonly provider: string;
}

export interface AnonymousPrincipal {
  readonly kind: 'anonymous';
}

export const isInAccount = (principal: RequestPrincipal): principal is AccountPrincipal => 'account' in principal;

/** The name that AWS's refusals give a principal. */
export function principalName(principal: RequestPrincipal): string {
  switch (principal.kind) {
    case 'service':
      return principal.service;
    case 'federated':
      return principal.provider;
    case 'anonymous':
      return 'anonymous';
    default:
      return principal.arn;
  }
}
