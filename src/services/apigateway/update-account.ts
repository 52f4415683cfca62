import type { Account, UpdateAccountCommandInput } from '@aws-sdk/client-api-gateway';
import { ServiceError } from '../../aws/service-error.ts';
import { badRequest } from './errors.ts';
import { accountAnswer } from './get-account.ts';
import { managementAccess } from './management-access.ts';
import { passedRoles, patchedAt } from './more-access.ts';
import { checkPatchOps, unsupportedPatch } from './patch.ts';
import type { AccountRecord, Call } from './state.ts';

const ROLE_PATH = '/cloudwatchRoleArn';

/** https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateAccount-Patch */
export async function updateAccount(input: UpdateAccountCommandInput, call: Call): Promise<Account> {
  checkPatchOps('updateAccount', input.patchOperations);
  for (const role of patchedAt(ROLE_PATH)(input)) await checkRole(role, call);
  return call.state.account.update('account', (before) => {
    let account: AccountRecord = before ?? {};
    for (const operation of input.patchOperations ?? []) {
      const { op, path, value } = operation;
      // Every account has usage plans since 2016: adding the feature changes nothing.
      if (path === '/features' && op === 'add' && value === 'UsagePlans') continue;
      if (path !== ROLE_PATH || (op !== 'replace' && op !== 'remove')) {
        throw unsupportedPatch(operation, [ROLE_PATH]);
      }
      account = op === 'remove' || value === undefined || value === '' ? {} : { cloudwatchRoleArn: value };
    }
    return { value: account, result: accountAnswer(account) };
  });
}

updateAccount.access = managementAccess('PATCH /account', passedRoles(patchedAt(ROLE_PATH)));

/** The role must let API Gateway take it. Roles of other accounts cannot be looked at. */
async function checkRole(arn: unknown, call: Call): Promise<void> {
  if (typeof arn !== 'string' || arn === '') return;
  const [, account, name] = /^arn:[\w-]+:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (account === undefined) throw badRequest('Invalid ARN specified in the request');
  if (account !== call.account) return;
  let trust: string;
  try {
    const { Role } = await call.callService('iam', 'GetRole', { RoleName: name });
    trust = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? 'apigateway.amazonaws.com');
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    trust = '';
  }
  if (trust.includes('apigateway.amazonaws.com') || /"Principal"\s*:\s*"\*"/.test(trust)) return;
  throw badRequest(
    'The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.',
  );
}
