import type { Caller } from '../../aws/caller.ts';
import type { CallService } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import type { RoutedCall } from '../api-call.ts';
import { GatewayError } from '../gateway-error.ts';
import { gatewayCaller } from './gateway-caller.ts';

/** Whom an integration acts for: a promise where a role must be assumed first. */
export type CallerOf = (call: RoutedCall) => Caller | Promise<Caller>;

/** `arn:aws:iam::*:user/*`: the client's own identity, which `AWS_IAM` authorization has found out. */
const CALLERS_OWN = /^arn:[^:]+:iam::\*:user\/\*$/;

/** What AWS's front end calls its sessions. */
const SESSION_NAME = 'BackplaneAssumeRoleSession';
const SESSION_SECONDS = 3600;
/** A role that is changed or deleted is noticed within this time. */
const KEPT_MS = 60_000;

/**
 * The caller that `credentials` name: the role, assumed in API Gateway's name, so that its trust policy must allow
 * `apigateway.amazonaws.com`; or the client itself.
 */
export function roleCaller(credentials: string): CallerOf {
  if (CALLERS_OWN.test(credentials)) return ownCaller;
  let assumed: { readonly caller: Promise<Caller>; readonly until: number } | undefined;
  return (call) => {
    const now = call.backends.clock.now();
    if (assumed === undefined || assumed.until <= now) {
      const caller = assume(credentials, call);
      const mine = { caller, until: now + KEPT_MS };
      assumed = mine;
      caller.catch(() => {
        if (assumed === mine) assumed = undefined;
      });
    }
    return assumed.caller;
  };
}

function ownCaller({ caller }: RoutedCall): Caller {
  if (caller !== undefined) return caller;
  throw new GatewayError('API_CONFIGURATION_ERROR', {
    reason:
      'Execution failed due to configuration error: the integration acts with the credentials of its caller, but the method does not ask for a signature (authorization AWS_IAM)',
  });
}

async function assume(roleArn: string, call: RoutedCall): Promise<Caller> {
  const { account, region, callService, credentials } = call.backends;
  const asGateway = gatewayCaller(account, `arn:aws:execute-api:${region}:${account}:${call.stage.apiId}`);
  let why = '';
  try {
    if (!(await exists(roleArn, callService))) return unknownRole(roleArn, account);
    const { Credentials: keys } = await callService(
      'sts',
      'AssumeRole',
      { RoleArn: roleArn, RoleSessionName: SESSION_NAME, DurationSeconds: SESSION_SECONDS },
      asGateway,
    );
    const found = credentials.find(keys.AccessKeyId, keys.SessionToken);
    if (typeof found === 'object') return found.caller;
  } catch (error) {
    why = ` (${error instanceof Error ? error.message : error})`;
  }
  throw new GatewayError('API_CONFIGURATION_ERROR', {
    reason: `Execution failed due to configuration error: API Gateway does not have permission to assume the provided role ${roleArn}${why}`,
  });
}

async function exists(roleArn: string, callService: CallService): Promise<boolean> {
  try {
    const { Role } = await callService('iam', 'GetRole', { RoleName: nameOf(roleArn) });
    return Role?.Arn === roleArn;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'NoSuchEntityException') return false;
    throw error;
  }
}

/** Unlike AWS: a role that IAM here does not know may be there on AWS, so its session is given, and is not limited. */
function unknownRole(roleArn: string, account: string): Caller {
  const name = nameOf(roleArn);
  const arn = `arn:aws:sts::${account}:assumed-role/${name}/${SESSION_NAME}`;
  return { arn, userId: `${name}:${SESSION_NAME}`, account, kind: 'assumedRole', roleArn };
}

const nameOf = (roleArn: string) => roleArn.slice(roleArn.lastIndexOf('/') + 1);
