import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import type { ApigatewayState } from '../state.ts';
import { updateAccount } from '../update-account.ts';

interface Properties {
  readonly CloudWatchRoleArn?: string;
}

export const accountResource: ResourceType<ApigatewayState, Properties> = {
  type: 'AWS::ApiGateway::Account',
  honoured: { CloudWatchRoleArn: true },

  async create(properties, call) {
    await setRole(properties, call);
    const id = call.physicalName(128);
    return { physicalId: id, attributes: { Id: id } };
  },

  async update(physicalId, properties, _previous, call) {
    await setRole(properties, call);
    return { physicalId, attributes: { Id: physicalId } };
  },

  // As on AWS: the account's settings outlive the stack.
  async delete() {},
};

async function setRole({ CloudWatchRoleArn }: Properties, call: ResourceContext<ApigatewayState>): Promise<void> {
  const value = CloudWatchRoleArn ?? '';
  await updateAccount({ patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value }] }, call);
}
