import { type Access, type AccessCheck, type AccessTarget, access, resourceTags } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import type { RequestContext } from '../../policy/request-context.ts';
import { nameInArn } from './find-table.ts';
import type { DynamodbState } from './state.ts';
import { type Table, tableArn } from './table.ts';

type Call = CallContext<DynamodbState>;
type Keys = (table: Table | undefined) => RequestContext;

/** `tableCheck` for an action that is said later. */
export const tableTarget = (
  nameOrArn: unknown,
  call: Call,
  options: { readonly index?: unknown; readonly keys?: Keys } = {},
): AccessTarget | undefined | Promise<AccessTarget> => tableCheck('', nameOrArn, call, options.index, options.keys);

/**
 * A table, or an index of it, with its tags and its policy. Its ARN is that of the table here, however the request names
 * it. `undefined` for what is no name: the operation refuses it.
 */
export function tableCheck(
  action: string,
  nameOrArn: unknown,
  call: Call,
  index?: unknown,
  keys?: Keys,
): AccessCheck | undefined | Promise<AccessCheck> {
  if (typeof nameOrArn !== 'string' || nameOrArn === '') return undefined;
  const name = nameInArn(nameOrArn);
  const table = call.state.tables.find(call, name);
  return table instanceof Promise ? table.then(withTable) : withTable(table);

  function withTable(found: Table | undefined): AccessCheck | Promise<AccessCheck> {
    const arn = found?.arn ?? tableArn({ ...call, name });
    const target: AccessCheck = {
      action,
      resource: typeof index === 'string' ? `${arn}/index/${index}` : arn,
      context: () => ({ ...(found && resourceTags(found.record.tags)), ...keys?.(found) }),
    };
    if (found === undefined) return target;
    const policies = call.state.changeStreams.policies.attached(arn, found.record.tableId);
    if (policies === undefined) return target;
    if (!(policies instanceof Promise)) return { ...target, resourcePolicies: policies };
    return policies.then((loaded) => (loaded === undefined ? target : { ...target, resourcePolicies: loaded }));
  }
}

/** The same where there may be none: a list for `access`. */
export function tableTargets(
  nameOrArn: unknown,
  call: Call,
  options: { readonly index?: unknown; readonly keys?: Keys } = {},
): readonly AccessTarget[] | Promise<readonly AccessTarget[]> {
  const target = tableTarget(nameOrArn, call, options);
  if (target === undefined) return [];
  return target instanceof Promise ? target.then((found) => [found]) : [target];
}

/** An operation on the table that `TableName` names, by name or ARN. */
export function tableAccess<Input extends { readonly TableName?: string | undefined }>(
  action: string,
  keys?: (input: Input) => RequestContext,
): Access<DynamodbState, Input> {
  return access(action, (input, call) =>
    tableTargets(input.TableName, call, keys === undefined ? {} : { keys: () => keys(input) }),
  );
}

/** An operation on an index of the table, where the request names one. */
export const indexAccess = (
  action: string,
): Access<DynamodbState, { readonly TableName?: string | undefined; readonly IndexName?: string | undefined }> =>
  access(action, (input, call) => tableTargets(input.TableName, call, { index: input.IndexName }));

const TABLE_OF_ARN = /^arn:[^:]+:dynamodb:[^:]*:\d*:table\/([^/]+)(\/.*)?$/;

/** An operation on what an ARN names: a table, or a stream, an index or a backup of it. */
export function arnAccess<Input>(
  action: string,
  arnOf: (input: Input) => unknown,
  keys?: (input: Input) => RequestContext,
): Access<DynamodbState, Input> {
  return access(action, (input, call) => arnTarget(arnOf(input), call, keys && (() => keys(input))));
}

export function arnTarget(
  arn: unknown,
  call: Call,
  keys?: () => RequestContext,
): AccessTarget | readonly AccessTarget[] | Promise<AccessTarget | readonly AccessTarget[]> {
  if (typeof arn !== 'string') return [];
  const [, name, below = ''] = TABLE_OF_ARN.exec(arn) ?? [];
  const none: AccessTarget = { resource: arn === '' ? '*' : arn, ...(keys && { context: keys }) };
  if (name === undefined) return none;
  const target = tableTarget(name, call, keys && { keys });
  const whole = (found: AccessTarget): AccessTarget => ({ ...found, resource: found.resource + below });
  if (target === undefined) return none;
  return target instanceof Promise ? target.then(whole) : whole(target);
}
