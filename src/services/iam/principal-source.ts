import type { PolicyText, PrincipalRecord, PrincipalSource } from '../../aws/principals.ts';
import { AWS_POLICY_PREFIX, awsManagedDocument, awsManagedPolicy } from './aws-managed-policies.ts';
import type { EntityRecord, IamState } from './state.ts';

/** Reads what IAM knows of a user or a role, for whoever evaluates its requests. */
export function principalSource(state: IamState): PrincipalSource {
  return async (arn) => {
    const [, kind, path = ''] = /^arn:aws:iam::\d{12}:(user|role)\/(.+)$/.exec(arn) ?? [];
    const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
    if (kind === 'role') {
      const role = await state.roles.get(name);
      if (role?.arn === arn) return recordOf(role, [role], state);
      return (await state.deletedRoles.get(arn)) === undefined ? undefined : { identity: [], tags: {} };
    }
    const user = kind === 'user' ? await state.users.get(name) : undefined;
    if (user?.arn !== arn) return undefined;
    const groups = await Promise.all(user.groups.map((group) => state.groups.get(group)));
    return recordOf(user, [user, ...groups.filter((group) => group !== undefined)], state);
  };
}

async function recordOf(
  principal: EntityRecord,
  owners: readonly EntityRecord[],
  state: IamState,
): Promise<PrincipalRecord> {
  const { permissionsBoundary, tags } = principal;
  const boundary = permissionsBoundary === undefined ? undefined : await managedText(permissionsBoundary, state);
  return {
    identity: (await Promise.all(owners.map((owner) => policiesOfEntity(owner, state)))).flat(),
    // A boundary that is gone allows nothing.
    ...(permissionsBoundary !== undefined && { boundary: boundary ?? { id: permissionsBoundary, text: '{}' } }),
    tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
  };
}

/** The inline and attached policies of one user, group or role, without those of others. */
export async function policiesOfEntity(
  { inlinePolicies, attachedPolicies }: EntityRecord,
  state: IamState,
): Promise<readonly PolicyText[]> {
  const attached = await Promise.all(attachedPolicies.map((arn) => managedText(arn, state)));
  return [
    ...Object.entries(inlinePolicies).map(([id, text]) => ({ id, text })),
    ...attached.filter((policy) => policy !== undefined),
  ];
}

/** The document that is in force of a managed policy; `undefined` when there is none. */
export async function managedText(arn: string, { policies }: IamState): Promise<PolicyText | undefined> {
  if (arn.startsWith(AWS_POLICY_PREFIX)) {
    const policy = awsManagedPolicy(arn);
    const text = policy && awsManagedDocument(policy, policy.defaultVersionId);
    return text === undefined ? undefined : { id: arn, text };
  }
  const policy = await policies.get(arn);
  const version = policy?.versions.find(({ id }) => id === policy.defaultVersionId);
  return version && { id: arn, text: version.document };
}
