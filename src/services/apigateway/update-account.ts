import type { Account, UpdateAccountCommandInput } from '@aws-sdk/client-api-gateway';
import { accountAnswer } from './get-account.ts';
import { managementAccess } from './management-access.ts';
import { passedRoles, patchedAt } from './more-access.ts';
import { unsupportedPatch } from './patch.ts';
import type { AccountRecord, Call } from './state.ts';

export function updateAccount(input: UpdateAccountCommandInput, call: Call): Promise<Account> {
  return call.state.account.update('account', (before) => {
    let account: AccountRecord = before ?? {};
    for (const operation of input.patchOperations ?? []) {
      const { op, path, value } = operation;
      if (path !== '/cloudwatchRoleArn' || (op !== 'replace' && op !== 'remove')) {
        throw unsupportedPatch(operation, ['/cloudwatchRoleArn']);
      }
      account = op === 'remove' || value === undefined || value === '' ? {} : { cloudwatchRoleArn: value };
    }
    return { value: account, result: accountAnswer(account) };
  });
}

updateAccount.access = managementAccess('PATCH /account', passedRoles(patchedAt('/cloudwatchRoleArn')));
