import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { change, existing, USER } from '../entity.ts';
import { addUserToGroup, removeUserFromGroup } from '../group-membership.ts';
import { createLoginProfile, deleteLoginProfile } from '../login-profiles.ts';
import { checkBoundary } from '../permissions-boundaries.ts';
import type { IamState, Tag } from '../state.ts';
import { createUser, deleteUser, updateUser } from '../users.ts';
import { givePolicies, type PolicyProperties, takePolicies } from './entity-policies.ts';
import { unlessGone } from './unless-gone.ts';

interface UserProperties extends PolicyProperties {
  readonly UserName?: string;
  readonly Path?: string;
  readonly Groups?: readonly string[];
  readonly LoginProfile?: { readonly Password: string; readonly PasswordResetRequired?: boolean | string };
  readonly PermissionsBoundary?: string;
  readonly Tags?: readonly Tag[];
}

type Call = ResourceContext<IamState>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-user.html */
export const user: ResourceType<IamState, UserProperties> = {
  type: 'AWS::IAM::User',
  honoured: {
    UserName: true,
    Path: true,
    Groups: true,
    LoginProfile: true,
    ManagedPolicyArns: true,
    PermissionsBoundary: true,
    Policies: true,
    Tags: true,
  },

  async create(properties, call) {
    const name = properties.UserName ?? call.physicalName(64);
    await createUser(
      {
        UserName: name,
        ...(properties.Path !== undefined && { Path: properties.Path }),
        ...(properties.PermissionsBoundary !== undefined && { PermissionsBoundary: properties.PermissionsBoundary }),
        ...(properties.Tags !== undefined && { Tags: [...properties.Tags] }),
      },
      call,
    );
    await givePolicies('user', name, properties, call);
    for (const GroupName of properties.Groups ?? []) await addUserToGroup({ GroupName, UserName: name }, call);
    await giveLoginProfile(name, properties, call);
    return deployed(name, call);
  },

  async update(physicalId, properties, previous, call) {
    if (properties.UserName !== previous.UserName) return 'replace';
    const { Path = '/', Groups = [], PermissionsBoundary, Tags = [] } = properties;
    await updateUser({ UserName: physicalId, NewPath: Path }, call);
    if (PermissionsBoundary !== undefined) await checkBoundary(PermissionsBoundary, call);
    await change(USER, physicalId, call, ({ permissionsBoundary: _, ...before }) => ({
      ...before,
      ...(PermissionsBoundary !== undefined && { permissionsBoundary: PermissionsBoundary }),
      tags: Tags,
    }));
    await givePolicies('user', physicalId, properties, call, previous);
    for (const GroupName of (previous.Groups ?? []).filter((group) => !Groups.includes(group))) {
      await unlessGone(() => removeUserFromGroup({ GroupName, UserName: physicalId }, call));
    }
    for (const GroupName of Groups) await addUserToGroup({ GroupName, UserName: physicalId }, call);
    if (JSON.stringify(properties.LoginProfile) !== JSON.stringify(previous.LoginProfile)) {
      await unlessGone(() => deleteLoginProfile({ UserName: physicalId }, call));
      await giveLoginProfile(physicalId, properties, call);
    }
    return deployed(physicalId, call);
  },

  delete: (physicalId, _properties, call) =>
    unlessGone(async () => {
      await takePolicies('user', physicalId, call);
      await change(USER, physicalId, call, ({ loginProfile: _, ...before }) => ({ ...before, groups: [] }));
      await deleteUser({ UserName: physicalId }, call);
    }),
};

async function giveLoginProfile(UserName: string, { LoginProfile }: UserProperties, call: Call): Promise<void> {
  if (LoginProfile === undefined) return;
  const PasswordResetRequired = String(LoginProfile.PasswordResetRequired ?? false) === 'true';
  await createLoginProfile({ UserName, Password: LoginProfile.Password, PasswordResetRequired }, call);
}

async function deployed(name: string, call: Call) {
  const { arn } = await existing(USER, name, call);
  return { physicalId: name, attributes: { Arn: arn } };
}
