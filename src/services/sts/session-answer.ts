import type { AssumedRoleUser, Credentials as CredentialsAnswer } from '@aws-sdk/client-sts';
import type { Credentials } from '../../aws/credentials.ts';
import type { AssumableRole } from './role.ts';

/** Temporary keys as every operation of STS answers them. */
export const credentialsAnswer = (issued: Credentials): CredentialsAnswer => ({
  AccessKeyId: issued.accessKeyId,
  SecretAccessKey: issued.secretAccessKey,
  SessionToken: issued.sessionToken,
  Expiration: new Date(issued.expiresAt ?? 0),
});

export const assumedRoleUser = (role: AssumableRole, sessionName: string, account: string): AssumedRoleUser => ({
  AssumedRoleId: `${role.id}:${sessionName}`,
  Arn: `arn:aws:sts::${account}:assumed-role/${role.name}/${sessionName}`,
});
