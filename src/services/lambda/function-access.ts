import { type Access, type AccessTarget, access, requestTags, resourceTags } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { compilePolicy } from '../../policy/compile-policy.ts';
import type { AttachedPolicy } from '../../policy/decision.ts';
import type { RequestContext } from '../../policy/request-context.ts';
import { namedFunction } from './function-name.ts';
import type { FunctionRecord } from './function-record.ts';
import { layerArn } from './layer-catalog.ts';
import { policyDocument } from './policy.ts';
import type { LambdaState } from './state.ts';

export interface NamesFunction {
  readonly FunctionName?: string | undefined;
  readonly Qualifier?: string | undefined;
}

type Keys<Input> = (input: Input) => RequestContext;

/**
 * An operation on a function, by every form of its name; `qualified` where its version or alias is the resource.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 */
export function functionAccess<Input extends NamesFunction = NamesFunction>(
  action: string,
  { qualified = false, keys }: { readonly qualified?: boolean; readonly keys?: Keys<Input> } = {},
): Access<LambdaState, Input> {
  return access(action, async (input, call) => {
    const named = namedFunction(input.FunctionName, input.Qualifier, call);
    const record = await call.state.functions.find(named.arn);
    const resource = qualified ? named.qualifiedArn : named.arn;
    return functionTarget(resource, record, named.qualifier, () => keys?.(input) ?? {});
  });
}

/** An operation that names a function, a version or an alias by its ARN. */
export const taggedFunctionAccess = (action: string): Access<LambdaState, TagInput> =>
  access(action, async ({ Resource, Tags, TagKeys }, call) => {
    const resource = Resource ?? '*';
    const record = await call.state.functions.find(resource);
    const tags = { ...Tags, ...Object.fromEntries((TagKeys ?? []).map((key) => [key, ''])) };
    return functionTarget(resource, record, undefined, () => requestTags(tags));
  });

export interface TagInput {
  readonly Resource?: string;
  readonly Tags?: Readonly<Record<string, string>>;
  readonly TagKeys?: readonly string[];
}

/** The function with the policy that stands at its qualifier, and its tags. */
export function functionTarget(
  resource: string,
  record: FunctionRecord | undefined,
  qualifier: string | undefined,
  keys: () => RequestContext = () => ({}),
): AccessTarget {
  const policy = record && policyAt(record, qualifier);
  return {
    resource,
    context: () => ({ ...resourceTags(record?.tags ?? {}), ...keys() }),
    ...(policy !== undefined && { resourcePolicies: [policy] }),
  };
}

/** Compiled once for each record, as the name of a function is looked up for every invocation. */
const compiled = new WeakMap<FunctionRecord, Map<string, AttachedPolicy>>();

function policyAt(record: FunctionRecord, qualifier = '$LATEST'): AttachedPolicy | undefined {
  const policy = record.policies[qualifier];
  if (policy === undefined) return undefined;
  let byQualifier = compiled.get(record);
  if (byQualifier === undefined) {
    byQualifier = new Map();
    compiled.set(record, byQualifier);
  }
  let attached = byQualifier.get(qualifier);
  if (attached === undefined) {
    attached = { id: resourceOf(record, qualifier), policy: compilePolicy(policyDocument(policy)) };
    byQualifier.set(qualifier, attached);
  }
  return attached;
}

const resourceOf = ({ arn }: FunctionRecord, qualifier: string) =>
  qualifier === '$LATEST' ? arn : `${arn}:${qualifier}`;

export interface NamesLayer {
  readonly LayerName?: string | undefined;
  readonly VersionNumber?: number | undefined;
}

/** An operation on a layer, or on one of its versions when the input names one. */
export const layerAccess = (action: string): Access<LambdaState, NamesLayer> =>
  access(action, ({ LayerName = '', VersionNumber }, call: CallContext<LambdaState>) => {
    const layer = LayerName.startsWith('arn:') ? LayerName : layerArn(LayerName, call);
    return VersionNumber === undefined ? layer : `${layer}:${VersionNumber}`;
  });
