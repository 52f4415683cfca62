import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import type { IamState } from '../state.ts';
import { changeEntity, type Document, type EntityNoun, putInline } from './entity-policies.ts';
import { unlessGone } from './unless-gone.ts';

interface PolicyProperties {
  readonly PolicyName: string;
  readonly PolicyDocument: Document;
  readonly Roles?: readonly string[];
  readonly Users?: readonly string[];
  readonly Groups?: readonly string[];
}

type Call = ResourceContext<IamState>;
type Owner = readonly [noun: EntityNoun, name: string];

const ownersOf = ({ Roles = [], Users = [], Groups = [] }: PolicyProperties): readonly Owner[] => [
  ...Roles.map((name) => ['role', name] as const),
  ...Users.map((name) => ['user', name] as const),
  ...Groups.map((name) => ['group', name] as const),
];

/**
 * An inline policy of the roles, users and groups that it names. See
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html
 */
export const policy: ResourceType<IamState, PolicyProperties> = {
  type: 'AWS::IAM::Policy',
  honoured: { PolicyName: true, PolicyDocument: true, Roles: true, Users: true, Groups: true },

  async create(properties, call) {
    await give(properties, call);
    return { physicalId: call.physicalName(128), attributes: { Id: properties.PolicyName } };
  },

  async update(physicalId, properties, previous, call) {
    const kept = properties.PolicyName === previous.PolicyName ? ownersOf(properties) : [];
    const isKept = ([noun, name]: Owner) => kept.some((one) => one[0] === noun && one[1] === name);
    await take(
      previous.PolicyName,
      ownersOf(previous).filter((owner) => !isKept(owner)),
      call,
    );
    await give(properties, call);
    return { physicalId, attributes: { Id: properties.PolicyName } };
  },

  delete: (_physicalId, properties, call) => take(properties.PolicyName, ownersOf(properties), call),
};

async function give(properties: PolicyProperties, call: Call): Promise<void> {
  for (const [noun, name] of ownersOf(properties)) {
    await putInline(noun, name, properties.PolicyName, properties.PolicyDocument, call);
  }
}

async function take(policyName: string, owners: readonly Owner[], call: Call): Promise<void> {
  for (const [noun, name] of owners) await unlessGone(() => takeInline(noun, name, policyName, call));
}

/** Takes an inline policy from an entity, whether it has it or not. */
export const takeInline = (noun: EntityNoun, name: string, policyName: string, call: Call): Promise<void> =>
  changeEntity(noun, name, call, (before) => {
    const { [policyName]: _, ...inlinePolicies } = before.inlinePolicies;
    return { ...before, inlinePolicies };
  });
