import type {
  CreateServiceLinkedRoleCommandInput,
  DeleteServiceLinkedRoleCommandInput,
  GetServiceLinkedRoleDeletionStatusCommandInput,
} from '@aws-sdk/client-iam';
import { access } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { AWS_POLICY_PREFIX } from './aws-managed-policies.ts';
import { existing, iamArn, ROLE } from './entity.ts';
import { onEntity } from './iam-access.ts';
import { checked } from './input.ts';
import { isServiceLinked } from './protected-role.ts';
import { invalidInput, notFound } from './refusals.ts';
import { describedRole, keepNewRole, markDeleted } from './roles.ts';
import { SERVICE_LINKED_ROLES } from './service-linked-role-names.ts';
import type { IamState, RoleRecord } from './state.ts';

type Call = CallContext<IamState>;

const pathOf = (service: string) => `/aws-service-role/${service}/`;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html */
export async function createServiceLinkedRole(input: CreateServiceLinkedRoleCommandInput, call: Call) {
  const { AWSServiceName: service, CustomSuffix, Description } = checked(input, 'AWSServiceName');
  const known = Object.hasOwn(SERVICE_LINKED_ROLES, service) ? SERVICE_LINKED_ROLES[service] : undefined;
  if (known === undefined) throw invalidInput(`Invalid service name: ${service}`);
  if (CustomSuffix !== undefined && !known.suffix) {
    throw invalidInput(`Custom suffix is not allowed for ${service}`);
  }
  const name = CustomSuffix === undefined ? known.role : `${known.role}_${CustomSuffix}`;
  if ((await call.state.roles.get(name.toLowerCase())) !== undefined) {
    throw invalidInput(`Service role name ${name} has been taken in this account, please try a different suffix.`);
  }
  const description = Description ?? known.description;
  const role: RoleRecord = {
    name,
    path: pathOf(service),
    id: `AROA${call.ids.upperAlphanumeric(17)}`,
    arn: iamArn(call.account, 'role', pathOf(service), name),
    createdAt: call.clock.now(),
    trustPolicy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    }),
    ...(description !== undefined && { description }),
    maxSessionSeconds: 3600,
    tags: [],
    inlinePolicies: {},
    attachedPolicies: [`${AWS_POLICY_PREFIX}/aws-service-role/${known.policy}`],
  };
  await keepNewRole(role, call);
  return { Role: describedRole(role) };
}
createServiceLinkedRole.access = access<IamState, CreateServiceLinkedRoleCommandInput>(
  'iam:CreateServiceLinkedRole',
  ({ AWSServiceName, CustomSuffix }, { account }) => {
    const service = typeof AWSServiceName === 'string' ? AWSServiceName : '';
    const role = Object.hasOwn(SERVICE_LINKED_ROLES, service) ? SERVICE_LINKED_ROLES[service]?.role : '';
    return {
      resource: iamArn(account, 'role', pathOf(service), `${role}${CustomSuffix ? `_${CustomSuffix}` : ''}`),
      context: () => ({ 'iam:AWSServiceName': service }),
    };
  },
);

/** The role is gone at once; the deletion can be asked about. */
export async function deleteServiceLinkedRole(input: DeleteServiceLinkedRoleCommandInput, call: Call) {
  const { RoleName } = checked(input, 'RoleName');
  const role = await existing(ROLE, RoleName, call);
  if (!isServiceLinked(role)) throw invalidInput(`Role ${RoleName} is not a service-linked role.`);
  const DeletionTaskId = `task${role.path}${role.name}/${call.ids.uuid()}`;
  await call.state.roleDeletions.put(DeletionTaskId, { role: role.name });
  await markDeleted(role, call.state);
  await call.state.roles.delete(role.name.toLowerCase());
  return { DeletionTaskId };
}
deleteServiceLinkedRole.access = onEntity('iam:DeleteServiceLinkedRole', ROLE);

export async function getServiceLinkedRoleDeletionStatus(
  input: GetServiceLinkedRoleDeletionStatusCommandInput,
  { state }: Call,
) {
  const { DeletionTaskId } = checked(input, 'DeletionTaskId');
  const task = await state.roleDeletions.get(DeletionTaskId);
  if (task === undefined) throw notFound(`The deletion task ${DeletionTaskId} cannot be found.`);
  return { Status: 'SUCCEEDED' };
}
getServiceLinkedRoleDeletionStatus.access = access<IamState, GetServiceLinkedRoleDeletionStatusCommandInput>(
  'iam:GetServiceLinkedRoleDeletionStatus',
  ({ DeletionTaskId }, { account }) => {
    const [, path = ''] = /^task(\/.*)\/[^/]*$/.exec(typeof DeletionTaskId === 'string' ? DeletionTaskId : '') ?? [];
    return `arn:aws:iam::${account}:role${path}`;
  },
);
