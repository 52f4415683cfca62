import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { managedDocument } from '../documents.ts';
import { changePolicy } from '../managed-policy.ts';
import { createPolicy, deletePolicy } from '../policies.ts';
import type { IamState } from '../state.ts';
import { attach, changeEntity, type Document, documentText, type EntityNoun } from './entity-policies.ts';
import { unlessGone } from './unless-gone.ts';

interface ManagedPolicyProperties {
  readonly ManagedPolicyName?: string;
  readonly Path?: string;
  readonly Description?: string;
  readonly PolicyDocument: Document;
  readonly Roles?: readonly string[];
  readonly Users?: readonly string[];
  readonly Groups?: readonly string[];
}

type Call = ResourceContext<IamState>;
type Owner = readonly [noun: EntityNoun, name: string];

const ownersOf = ({ Roles = [], Users = [], Groups = [] }: ManagedPolicyProperties): readonly Owner[] => [
  ...Roles.map((name) => ['role', name] as const),
  ...Users.map((name) => ['user', name] as const),
  ...Groups.map((name) => ['group', name] as const),
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html */
export const managedPolicy: ResourceType<IamState, ManagedPolicyProperties> = {
  type: 'AWS::IAM::ManagedPolicy',
  honoured: {
    ManagedPolicyName: true,
    Path: true,
    Description: true,
    PolicyDocument: true,
    Roles: true,
    Users: true,
    Groups: true,
  },

  async create(properties, call) {
    const { Policy } = await createPolicy(
      {
        PolicyName: properties.ManagedPolicyName ?? call.physicalName(128),
        PolicyDocument: documentText(properties.PolicyDocument),
        ...(properties.Path !== undefined && { Path: properties.Path }),
        ...(properties.Description !== undefined && { Description: properties.Description }),
      },
      call,
    );
    const arn = Policy.Arn ?? '';
    for (const [noun, name] of ownersOf(properties)) await attach(noun, name, arn, call);
    return { physicalId: arn, attributes: { PolicyArn: arn, PolicyId: Policy.PolicyId } };
  },

  async update(physicalId, properties, previous, call) {
    const names = ['ManagedPolicyName', 'Path', 'Description'] as const;
    if (names.some((name) => properties[name] !== previous[name])) return 'replace';
    const document = managedDocument(documentText(properties.PolicyDocument));
    const changedAt = call.clock.now();
    const id = await changePolicy(physicalId, 'iam:CreatePolicyVersion', call, (policy) => {
      const versionId = `v${policy.versionsMade + 1}`;
      // As CloudFormation does: one version, replaced.
      const value = {
        ...policy,
        versions: [{ id: versionId, document, createdAt: changedAt }],
        versionsMade: policy.versionsMade + 1,
        defaultVersionId: versionId,
        updatedAt: changedAt,
      };
      return { value, result: policy.id };
    });
    const owners = ownersOf(properties);
    const isKept = ([noun, name]: Owner) => owners.some((one) => one[0] === noun && one[1] === name);
    await detach(
      physicalId,
      ownersOf(previous).filter((owner) => !isKept(owner)),
      call,
    );
    for (const [noun, name] of owners) await attach(noun, name, physicalId, call);
    return { physicalId, attributes: { PolicyArn: physicalId, PolicyId: id } };
  },

  async delete(physicalId, properties, call) {
    await detach(physicalId, ownersOf(properties), call);
    await unlessGone(() => deletePolicy({ PolicyArn: physicalId }, call));
  },
};

async function detach(policyArn: string, owners: readonly Owner[], call: Call): Promise<void> {
  for (const [noun, name] of owners) {
    await unlessGone(() =>
      changeEntity(noun, name, call, (before) => ({
        ...before,
        attachedPolicies: before.attachedPolicies.filter((arn) => arn !== policyArn),
      })),
    );
  }
}
