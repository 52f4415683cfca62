import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { deleteResourcePolicy, putResourcePolicy } from '../resource-policies.ts';
import type { LogsState } from '../state.ts';
import { unlessGone } from './unless-gone.ts';

interface ResourcePolicyProperties {
  readonly PolicyName: string;
  readonly PolicyDocument: string | object;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-resourcepolicy.html */
export const resourcePolicy: ResourceType<LogsState, ResourcePolicyProperties> = {
  type: 'AWS::Logs::ResourcePolicy',
  honoured: {
    PolicyDocument: "kept and described; samlet's own services write logs without asking it",
    PolicyName: true,
  },

  create: (properties, call) => put(properties, call),

  async update(_physicalId, properties, previous, call) {
    return properties.PolicyName === previous.PolicyName ? put(properties, call) : 'replace';
  },

  delete: (physicalId, _properties, call) => unlessGone(() => deleteResourcePolicy({ policyName: physicalId }, call)),
};

async function put({ PolicyName, PolicyDocument }: ResourcePolicyProperties, call: ResourceContext<LogsState>) {
  const policyDocument = typeof PolicyDocument === 'string' ? PolicyDocument : JSON.stringify(PolicyDocument);
  await putResourcePolicy({ policyName: PolicyName, policyDocument }, call);
  return { physicalId: PolicyName, attributes: {} };
}
