import type { CreateAccountAliasCommandInput, DeleteAccountAliasCommandInput } from '@aws-sdk/client-iam';
import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { checked } from './input.ts';
import { alreadyExists, constraint, notFound } from './refusals.ts';
import type { IamState } from './state.ts';

type Call = CallContext<IamState>;

const ACCOUNT = 'account';

/** An account has one alias: a new one takes the place of the old one. */
export async function createAccountAlias(input: CreateAccountAliasCommandInput, { state }: Call): Promise<void> {
  const { AccountAlias } = checked(input, 'AccountAlias');
  if (!/^[a-z0-9](?:[a-z0-9]|-(?!-))*[a-z0-9]$/.test(AccountAlias)) {
    const rule = 'Member must satisfy regular expression pattern: ^[a-z0-9](([a-z0-9]|-(?!-))*[a-z0-9])?$';
    throw constraint('accountAlias', AccountAlias, rule);
  }
  await state.account.update(ACCOUNT, (before) => {
    if (before?.alias === AccountAlias) throw alreadyExists(`The account alias ${AccountAlias} already exists.`);
    return { value: { ...before, alias: AccountAlias }, result: undefined };
  });
}
createAccountAlias.access = accessToAll('iam:CreateAccountAlias');

export async function deleteAccountAlias(input: DeleteAccountAliasCommandInput, { state }: Call): Promise<void> {
  const { AccountAlias } = checked(input, 'AccountAlias');
  await state.account.update(ACCOUNT, (before) => {
    const { alias, ...rest } = before ?? {};
    if (alias !== AccountAlias) throw notFound(`The account alias with name ${AccountAlias} cannot be found.`);
    return { value: rest, result: undefined };
  });
}
deleteAccountAlias.access = accessToAll('iam:DeleteAccountAlias');

export async function listAccountAliases(_input: object, { state }: Call) {
  const alias = (await state.account.get(ACCOUNT))?.alias;
  return { AccountAliases: alias === undefined ? [] : [alias], IsTruncated: false };
}
listAccountAliases.access = accessToAll('iam:ListAccountAliases');
