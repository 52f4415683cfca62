import type { PolicyText } from '../../aws/principals.ts';
import type { CallContext } from '../../aws/service.ts';
import { entityNotFound } from './entity.ts';
import { managedText, policiesOfEntity } from './principal-source.ts';
import { invalidInput } from './refusals.ts';
import type { EntityRecord, IamState } from './state.ts';

type Call = Pick<CallContext<IamState>, 'state'>;

/** A policy and who has it. */
export interface HeldPolicy extends PolicyText {
  readonly owner: { readonly noun: PolicySource['kind']; readonly name: string };
}

/** A user, a group or a role with all the policies it has; of a user those of its groups too. */
export interface PolicySource {
  readonly kind: 'user' | 'group' | 'role';
  readonly entity: EntityRecord;
  readonly identity: readonly HeldPolicy[];
  readonly boundary: PolicyText | undefined;
}

/** Finds an entity by its ARN, and the groups of a user. */
export async function entityByArn(arn: string, { state }: Call) {
  const [, kind, path = ''] = /^arn:aws[a-z-]*:iam::\d{12}:(user|group|role)\/(.+)$/.exec(arn) ?? [];
  if (kind === undefined) {
    throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
  }
  const name = path.slice(path.lastIndexOf('/') + 1);
  const noun = kind as PolicySource['kind'];
  const user = noun === 'user' ? await state.users.get(name.toLowerCase()) : undefined;
  const entity: EntityRecord | undefined =
    user ?? (await { user: state.users, group: state.groups, role: state.roles }[noun].get(name.toLowerCase()));
  if (entity === undefined || entity.arn !== arn) throw entityNotFound(noun, name);
  const groups = await Promise.all((user?.groups ?? []).map((group) => state.groups.get(group)));
  return { kind: noun, entity, groups: groups.filter((group) => group !== undefined) };
}

export async function policySource(arn: string, call: Call): Promise<PolicySource> {
  const { state } = call;
  const { kind, entity, groups } = await entityByArn(arn, call);
  const held = async (noun: PolicySource['kind'], owner: EntityRecord): Promise<readonly HeldPolicy[]> =>
    (await policiesOfEntity(owner, state)).map((policy) => ({ ...policy, owner: { noun, name: owner.name } }));
  const ofGroups = await Promise.all(groups.map((group) => held('group', group)));
  const boundary = entity.permissionsBoundary;
  return {
    kind,
    entity,
    identity: [...(await held(kind, entity)), ...ofGroups.flat()],
    boundary: boundary === undefined ? undefined : await managedText(boundary, state),
  };
}
