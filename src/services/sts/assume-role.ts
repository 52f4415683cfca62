import type { AssumeRoleCommandInput, AssumeRoleCommandOutput } from '@aws-sdk/client-sts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { constraint } from './refusals.ts';
import type { StsState } from './state.ts';

/**
 * Temporary keys for a role that exists.
 *
 * Unlike AWS: the role's trust policy and a session policy are not evaluated.
 */
export async function assumeRole(
  input: AssumeRoleCommandInput,
  call: CallContext<StsState>,
): Promise<Omit<AssumeRoleCommandOutput, '$metadata'>> {
  const { RoleArn, RoleSessionName, DurationSeconds = 3600 } = input;
  if (RoleArn === undefined) throw constraint('roleArn', RoleArn, 'Member must not be null');
  if (RoleSessionName === undefined) throw constraint('roleSessionName', RoleSessionName, 'Member must not be null');
  if (RoleSessionName.length < 2) {
    throw constraint('roleSessionName', RoleSessionName, 'Member must have length greater than or equal to 2');
  }
  if (!/^[\w+=,.@-]{2,64}$/.test(RoleSessionName)) {
    throw constraint(
      'roleSessionName',
      RoleSessionName,
      RoleSessionName.length > 64
        ? 'Member must have length less than or equal to 64'
        : 'Member must satisfy regular expression pattern: [\\w+=,.@-]*',
    );
  }
  const [, roleName] = /^arn:aws:iam::\d{12}:role\/(?:.*\/)?([^/]+)$/.exec(RoleArn) ?? [];
  if (roleName === undefined) throw new ServiceError('ValidationError', `${RoleArn} is invalid`);
  if (DurationSeconds < 900) {
    throw constraint('durationSeconds', DurationSeconds, 'Member must have value greater than or equal to 900');
  }

  const role = await existingRole(RoleArn, roleName, call);
  if (DurationSeconds > role.maxSessionSeconds) {
    throw new ServiceError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  call.state.log.once(
    'sts trust',
    'sts:AssumeRole: trust policies and session policies are not evaluated yet; any caller may assume any role.',
  );
  const credentials = call.state.credentials.issueForRole({
    roleArn: RoleArn,
    roleId: role.id,
    sessionName: RoleSessionName,
    durationMs: DurationSeconds * 1000,
  });
  return {
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: new Date(credentials.expiresAt ?? 0),
    },
    AssumedRoleUser: {
      AssumedRoleId: `${role.id}:${RoleSessionName}`,
      Arn: `arn:aws:sts::${call.account}:assumed-role/${roleName}/${RoleSessionName}`,
    },
    ...(input.SourceIdentity !== undefined && { SourceIdentity: input.SourceIdentity }),
  };
}

async function existingRole(arn: string, name: string, call: CallContext<StsState>) {
  try {
    const { Role } = await call.callService('iam', 'GetRole', { RoleName: name });
    if (Role.Arn === arn)
      return { id: Role.RoleId as string, maxSessionSeconds: (Role.MaxSessionDuration ?? 3600) as number };
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === 'NoSuchEntityException')) throw error;
  }
  throw new ServiceError(
    'AccessDenied',
    `User: ${call.caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    403,
  );
}
