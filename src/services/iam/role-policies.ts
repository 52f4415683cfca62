import type {
  AttachRolePolicyCommandInput,
  DeleteRolePolicyCommandInput,
  DetachRolePolicyCommandInput,
  GetRolePolicyCommandInput,
  ListAttachedRolePoliciesCommandInput,
  ListInstanceProfilesForRoleCommandInput,
  ListRolePoliciesCommandInput,
  PutRolePolicyCommandInput,
} from '@aws-sdk/client-iam';
import type { CallContext } from '../../aws/service.ts';
import { page } from './paging.ts';
import { checkedDocument, checkedName, encodedDocument, notFound, required } from './refusals.ts';
import { changeRole, existingRole } from './role.ts';
import type { IamState } from './state.ts';

type Call = CallContext<IamState>;

/** AWS's own policies: any name is taken, their documents are not here. */
const AWS_POLICY = 'arn:aws:iam::aws:policy/';

export async function putRolePolicy(input: PutRolePolicyCommandInput, call: Call): Promise<void> {
  const name = checkedName(input.PolicyName, 'policyName', 128);
  const document = checkedDocument(input.PolicyDocument);
  await changeRole(input.RoleName, call, (role) => ({
    ...role,
    inlinePolicies: { ...role.inlinePolicies, [name]: document },
  }));
}

export async function getRolePolicy(input: GetRolePolicyCommandInput, call: Call) {
  const role = await existingRole(input.RoleName, call);
  const name = required(input.PolicyName, 'policyName');
  const document = role.inlinePolicies[name];
  if (document === undefined) throw notFound(`The role policy with name ${name} cannot be found.`);
  return { RoleName: role.name, PolicyName: name, PolicyDocument: encodedDocument(document) };
}

export async function listRolePolicies(input: ListRolePoliciesCommandInput, call: Call) {
  const role = await existingRole(input.RoleName, call);
  const { items, ...paging } = page(Object.keys(role.inlinePolicies).sort(), input, (name) => name);
  return { PolicyNames: items, ...paging };
}

export async function deleteRolePolicy(input: DeleteRolePolicyCommandInput, call: Call): Promise<void> {
  const name = required(input.PolicyName, 'policyName');
  await changeRole(input.RoleName, call, (role) => {
    const { [name]: removed, ...inlinePolicies } = role.inlinePolicies;
    if (removed === undefined) throw notFound(`The role policy with name ${name} cannot be found.`);
    return { ...role, inlinePolicies };
  });
}

export async function attachRolePolicy(input: AttachRolePolicyCommandInput, call: Call): Promise<void> {
  const arn = required(input.PolicyArn, 'policyArn');
  if (!arn.startsWith(AWS_POLICY) && (await call.state.policies.get(arn)) === undefined) {
    throw notFound(`Policy ${arn} does not exist or is not attachable.`);
  }
  await changeRole(input.RoleName, call, (role) =>
    role.attachedPolicies.includes(arn) ? role : { ...role, attachedPolicies: [...role.attachedPolicies, arn] },
  );
}

export async function detachRolePolicy(input: DetachRolePolicyCommandInput, call: Call): Promise<void> {
  const arn = required(input.PolicyArn, 'policyArn');
  await changeRole(input.RoleName, call, (role) => {
    if (!role.attachedPolicies.includes(arn)) throw notFound(`Policy ${arn} was not found.`);
    return { ...role, attachedPolicies: role.attachedPolicies.filter((one) => one !== arn) };
  });
}

export async function listAttachedRolePolicies(input: ListAttachedRolePoliciesCommandInput, call: Call) {
  const role = await existingRole(input.RoleName, call);
  const { items, ...paging } = page(role.attachedPolicies, input, (arn) => arn);
  return {
    AttachedPolicies: items.map((arn) => ({ PolicyName: arn.slice(arn.lastIndexOf('/') + 1), PolicyArn: arn })),
    ...paging,
  };
}

/** Instance profiles belong to EC2: no role has one here. */
export async function listInstanceProfilesForRole(input: ListInstanceProfilesForRoleCommandInput, call: Call) {
  await existingRole(input.RoleName, call);
  return { InstanceProfiles: [], IsTruncated: false };
}
