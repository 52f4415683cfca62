import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { wholeSeconds } from './entity.ts';
import type { IamState, UserRecord } from './state.ts';

type Call = CallContext<IamState>;

const ACCOUNT = 'account';
/** A report is made again when it is this old. */
const FRESH_MS = 4 * 3_600_000;
const COLUMNS =
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,' +
  'access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,' +
  'access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,' +
  'cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateCredentialReport.html */
export async function generateCredentialReport(_input: object, { state, clock }: Call) {
  const now = clock.now();
  const made = (await state.account.get(ACCOUNT))?.credentialReportAt;
  if (made !== undefined && now - made < FRESH_MS) return { State: 'COMPLETE' };
  await state.account.update(ACCOUNT, (before) => ({
    value: { ...before, credentialReportAt: now },
    result: undefined,
  }));
  return {
    State: 'STARTED',
    Description: 'No report exists. Starting a new report generation task',
  };
}
generateCredentialReport.access = accessToAll('iam:GenerateCredentialReport');

/** Unlike AWS: the report says how things are now, not when it was generated. */
export async function getCredentialReport(_input: object, call: Call) {
  const { state } = call;
  const made = (await state.account.get(ACCOUNT))?.credentialReportAt;
  if (made === undefined) {
    throw new ServiceError(
      'CredentialReportNotPresentException',
      'There is no report currently present. Make a request to GenerateCredentialReport before retrying.',
      410,
    );
  }
  const users = await state.users.list();
  const lines = [COLUMNS, await rootLine(call), ...(await Promise.all(users.map((user) => userLine(user, call))))];
  return { Content: Buffer.from(lines.join('\n')), ReportFormat: 'text/csv', GeneratedTime: wholeSeconds(made) };
}
getCredentialReport.access = accessToAll('iam:GetCredentialReport');

const dateText = (ms: number) => wholeSeconds(ms).toISOString().replace('.000Z', '+00:00');

async function keyCells(owner: string | undefined, { state }: Call): Promise<readonly string[]> {
  const keys = (await state.accessKeys.list())
    .filter(({ user }) => user === owner)
    .sort((one, other) => one.createdAt - other.createdAt);
  return [0, 1].flatMap((index) => {
    const key = keys[index];
    if (key === undefined) return ['false', 'N/A', 'N/A', 'N/A', 'N/A'];
    const use = state.keys.lastUse(key.accessKeyId);
    const used = use === undefined ? ['N/A', 'N/A', 'N/A'] : [dateText(use.at), use.region, use.service];
    return [String(key.status === 'Active'), dateText(key.createdAt), ...used];
  });
}

const NO_CERTIFICATES = ['false', 'N/A', 'false', 'N/A'];

async function rootLine(call: Call): Promise<string> {
  const arn = `arn:aws:iam::${call.account}:root`;
  const password = ['not_supported', 'no_information', 'not_supported', 'not_supported', 'false'];
  const created = dateText(call.state.startedAt);
  return ['<root_account>', arn, created, ...password, ...(await keyCells(undefined, call)), ...NO_CERTIFICATES].join();
}

async function userLine(user: UserRecord, call: Call): Promise<string> {
  const name = user.name.toLowerCase();
  const hasDevice = (await call.state.mfaDevices.list()).some((device) => device.user === name);
  const { loginProfile } = user;
  const password =
    loginProfile === undefined
      ? ['false', 'N/A', 'N/A', 'N/A']
      : ['true', 'no_information', dateText(loginProfile.createdAt), 'N/A'];
  return [
    user.name,
    user.arn,
    dateText(user.createdAt),
    ...password,
    String(hasDevice),
    ...(await keyCells(name, call)),
    ...NO_CERTIFICATES,
  ].join();
}
