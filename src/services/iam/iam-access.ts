import { type Access, access, requestTags, resourceTags, taggingToo } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import type { RequestContext } from '../../policy/request-context.ts';
import { type EntityKind, iamArn } from './entity.ts';
import { validation } from './refusals.ts';
import type { EntityRecord, IamState, Tag } from './state.ts';

type Call = CallContext<IamState>;
type Input = Readonly<Record<string, unknown>>;
type IamAccess = Access<IamState, Input>;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const tagRecord = (tags: readonly Tag[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));

/** The condition keys that follow from what is asked for. */
export function requestKeys(input: Input): RequestContext {
  const { Tags, TagKeys, PolicyArn, PermissionsBoundary, AWSServiceName } = input;
  return {
    ...(Array.isArray(Tags) && requestTags(tagRecord(Tags as Tag[]))),
    ...(Array.isArray(TagKeys) && { 'aws:TagKeys': TagKeys.map(String) }),
    ...(typeof PolicyArn === 'string' && { 'iam:PolicyARN': PolicyArn }),
    ...(typeof PermissionsBoundary === 'string' && { 'iam:PermissionsBoundary': PermissionsBoundary }),
    ...(typeof AWSServiceName === 'string' && { 'iam:AWSServiceName': AWSServiceName }),
  };
}

/** The condition keys of what is there already. */
export function resourceKeys(tags: readonly Tag[] = [], permissionsBoundary?: string): RequestContext {
  return {
    ...resourceTags(tagRecord(tags)),
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`iam:ResourceTag/${Key}`, Value])),
    ...(permissionsBoundary !== undefined && { 'iam:PermissionsBoundary': permissionsBoundary }),
  };
}

/** An operation that makes something with a name and, perhaps, a path and tags, which ask for `tagAction`, too. */
export const onNew = (action: string, kind: string, member: string, tagAction?: string): IamAccess => {
  const making: IamAccess = access(action, (input, { account }) => ({
    resource: iamArn(account, kind, textOf(input['Path']) || '/', textOf(input[member])),
    context: () => requestKeys(input),
  }));
  return tagAction === undefined ? making : taggingToo(making, tagAction, ({ Tags }) => Tags);
};

/** The user that an operation is about: the caller, when none is named. */
export const userNameOf = (name: string | undefined, { caller }: Pick<Call, 'caller'>): string | undefined =>
  name ?? (caller.kind === 'user' ? caller.arn.slice(caller.arn.lastIndexOf('/') + 1) : undefined);

export const NO_USER_NAME = 'Must specify userName when calling with non-User credentials';

/** An operation on a user, a group or a role, with its path. */
export const onEntity = <Entity extends EntityRecord>(action: string, kind: EntityKind<Entity>): IamAccess =>
  access(action, async (input, call) => {
    const given = input[kind.member];
    const name = (typeof given === 'string' ? given : userNameOf(undefined, call)) ?? '';
    if (name === '' && kind.noun === 'user' && call.caller.kind !== 'root') throw validation(NO_USER_NAME);
    const record = name === '' ? undefined : await kind.records(call.state).get(name.toLowerCase());
    return {
      resource: record?.arn ?? iamArn(call.account, kind.noun, '/', name),
      context: () => ({ ...resourceKeys(record?.tags, record?.permissionsBoundary), ...requestKeys(input) }),
    };
  });

/** What has an ARN and tags. */
interface Tagged {
  readonly arn?: string;
  readonly tags: readonly Tag[];
}

/** An operation on what `find` finds by the member; `arnOf` says the ARN of what is not there. */
export const onTagged = (
  action: string,
  member: string,
  find: (state: IamState, name: string) => Promise<Tagged | undefined>,
  arnOf: (name: string, account: string) => string = (name) => name,
): IamAccess =>
  access(action, async (input, { state, account }) => {
    const name = textOf(input[member]);
    const record = name === '' ? undefined : await find(state, name);
    return {
      resource: record?.arn ?? arnOf(name, account),
      context: () => ({ ...resourceKeys(record?.tags), ...requestKeys(input) }),
    };
  });

export const onManagedPolicy = (action: string): IamAccess =>
  onTagged(action, 'PolicyArn', ({ policies }, arn) => policies.get(arn));

/** A list of everything of a kind below a path: IAM asks for the path itself. */
export const onPath = (action: string, kind: string): IamAccess =>
  access(action, (input, { account }) => iamArn(account, kind, textOf(input['PathPrefix']) || '/', ''));
