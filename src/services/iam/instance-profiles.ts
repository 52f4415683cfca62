import type {
  AddRoleToInstanceProfileCommandInput,
  CreateInstanceProfileCommandInput,
  DeleteInstanceProfileCommandInput,
  GetInstanceProfileCommandInput,
  InstanceProfile,
  ListInstanceProfilesCommandInput,
  ListInstanceProfilesForRoleCommandInput,
  RemoveRoleFromInstanceProfileCommandInput,
} from '@aws-sdk/client-iam';
import { accessByInput } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { existing, iamArn, ROLE, wholeSeconds } from './entity.ts';
import { onEntity, onNew, onPath, onTagged } from './iam-access.ts';
import { checked } from './input.ts';
import { page } from './paging.ts';
import { alreadyExists, inUse, notFound, quota } from './refusals.ts';
import { describedRole } from './roles.ts';
import type { IamState, InstanceProfileRecord, Tag } from './state.ts';

type Call = CallContext<IamState>;

const PROFILES_PER_ACCOUNT = 1000;

export const instanceProfileNotFound = (name: string) => notFound(`Instance Profile ${name} cannot be found.`);

const onProfile = (action: string) =>
  onTagged(
    action,
    'InstanceProfileName',
    ({ instanceProfiles }, name) => instanceProfiles.get(name.toLowerCase()),
    (name, account) => iamArn(account, 'instance-profile', '/', name),
  );

async function described(profile: InstanceProfileRecord, { state }: Call): Promise<InstanceProfile> {
  const role = profile.role === undefined ? undefined : await state.roles.get(profile.role);
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    CreateDate: wholeSeconds(profile.createdAt),
    Roles: role === undefined ? [] : [describedRole(role)],
  };
}

const tagsOf = ({ tags }: InstanceProfileRecord) => (tags.length > 0 ? { Tags: [...tags] } : {});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html */
export async function createInstanceProfile(input: CreateInstanceProfileCommandInput, call: Call) {
  const { InstanceProfileName: name, Path: path = '/', Tags = [] } = checked(input, 'InstanceProfileName');
  const { instanceProfiles, turns } = call.state;
  const profile: InstanceProfileRecord = {
    name,
    path,
    id: `AIPA${call.ids.upperAlphanumeric(17)}`,
    arn: iamArn(call.account, 'instance-profile', path, name),
    createdAt: call.clock.now(),
    tags: Tags as readonly Tag[],
  };
  await turns(async () => {
    if ((await instanceProfiles.list()).length >= PROFILES_PER_ACCOUNT) {
      throw quota('InstanceProfilesPerAccount', PROFILES_PER_ACCOUNT);
    }
    await instanceProfiles.update(name.toLowerCase(), (before) => {
      if (before !== undefined) throw alreadyExists(`Instance Profile ${name} already exists.`);
      return { value: profile, result: undefined };
    });
  });
  return { InstanceProfile: { ...(await described(profile, call)), ...tagsOf(profile) } };
}
createInstanceProfile.access = onNew(
  'iam:CreateInstanceProfile',
  'instance-profile',
  'InstanceProfileName',
  'iam:TagInstanceProfile',
);

export async function getInstanceProfile(input: GetInstanceProfileCommandInput, call: Call) {
  const { InstanceProfileName } = checked(input, 'InstanceProfileName');
  const profile = await call.state.instanceProfiles.get(InstanceProfileName.toLowerCase());
  if (profile === undefined) throw instanceProfileNotFound(InstanceProfileName);
  return { InstanceProfile: { ...(await described(profile, call)), ...tagsOf(profile) } };
}
getInstanceProfile.access = onProfile('iam:GetInstanceProfile');

export async function listInstanceProfiles(input: ListInstanceProfilesCommandInput, call: Call) {
  const { PathPrefix = '/' } = checked(input);
  const all = (await call.state.instanceProfiles.list()).filter(({ path }) => path.startsWith(PathPrefix));
  const { items, ...paging } = page(all, input, ({ name }) => name);
  return { InstanceProfiles: await Promise.all(items.map((one) => described(one, call))), ...paging };
}
listInstanceProfiles.access = onPath('iam:ListInstanceProfiles', 'instance-profile');

export async function listInstanceProfilesForRole(input: ListInstanceProfilesForRoleCommandInput, call: Call) {
  const { RoleName } = checked(input, 'RoleName');
  await existing(ROLE, RoleName, call);
  const all = (await call.state.instanceProfiles.list()).filter(({ role }) => role === RoleName.toLowerCase());
  const { items, ...paging } = page(all, input, ({ name }) => name);
  return { InstanceProfiles: await Promise.all(items.map((one) => described(one, call))), ...paging };
}
listInstanceProfilesForRole.access = onEntity('iam:ListInstanceProfilesForRole', ROLE);

const changeProfile = (
  name: string,
  { state }: Call,
  after: (before: InstanceProfileRecord) => InstanceProfileRecord | undefined,
): Promise<void> =>
  state.instanceProfiles.update(name.toLowerCase(), (before) => {
    if (before === undefined) throw instanceProfileNotFound(name);
    return { value: after(before), result: undefined };
  });

export async function addRoleToInstanceProfile(input: AddRoleToInstanceProfileCommandInput, call: Call): Promise<void> {
  const { InstanceProfileName, RoleName } = checked(input, 'InstanceProfileName', 'RoleName');
  await call.state.turns(async () => {
    await existing(ROLE, RoleName, call);
    await changeProfile(InstanceProfileName, call, (profile) => {
      // The name of this quota is AWS's.
      if (profile.role !== undefined) throw quota('InstanceSessionsPerInstanceProfile', 1);
      return { ...profile, role: RoleName.toLowerCase() };
    });
  });
}
const addsToProfile = onProfile('iam:AddRoleToInstanceProfile');
/** Whoever gives a role to a profile passes it to EC2. */
addRoleToInstanceProfile.access = accessByInput<IamState, AddRoleToInstanceProfileCommandInput>(
  ['iam:AddRoleToInstanceProfile', 'iam:PassRole'],
  async (input, call) => {
    const name = typeof input.RoleName === 'string' ? input.RoleName : '';
    const role = name === '' ? undefined : await call.state.roles.get(name.toLowerCase());
    return [
      ...(await addsToProfile.checks(input as never, call)),
      {
        action: 'iam:PassRole',
        resource: role?.arn ?? iamArn(call.account, 'role', '/', name),
        context: () => ({ 'iam:PassedToService': 'ec2.amazonaws.com' }),
      },
    ];
  },
);

export async function removeRoleFromInstanceProfile(
  input: RemoveRoleFromInstanceProfileCommandInput,
  call: Call,
): Promise<void> {
  const { InstanceProfileName, RoleName } = checked(input, 'InstanceProfileName', 'RoleName');
  await changeProfile(InstanceProfileName, call, ({ role, ...profile }) => {
    if (role !== RoleName.toLowerCase()) {
      throw notFound(`Role ${RoleName} in instance profile ${InstanceProfileName} cannot be found.`);
    }
    return profile;
  });
}
removeRoleFromInstanceProfile.access = onProfile('iam:RemoveRoleFromInstanceProfile');

export async function deleteInstanceProfile(input: DeleteInstanceProfileCommandInput, call: Call): Promise<void> {
  const { InstanceProfileName } = checked(input, 'InstanceProfileName');
  await changeProfile(InstanceProfileName, call, ({ role }) => {
    if (role !== undefined) throw inUse('Cannot delete entity, must remove roles from instance profile first.');
    return undefined;
  });
}
deleteInstanceProfile.access = onProfile('iam:DeleteInstanceProfile');
