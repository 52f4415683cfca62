import type { CallContext } from '../../aws/service.ts';
import { encodedDocument, withInlinePolicy } from './documents.ts';
import { change, type EntityInput, type EntityKind, existing, GROUP, ROLE, USER } from './entity.ts';
import { onEntity } from './iam-access.ts';
import { checked } from './input.ts';
import { type PageInput, page } from './paging.ts';
import { checkModifiable } from './protected-role.ts';
import { notFound } from './refusals.ts';
import type { EntityRecord, IamState } from './state.ts';

type Call = CallContext<IamState>;
/** The four operations of inline policies, which users, groups and roles have alike. */
function inlinePolicies<Entity extends EntityRecord>(kind: EntityKind<Entity>, noun: string) {
  const { noun: word, member } = kind;
  const policyNotFound = (name: string) => notFound(`The ${word} policy with name ${name} cannot be found.`);
  type PolicyInput = EntityInput & { readonly PolicyName: string | undefined };

  async function put(input: PolicyInput & { readonly PolicyDocument: string | undefined }, call: Call): Promise<void> {
    const { PolicyName, PolicyDocument, ...named } = checked(input, member, 'PolicyName', 'PolicyDocument');
    await change(kind, named[member], call, (entity) => {
      checkModifiable(entity);
      const owner = { kind: word, name: entity.name };
      return { ...entity, inlinePolicies: withInlinePolicy(entity.inlinePolicies, PolicyName, PolicyDocument, owner) };
    });
  }
  put.access = onEntity(`iam:Put${noun}Policy`, kind);

  async function get(input: PolicyInput, call: Call) {
    const { PolicyName, ...named } = checked(input, member, 'PolicyName');
    const entity = await existing(kind, named[member], call);
    const document = Object.hasOwn(entity.inlinePolicies, PolicyName) ? entity.inlinePolicies[PolicyName] : undefined;
    if (document === undefined) throw policyNotFound(PolicyName);
    return { [member]: entity.name, PolicyName, PolicyDocument: encodedDocument(document) };
  }
  get.access = onEntity(`iam:Get${noun}Policy`, kind);

  async function list(input: EntityInput & PageInput, call: Call) {
    const entity = await existing(kind, checked(input, member)[member], call);
    const { items, ...paging } = page(Object.keys(entity.inlinePolicies).sort(), input, (name) => name);
    return { PolicyNames: items, ...paging };
  }
  list.access = onEntity(`iam:List${noun}Policies`, kind);

  async function remove(input: PolicyInput, call: Call): Promise<void> {
    const { PolicyName, ...named } = checked(input, member, 'PolicyName');
    await change(kind, named[member], call, (entity) => {
      checkModifiable(entity);
      if (!Object.hasOwn(entity.inlinePolicies, PolicyName)) throw policyNotFound(PolicyName);
      const { [PolicyName]: _, ...rest } = entity.inlinePolicies;
      return { ...entity, inlinePolicies: rest };
    });
  }
  remove.access = onEntity(`iam:Delete${noun}Policy`, kind);

  return { put, get, list, remove };
}

export const {
  put: putUserPolicy,
  get: getUserPolicy,
  list: listUserPolicies,
  remove: deleteUserPolicy,
} = inlinePolicies(USER, 'User');

export const {
  put: putGroupPolicy,
  get: getGroupPolicy,
  list: listGroupPolicies,
  remove: deleteGroupPolicy,
} = inlinePolicies(GROUP, 'Group');

export const {
  put: putRolePolicy,
  get: getRolePolicy,
  list: listRolePolicies,
  remove: deleteRolePolicy,
} = inlinePolicies(ROLE, 'Role');
