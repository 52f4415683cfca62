import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import {
  addRoleToInstanceProfile,
  createInstanceProfile,
  deleteInstanceProfile,
  getInstanceProfile,
  removeRoleFromInstanceProfile,
} from '../instance-profiles.ts';
import type { IamState } from '../state.ts';
import { unlessGone } from './unless-gone.ts';

interface InstanceProfileProperties {
  readonly InstanceProfileName?: string;
  readonly Path?: string;
  readonly Roles: readonly string[];
}

type Call = ResourceContext<IamState>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-instanceprofile.html */
export const instanceProfile: ResourceType<IamState, InstanceProfileProperties> = {
  type: 'AWS::IAM::InstanceProfile',
  honoured: { InstanceProfileName: true, Path: true, Roles: true },

  async create(properties, call) {
    const name = properties.InstanceProfileName ?? call.physicalName(128);
    await createInstanceProfile(
      { InstanceProfileName: name, ...(properties.Path !== undefined && { Path: properties.Path }) },
      call,
    );
    for (const RoleName of properties.Roles)
      await addRoleToInstanceProfile({ InstanceProfileName: name, RoleName }, call);
    return deployed(name, call);
  },

  async update(physicalId, properties, previous, call) {
    const replacing = ['InstanceProfileName', 'Path'] as const;
    if (replacing.some((name) => properties[name] !== previous[name])) return 'replace';
    await removeRoles(physicalId, call);
    for (const RoleName of properties.Roles) {
      await addRoleToInstanceProfile({ InstanceProfileName: physicalId, RoleName }, call);
    }
    return deployed(physicalId, call);
  },

  delete: (physicalId, _properties, call) =>
    unlessGone(async () => {
      await removeRoles(physicalId, call);
      await deleteInstanceProfile({ InstanceProfileName: physicalId }, call);
    }),
};

async function removeRoles(name: string, call: Call): Promise<void> {
  const role = (await call.state.instanceProfiles.get(name.toLowerCase()))?.role;
  if (role !== undefined) await removeRoleFromInstanceProfile({ InstanceProfileName: name, RoleName: role }, call);
}

async function deployed(name: string, call: Call) {
  const { InstanceProfile } = await getInstanceProfile({ InstanceProfileName: name }, call);
  return { physicalId: name, attributes: { Arn: InstanceProfile.Arn } };
}
