import type { ResourceContext } from '../../../aws/resource-type.ts';
import { attachGroupPolicy, attachRolePolicy, attachUserPolicy } from '../attachments.ts';
import { change, GROUP, ROLE, USER } from '../entity.ts';
import { putGroupPolicy, putRolePolicy, putUserPolicy } from '../inline-policies.ts';
import type { EntityRecord, IamState } from '../state.ts';

type Call = ResourceContext<IamState>;
export type EntityNoun = 'user' | 'group' | 'role';
export type Document = object | string;

/** The properties that users, groups and roles have alike. */
export interface PolicyProperties {
  readonly ManagedPolicyArns?: readonly string[];
  readonly Policies?: readonly { readonly PolicyName: string; readonly PolicyDocument: Document }[];
}

/** A policy document of a template as the API takes it. */
export const documentText = (document: Document): string =>
  typeof document === 'string' ? document : JSON.stringify(document);

const PUT = {
  user: (name: string, policy: { PolicyName: string; PolicyDocument: string }, call: Call) =>
    putUserPolicy({ UserName: name, ...policy }, call),
  group: (name: string, policy: { PolicyName: string; PolicyDocument: string }, call: Call) =>
    putGroupPolicy({ GroupName: name, ...policy }, call),
  role: (name: string, policy: { PolicyName: string; PolicyDocument: string }, call: Call) =>
    putRolePolicy({ RoleName: name, ...policy }, call),
};

const ATTACH = {
  user: (UserName: string, PolicyArn: string, call: Call) => attachUserPolicy({ UserName, PolicyArn }, call),
  group: (GroupName: string, PolicyArn: string, call: Call) => attachGroupPolicy({ GroupName, PolicyArn }, call),
  role: (RoleName: string, PolicyArn: string, call: Call) => attachRolePolicy({ RoleName, PolicyArn }, call),
};

const CHANGE = {
  user: (name: string, call: Call, after: <E extends EntityRecord>(before: E) => E) => change(USER, name, call, after),
  group: (name: string, call: Call, after: <E extends EntityRecord>(before: E) => E) =>
    change(GROUP, name, call, after),
  role: (name: string, call: Call, after: <E extends EntityRecord>(before: E) => E) => change(ROLE, name, call, after),
};

export const putInline = (noun: EntityNoun, name: string, PolicyName: string, document: Document, call: Call) =>
  PUT[noun](name, { PolicyName, PolicyDocument: documentText(document) }, call);

export const attach = (noun: EntityNoun, name: string, arn: string, call: Call) => ATTACH[noun](name, arn, call);
export const changeEntity = (
  noun: EntityNoun,
  name: string,
  call: Call,
  after: <E extends EntityRecord>(before: E) => E,
) => CHANGE[noun](name, call, after);

/** Gives an entity the policies of its properties, and takes those of the properties before that are no longer there. */
export async function givePolicies(
  noun: EntityNoun,
  name: string,
  properties: PolicyProperties,
  call: Call,
  previous: PolicyProperties = {},
): Promise<void> {
  const { ManagedPolicyArns = [], Policies = [] } = properties;
  const dropped = (previous.Policies ?? [])
    .map(({ PolicyName }) => PolicyName)
    .filter((one) => !Policies.some(({ PolicyName }) => PolicyName === one));
  const detached = (previous.ManagedPolicyArns ?? []).filter((arn) => !ManagedPolicyArns.includes(arn));
  if (dropped.length + detached.length > 0) {
    // Policies that others added (AWS::IAM::Policy, a client) stay.
    await changeEntity(noun, name, call, (before) => ({
      ...before,
      inlinePolicies: Object.fromEntries(
        Object.entries(before.inlinePolicies).filter(([policy]) => !dropped.includes(policy)),
      ),
      attachedPolicies: before.attachedPolicies.filter((arn) => !detached.includes(arn)),
    }));
  }
  for (const arn of ManagedPolicyArns) await attach(noun, name, arn, call);
  for (const { PolicyName, PolicyDocument } of Policies) await putInline(noun, name, PolicyName, PolicyDocument, call);
}

/** Takes all policies from an entity that is about to go. */
export const takePolicies = (noun: EntityNoun, name: string, call: Call): Promise<void> =>
  changeEntity(noun, name, call, (before) => ({ ...before, inlinePolicies: {}, attachedPolicies: [] }));
