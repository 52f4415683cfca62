import type {
  ChangePasswordCommandInput,
  CreateLoginProfileCommandInput,
  DeleteLoginProfileCommandInput,
  GetLoginProfileCommandInput,
  UpdateLoginProfileCommandInput,
} from '@aws-sdk/client-iam';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { change, entityNotFound, existing, USER, wholeSeconds } from './entity.ts';
import { NO_USER_NAME, onEntity, userNameOf } from './iam-access.ts';
import { checked } from './input.ts';
import { passwordViolation } from './password-policy.ts';
import { alreadyExists, notFound, validation } from './refusals.ts';
import type { IamState, UserRecord } from './state.ts';

type Call = CallContext<IamState>;

const profileNotFound = (name: string) => notFound(`Login Profile for User ${name} cannot be found.`);

const described = ({ name, loginProfile }: UserRecord) => {
  if (loginProfile === undefined) throw profileNotFound(name);
  return {
    LoginProfile: {
      UserName: name,
      CreateDate: wholeSeconds(loginProfile.createdAt),
      PasswordResetRequired: loginProfile.resetRequired,
    },
  };
};

async function checkPassword(password: string | undefined, { state }: Call): Promise<void> {
  const violation = await passwordViolation(password ?? '', state);
  if (violation !== undefined) throw new ServiceError('PasswordPolicyViolationException', violation);
}

/**
 * Kept and described; passwords are checked against the account's policy and not kept.
 *
 * Unlike AWS: there is no console that a user could sign in to.
 */
export async function createLoginProfile(input: CreateLoginProfileCommandInput, call: Call) {
  const { Password, PasswordResetRequired = false, ...given } = checked(input);
  const UserName = userNameOf(given.UserName, call);
  if (UserName === undefined) throw validation(NO_USER_NAME);
  await existing(USER, UserName, call);
  await checkPassword(Password, call);
  const createdAt = call.clock.now();
  await change(USER, UserName, call, (user) => {
    if (user.loginProfile !== undefined) throw alreadyExists(`Login Profile for user ${UserName} already exists.`);
    return { ...user, loginProfile: { createdAt, resetRequired: PasswordResetRequired } };
  });
  return described(await existing(USER, UserName, call));
}
createLoginProfile.access = onEntity('iam:CreateLoginProfile', USER);

export async function getLoginProfile(input: GetLoginProfileCommandInput, call: Call) {
  const UserName = userNameOf(checked(input).UserName, call);
  if (UserName === undefined) throw validation(NO_USER_NAME);
  return described(await existing(USER, UserName, call));
}
getLoginProfile.access = onEntity('iam:GetLoginProfile', USER);

export async function updateLoginProfile(input: UpdateLoginProfileCommandInput, call: Call): Promise<void> {
  const { UserName, Password, PasswordResetRequired } = checked(input, 'UserName');
  if (Password !== undefined) await checkPassword(Password, call);
  await change(USER, UserName, call, (user) => {
    if (user.loginProfile === undefined) throw profileNotFound(UserName);
    const resetRequired = PasswordResetRequired ?? user.loginProfile.resetRequired;
    return { ...user, loginProfile: { ...user.loginProfile, resetRequired } };
  });
}
updateLoginProfile.access = onEntity('iam:UpdateLoginProfile', USER);

export async function deleteLoginProfile(input: DeleteLoginProfileCommandInput, call: Call): Promise<void> {
  const UserName = userNameOf(checked(input).UserName, call);
  if (UserName === undefined) throw validation(NO_USER_NAME);
  await call.state.users.update(UserName.toLowerCase(), (user) => {
    if (user === undefined) throw entityNotFound('user', UserName);
    const { loginProfile, ...rest } = user;
    if (loginProfile === undefined) throw profileNotFound(UserName);
    return { value: rest, result: undefined };
  });
}
deleteLoginProfile.access = onEntity('iam:DeleteLoginProfile', USER);

/**
 * A user's own password.
 *
 * Unlike AWS: the old password is not compared, for none is kept.
 */
export async function changePassword(input: ChangePasswordCommandInput, call: Call): Promise<void> {
  const { NewPassword } = checked(input, 'OldPassword', 'NewPassword');
  const name = userNameOf(undefined, call);
  if (name === undefined) {
    throw new ServiceError('InvalidUserTypeException', 'Only IAM Users can change their own password');
  }
  await checkPassword(NewPassword, call);
  await change(USER, name, call, (user) => {
    if (user.loginProfile === undefined) throw profileNotFound(name);
    return { ...user, loginProfile: { ...user.loginProfile, resetRequired: false } };
  });
}
changePassword.access = onEntity('iam:ChangePassword', USER);
