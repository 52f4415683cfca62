import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { addUserToGroup, removeUserFromGroup } from '../group-membership.ts';
import type { IamState } from '../state.ts';
import { unlessGone } from './unless-gone.ts';

interface AdditionProperties {
  readonly GroupName: string;
  readonly Users: readonly string[];
}

type Call = ResourceContext<IamState>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-usertogroupaddition.html */
export const userToGroupAddition: ResourceType<IamState, AdditionProperties> = {
  type: 'AWS::IAM::UserToGroupAddition',
  honoured: { GroupName: true, Users: true },

  async create(properties, call) {
    await add(properties, call);
    return { physicalId: call.physicalName(128), attributes: {} };
  },

  async update(physicalId, properties, previous, call) {
    const isSameGroup = properties.GroupName === previous.GroupName;
    const gone = previous.Users.filter((name) => !isSameGroup || !properties.Users.includes(name));
    await remove({ GroupName: previous.GroupName, Users: gone }, call);
    await add(properties, call);
    return { physicalId, attributes: {} };
  },

  delete: (_physicalId, properties, call) => remove(properties, call),
};

async function add({ GroupName, Users }: AdditionProperties, call: Call): Promise<void> {
  for (const UserName of Users) await addUserToGroup({ GroupName, UserName }, call);
}

async function remove({ GroupName, Users }: AdditionProperties, call: Call): Promise<void> {
  for (const UserName of Users) await unlessGone(() => removeUserFromGroup({ GroupName, UserName }, call));
}
