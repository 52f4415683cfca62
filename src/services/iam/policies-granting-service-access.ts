import type { ListPoliciesGrantingServiceAccessCommandInput } from '@aws-sdk/client-iam';
import { access } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { grantedActions } from './granted-actions.ts';
import { checked } from './input.ts';
import { entityByArn } from './policy-source.ts';
import { policiesOfEntity } from './principal-source.ts';
import type { EntityRecord, IamState } from './state.ts';

type Call = CallContext<IamState>;
type Owner = readonly [type: 'USER' | 'GROUP' | 'ROLE', entity: EntityRecord];

const TYPES = { user: 'USER', group: 'GROUP', role: 'ROLE' } as const;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPoliciesGrantingServiceAccess.html */
export async function listPoliciesGrantingServiceAccess(
  input: ListPoliciesGrantingServiceAccessCommandInput,
  call: Call,
) {
  const { Arn, ServiceNamespaces } = checked(input, 'Arn', 'ServiceNamespaces');
  const { kind, entity, groups } = await entityByArn(Arn, call);
  const owners: readonly Owner[] = [[TYPES[kind], entity], ...groups.map((group): Owner => ['GROUP', group])];
  const all = await Promise.all(
    owners.map(async ([type, owner]) =>
      (await policiesOfEntity(owner, call.state)).map(({ id, text }) => ({
        grants: grantedActions([text]),
        described: id.startsWith('arn:')
          ? { PolicyName: id.slice(id.lastIndexOf('/') + 1), PolicyType: 'MANAGED', PolicyArn: id }
          : { PolicyName: id, PolicyType: 'INLINE', EntityType: type, EntityName: owner.name },
      })),
    ),
  );
  return {
    PoliciesGrantingServiceAccess: ServiceNamespaces.map((ServiceNamespace) => ({
      ServiceNamespace,
      Policies: all
        .flat()
        .filter(({ grants }) => grants(ServiceNamespace))
        .map(({ described }) => described),
    })),
    IsTruncated: false,
  };
}
listPoliciesGrantingServiceAccess.access = access<IamState, ListPoliciesGrantingServiceAccessCommandInput>(
  'iam:ListPoliciesGrantingServiceAccess',
  ({ Arn }) => (typeof Arn === 'string' ? Arn : '*'),
);
