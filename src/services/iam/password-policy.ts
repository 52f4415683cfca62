import type { UpdateAccountPasswordPolicyCommandInput } from '@aws-sdk/client-iam';
import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { checked } from './input.ts';
import { constraint, notFound } from './refusals.ts';
import type { IamState, PasswordPolicyRecord } from './state.ts';

type Call = CallContext<IamState>;

const ACCOUNT = 'account';
const DEFAULTS = {
  MinimumPasswordLength: 6,
  RequireSymbols: false,
  RequireNumbers: false,
  RequireUppercaseCharacters: false,
  RequireLowercaseCharacters: false,
  AllowUsersToChangePassword: false,
} as const;
const NUMBERS = [
  ['MinimumPasswordLength', 'minimumPasswordLength', 6, 128],
  ['MaxPasswordAge', 'maxPasswordAge', 1, 1095],
  ['PasswordReusePrevention', 'passwordReusePrevention', 1, 24],
] as const;

const policyNotFound = (account: string) =>
  notFound(`The Password Policy with domain name ${account} cannot be found.`);

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html */
export async function updateAccountPasswordPolicy(
  input: UpdateAccountPasswordPolicyCommandInput,
  { state }: Call,
): Promise<void> {
  for (const [name, wire, min, max] of NUMBERS) {
    const value = checked(input)[name];
    if (value === undefined) continue;
    if (value < min) throw constraint(wire, value, `Member must have value greater than or equal to ${min}`);
    if (value > max) throw constraint(wire, value, `Member must have value less than or equal to ${max}`);
  }
  const given = Object.entries(input).filter(([, value]) => typeof value === 'number' || typeof value === 'boolean');
  // What is not given goes back to its default: nothing of the policy before stays.
  const passwordPolicy: PasswordPolicyRecord = { ...DEFAULTS, ...Object.fromEntries(given) };
  await state.account.update(ACCOUNT, (before) => ({ value: { ...before, passwordPolicy }, result: undefined }));
}
updateAccountPasswordPolicy.access = accessToAll('iam:UpdateAccountPasswordPolicy');

export async function getAccountPasswordPolicy(_input: object, { state, account }: Call) {
  const policy = (await state.account.get(ACCOUNT))?.passwordPolicy;
  if (policy === undefined) throw policyNotFound(account);
  return { PasswordPolicy: { ...policy, ExpirePasswords: Number(policy['MaxPasswordAge'] ?? 0) > 0 } };
}
getAccountPasswordPolicy.access = accessToAll('iam:GetAccountPasswordPolicy');

export async function deleteAccountPasswordPolicy(_input: object, { state, account }: Call): Promise<void> {
  await state.account.update(ACCOUNT, (before) => {
    const { passwordPolicy, ...rest } = before ?? {};
    if (passwordPolicy === undefined) throw policyNotFound(account);
    return { value: rest, result: undefined };
  });
}
deleteAccountPasswordPolicy.access = accessToAll('iam:DeleteAccountPasswordPolicy');

/** What is wrong with a password, by the account's policy or AWS's own of 8 characters and three kinds of them. */
export async function passwordViolation(password: string, state: IamState): Promise<string | undefined> {
  const policy = (await state.account.get(ACCOUNT))?.passwordPolicy;
  const kinds = { uppercase: /[A-Z]/, lowercase: /[a-z]/, number: /\d/, symbol: /[!@#$%^&*()_+\-=[\]{}|']/ };
  if (policy === undefined) {
    if (password.length < 8) return 'Password should have a minimum length of 8';
    const used = Object.values(kinds).filter((kind) => kind.test(password)).length;
    if (used >= 3) return undefined;
    return 'Password should have at least three of the following: uppercase letters, lowercase letters, numbers, symbols';
  }
  const length = Number(policy['MinimumPasswordLength']);
  if (password.length < length) return `Password should have a minimum length of ${length}`;
  const required = [
    ['RequireUppercaseCharacters', kinds.uppercase, 'one uppercase letter'],
    ['RequireLowercaseCharacters', kinds.lowercase, 'one lowercase letter'],
    ['RequireNumbers', kinds.number, 'one number'],
    ['RequireSymbols', kinds.symbol, 'one symbol'],
  ] as const;
  const missing = required.find(([name, kind]) => policy[name] === true && !kind.test(password));
  return missing && `Password should have at least ${missing[2]}`;
}
