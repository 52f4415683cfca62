/** Who signed a call. */
export interface Caller {
  /** `arn:aws:iam::000000000000:root`, `arn:aws:sts::...:assumed-role/<role>/<session>`, or a service principal's name. */
  readonly arn: string;
  /** The unique id behind the arn: the account, `AROA...:session`, `AIDA...`, `<account>:<name>` of a federated user. */
  readonly userId: string;
  readonly account: string;
  readonly kind: 'root' | 'user' | 'assumedRole' | 'federatedUser' | 'service' | 'anonymous';
  readonly accessKeyId?: string;
  /** Of an assumed role: the role's own ARN, with its path. */
  readonly roleArn?: string;
  /** Of a federated user: the ARN of the user who asked for the session. */
  readonly issuerArn?: string;
  /** Of temporary keys. */
  readonly session?: CallerSession;
  /** For a service: the resource on whose behalf it calls, `aws:SourceArn`. */
  readonly sourceArn?: string;
}

/** What STS wrote into temporary keys. */
export interface CallerSession {
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
  /** Session policies: documents by the name or ARN that decisions give them. They limit the session. */
  readonly policies?: readonly { readonly id: string; readonly text: string }[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly transitiveTagKeys?: readonly string[];
  readonly sourceIdentity?: string;
  /** When the caller showed its MFA device, in milliseconds since the epoch. */
  readonly mfaAuthenticatedAt?: number;
  /** The identity provider of AssumeRoleWithWebIdentity. */
  readonly federatedProvider?: string;
  /** Further condition keys that the session brings: `cognito-identity.amazonaws.com:sub` and their like. */
  readonly contextKeys?: Readonly<Record<string, string>>;
}

/** What a call from outside says of its way. */
export interface CallOrigin {
  readonly sourceIp: string;
  readonly userAgent?: string;
}
