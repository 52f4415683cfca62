import type { AttachedPolicy } from '../policy/decision.ts';
import type { RequestContext } from '../policy/request-context.ts';
import type { CallContext, Operation } from './service.ts';

/** What an operation does to one resource. */
export interface AccessTarget {
  /** An ARN, or `*` where the action knows no resource. */
  readonly resource: string;
  /** The service's own condition keys of this request; asked for only when a policy has conditions or variables. */
  readonly context?: () => RequestContext;
  /** The policies of the resource itself. Their absence is not an empty list: an empty one allows nothing. */
  readonly resourcePolicies?: readonly AttachedPolicy[];
  /** The trust policy of the role that is to be assumed. */
  readonly trustPolicy?: AttachedPolicy;
  /** Only a policy of the resource can allow it, as for a service that calls a function. */
  readonly requiresResourcePolicy?: boolean;
}

/** One question to IAM: may the caller do `action` to the target? */
export interface AccessCheck extends AccessTarget {
  /** `dynamodb:PutItem` */
  readonly action: string;
}

type Answer<T> = T | Promise<T>;

/**
 * What IAM must allow before an operation runs. `checks` gets the input before the operation has looked at it, so any
 * member may be missing or of a wrong type; it throws nothing but the operation's own `ServiceError`s.
 */
export interface Access<State, Input> {
  /** All actions that `checks` may name. */
  readonly actions: readonly string[];
  readonly checks: (input: Input, call: CallContext<State>) => Answer<readonly AccessCheck[]>;
}

/**
 * An operation of one action. The target is an ARN, or an ARN with what belongs to it; of several each must be allowed.
 * See the service's page in https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
export function access<State, Input>(
  action: string,
  target: (input: Input, call: CallContext<State>) => Answer<string | AccessTarget | readonly AccessTarget[]>,
): Access<State, Input> {
  const checksOf = (found: string | AccessTarget | readonly AccessTarget[]): readonly AccessCheck[] => {
    if (typeof found === 'string') return [{ action, resource: found }];
    if (isList(found)) {
      // A call that names nothing is still one of the action: a caller without any right is denied it.
      return found.length === 0 ? [{ action, resource: '*' }] : found.map((one) => ({ ...one, action }));
    }
    return [{ ...found, action }];
  };
  return {
    actions: [action],
    checks(input, call) {
      const found = target(input, call);
      return found instanceof Promise ? found.then(checksOf) : checksOf(found);
    },
  };
}

/** An operation whose action or actions depend on its input, or that needs more than one. */
export const accessByInput = <State, Input>(
  actions: readonly string[],
  checks: Access<State, Input>['checks'],
): Access<State, Input> => ({ actions, checks });

/** As `base`; a request that sets tags must be allowed `tagAction`, too, of what it makes. */
export const taggingToo = <State, Input>(
  base: Access<State, Input>,
  tagAction: string,
  tagsOf: (input: Input) => unknown,
): Access<State, Input> => ({
  actions: [...base.actions, tagAction],
  async checks(input, call) {
    const checks = await base.checks(input, call);
    const [action] = base.actions;
    const tags = tagsOf(input);
    if (typeof tags !== 'object' || tags === null || Object.keys(tags).length === 0) return checks;
    return checks.flatMap((check) => (check.action === action ? [check, { ...check, action: tagAction }] : [check]));
  },
});

/** An operation of an action that has no resource. */
export const accessToAll = (action: string): Access<unknown, unknown> => access(action, () => '*');

/** An operation that every signed caller may use, whatever policies say (`sts:GetCallerIdentity`). */
export const NO_PERMISSION_NEEDED: Access<unknown, unknown> = { actions: [], checks: () => [] };

/** `iam:PassRole` of a role that a service is given. Absent roles are not asked about. */
export function passRole(roleArn: unknown, service: string): readonly AccessCheck[] {
  if (typeof roleArn !== 'string' || !roleArn.startsWith('arn:')) return [];
  return [{ action: 'iam:PassRole', resource: roleArn, context: () => ({ 'iam:PassedToService': service }) }];
}

/** The condition keys of tags that a request sets: `aws:RequestTag/<key>` and `aws:TagKeys`. */
export function requestTags(tags: Readonly<Record<string, unknown>>): RequestContext {
  const keys = Object.keys(tags);
  if (keys.length === 0) return {};
  return {
    'aws:TagKeys': keys,
    ...Object.fromEntries(keys.map((key) => [`aws:RequestTag/${key}`, String(tags[key])])),
  };
}

/** The condition keys of the tags that a resource has: `aws:ResourceTag/<key>`. */
export const resourceTags = (tags: Readonly<Record<string, string>>): RequestContext =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));

/** An operation made of a function that states nothing itself. */
export const withAccess = <State, Input, Output>(
  run: (input: Input, call: CallContext<State>) => Answer<Output>,
  stated: Access<never, never> | Access<State, Input>,
): Operation<State, Input, Output> => Object.assign(run, { access: stated as Access<State, Input> });

const isList = (found: AccessTarget | readonly AccessTarget[]): found is readonly AccessTarget[] =>
  Array.isArray(found);
