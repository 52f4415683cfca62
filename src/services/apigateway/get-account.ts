import type { Account } from '@aws-sdk/client-api-gateway';
import { ACCOUNT_LIMIT } from '../../gateway/limits/account-limit.ts';
import { managementAccess } from './management-access.ts';
import type { AccountRecord, Call } from './state.ts';

export async function getAccount(_input: object, call: Call): Promise<Account> {
  return accountAnswer(await call.state.account.get('account'));
}

getAccount.access = managementAccess('GET /account');

export function accountAnswer(account: AccountRecord | undefined): Account {
  const cloudwatchRoleArn = account?.cloudwatchRoleArn;
  return {
    ...(cloudwatchRoleArn === undefined ? {} : { cloudwatchRoleArn }),
    throttleSettings: { ...ACCOUNT_LIMIT },
    features: ['UsagePlans'],
    apiKeyVersion: '4',
  };
}
