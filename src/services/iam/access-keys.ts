import type {
  CreateAccessKeyCommandInput,
  DeleteAccessKeyCommandInput,
  GetAccessKeyLastUsedCommandInput,
  ListAccessKeysCommandInput,
  UpdateAccessKeyCommandInput,
} from '@aws-sdk/client-iam';
import { access } from '../../aws/access.ts';
import { newAccessKeyId } from '../../aws/access-key-id.ts';
import type { CallContext } from '../../aws/service.ts';
import { existing, iamArn, USER, wholeSeconds } from './entity.ts';
import { NO_USER_NAME, onEntity, userNameOf } from './iam-access.ts';
import { checked } from './input.ts';
import { page } from './paging.ts';
import { notFound, quota, validation } from './refusals.ts';
import type { AccessKeyRecord, IamState, UserRecord } from './state.ts';

type Call = CallContext<IamState>;

const KEYS_PER_USER = 2;

const keyNotFound = (id: string) => notFound(`The Access Key with id ${id} cannot be found.`);

/** Whose keys an operation is about: a user's, or the root's when root names nobody. */
async function ownerOf(name: string | undefined, call: Call): Promise<UserRecord | undefined> {
  const wanted = userNameOf(name, call);
  if (wanted !== undefined) return existing(USER, wanted, call);
  if (call.caller.kind !== 'root') throw validation(NO_USER_NAME);
  return undefined;
}

const isOf = (owner: UserRecord | undefined) => (key: AccessKeyRecord) => key.user === owner?.name.toLowerCase();
const nameOf = (owner: UserRecord | undefined) => (owner === undefined ? {} : { UserName: owner.name });

/**
 * A key that signs at once, for its user.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html
 */
export async function createAccessKey(input: CreateAccessKeyCommandInput, call: Call) {
  const { state, ids, account, clock } = call;
  const owner = await ownerOf(checked(input).UserName, call);
  const key: AccessKeyRecord = {
    accessKeyId: newAccessKeyId('AKIA', account, ids),
    secretAccessKey: Buffer.from(ids.hex(60), 'hex').toString('base64'),
    ...(owner !== undefined && { user: owner.name.toLowerCase() }),
    status: 'Active',
    createdAt: clock.now(),
  };
  await state.turns(async () => {
    if ((await state.accessKeys.list()).filter(isOf(owner)).length >= KEYS_PER_USER) {
      throw quota('AccessKeysPerUser', KEYS_PER_USER);
    }
    await state.accessKeys.put(key.accessKeyId, key);
    await state.keys.reload();
  });
  return {
    AccessKey: {
      ...nameOf(owner),
      AccessKeyId: key.accessKeyId,
      Status: key.status,
      SecretAccessKey: key.secretAccessKey,
      CreateDate: wholeSeconds(key.createdAt),
    },
  };
}
createAccessKey.access = onEntity('iam:CreateAccessKey', USER);

export async function listAccessKeys(input: ListAccessKeysCommandInput, call: Call) {
  const owner = await ownerOf(checked(input).UserName, call);
  const keys = (await call.state.accessKeys.list())
    .filter(isOf(owner))
    .sort((one, other) => one.createdAt - other.createdAt);
  const { items, ...paging } = page(keys, input, ({ accessKeyId }) => accessKeyId);
  return {
    AccessKeyMetadata: items.map(({ accessKeyId, status, createdAt }) => ({
      ...nameOf(owner),
      AccessKeyId: accessKeyId,
      Status: status,
      CreateDate: wholeSeconds(createdAt),
    })),
    ...paging,
  };
}
listAccessKeys.access = onEntity('iam:ListAccessKeys', USER);

export async function updateAccessKey(input: UpdateAccessKeyCommandInput, call: Call): Promise<void> {
  const { AccessKeyId, Status, UserName } = checked(input, 'AccessKeyId', 'Status');
  const owner = await ownerOf(UserName, call);
  await call.state.turns(async () => {
    await call.state.accessKeys.update(AccessKeyId, (key) => {
      if (key === undefined || !isOf(owner)(key)) throw keyNotFound(AccessKeyId);
      return { value: { ...key, status: Status === 'Active' ? 'Active' : 'Inactive' }, result: undefined };
    });
    await call.state.keys.reload();
  });
}
updateAccessKey.access = onEntity('iam:UpdateAccessKey', USER);

export async function deleteAccessKey(input: DeleteAccessKeyCommandInput, call: Call): Promise<void> {
  const { AccessKeyId, UserName } = checked(input, 'AccessKeyId');
  const owner = await ownerOf(UserName, call);
  await call.state.turns(async () => {
    await call.state.accessKeys.update(AccessKeyId, (key) => {
      if (key === undefined || !isOf(owner)(key)) throw keyNotFound(AccessKeyId);
      return { value: undefined, result: undefined };
    });
    await call.state.keys.forget(AccessKeyId);
    await call.state.keys.reload();
  });
}
deleteAccessKey.access = onEntity('iam:DeleteAccessKey', USER);

/** When, where and for which service a key last signed a call. */
export async function getAccessKeyLastUsed(input: GetAccessKeyLastUsedCommandInput, { state }: Call) {
  const { AccessKeyId } = checked(input, 'AccessKeyId');
  const key = await state.accessKeys.get(AccessKeyId);
  if (key === undefined) throw keyNotFound(AccessKeyId);
  const owner = key.user === undefined ? undefined : await state.users.get(key.user);
  const use = state.keys.lastUse(AccessKeyId);
  return {
    ...nameOf(owner),
    AccessKeyLastUsed:
      use === undefined
        ? { ServiceName: 'N/A', Region: 'N/A' }
        : { LastUsedDate: wholeSeconds(use.at), ServiceName: use.service, Region: use.region },
  };
}
getAccessKeyLastUsed.access = access<IamState, GetAccessKeyLastUsedCommandInput>(
  'iam:GetAccessKeyLastUsed',
  async ({ AccessKeyId }, { state, account }) => {
    const key = typeof AccessKeyId === 'string' ? await state.accessKeys.get(AccessKeyId) : undefined;
    // Of a key that nobody here has it is any user.
    const owner = key?.user === undefined ? undefined : await state.users.get(key.user);
    return owner?.arn ?? iamArn(account, 'user', '/', '*');
  },
);
