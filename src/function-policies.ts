import { type AccessReport, type FunctionAccess, roleIn, type StackResource } from './access-report.ts';
import { compilePolicy } from './policy/compile-policy.ts';
import { evaluate } from './policy/evaluate.ts';
import { policyUsage } from './policy/policy-usage.ts';
import { smallestPolicy } from './policy/smallest-policy.ts';
import type { AccessUse } from './telemetry/access-uses.ts';
import type { Place } from './template/notice.ts';
import type { Json } from './template/resource-graph.ts';
import { POLICY_TEMPLATES } from './template/sam/policy-templates/index.ts';
import { actionKind, proposePolicies } from './template/sam/propose-policies.ts';
import type { JsonPath, TemplateDocument } from './template/template-document.ts';

/** A policy of a function's role, against what the function did. */
export interface GrantedPolicy {
  /** `DynamoDBReadPolicy`, `AmazonS3ReadOnlyAccess`, or the policy's own name. */
  readonly name: string;
  readonly place: Place | undefined;
  /** Lambda itself uses it (logs, traces, network): what a function calls says nothing of it. */
  readonly forLambda: boolean;
  readonly used: readonly string[];
  /** Patterns of actions by which nothing was done. */
  readonly neverUsed: readonly string[];
  /** What is wrong with it, in sentences; empty when it grants what is used. */
  readonly faults: readonly string[];
}

export interface FunctionPolicies {
  readonly logicalId: string;
  readonly functionName: string;
  readonly roleArn: string;
  /** IAM does not know the role: its calls are not limited. */
  readonly unlimited: boolean;
  readonly granted: readonly GrantedPolicy[];
  readonly used: readonly AccessUse[];
  /** What the role's policies, as they are now, do not allow and the function tried. */
  readonly denied: readonly AccessUse[];
  /** Nothing is to be taken from or added to its `Policies`: the proposal is what stands there. */
  readonly isLeast: boolean;
  /** The `Policies` of a SAM function that allow what was used or tried, in the long form of intrinsics. */
  readonly proposal: readonly Json[];
  readonly smallest: ReturnType<typeof smallestPolicy>;
  /** Where the proposal belongs in the template; `undefined` where the role is not made from it by SAM. */
  readonly path: JsonPath | undefined;
  /** Where `Policies` stands, or would: the function's own place. */
  readonly place: Place | undefined;
}

const LAMBDAS_OWN =
  /\/(?:service-role\/AWSLambda(?:BasicExecutionRole|VPCAccessExecutionRole|BasicDurableExecutionRolePolicy)|AWSX[Rr]ay(?:WriteOnlyAccess|DaemonWriteAccess))$/;

/** Compares what each function's role grants with what the function did, and proposes the least that is enough. */
export function functionPolicies(report: AccessReport, document: TemplateDocument): readonly FunctionPolicies[] {
  return report.functions.map((access) => {
    const { logicalId, functionName, roleArn, uses } = access;
    const path = policiesPath(logicalId, access.roleLogicalId, document);
    const granted = (access.policies ?? []).map((policy) => grantedPolicy(policy, access, path, document));
    const denied = access.policies === undefined ? [] : uses.filter((use) => use.denied > 0 && !isAllowed(use, access));
    // A policy template that fits may grant more than the statements that stand there: what has no fault stays.
    const isLeast = path !== undefined && denied.length === 0 && granted.every(({ faults }) => faults.length === 0);
    return {
      logicalId,
      functionName,
      roleArn,
      unlimited: access.policies === undefined,
      granted,
      used: uses.filter(({ allowed }) => allowed > 0),
      denied,
      isLeast,
      proposal: isLeast ? listOf(valueAt(document.value, path)) : proposePolicies(uses, report),
      smallest: smallestPolicy(uses),
      path,
      place: policiesPlace(access, report.resources, document),
    };
  });
}

function isAllowed({ action, resource }: AccessUse, { roleArn, policies = [] }: FunctionAccess): boolean {
  const [, , , , account = ''] = roleArn.split(':');
  const { result } = evaluate(
    { principal: { kind: 'user', arn: roleArn, account }, action, resource, context: {} },
    { identity: policies.map(({ id, text }) => ({ id, policy: compilePolicy(text) })) },
  );
  return result === 'allowed';
}

/** SAM makes the role of a function that names none: `Policies` of the function is where it is said what it may. */
function policiesPath(
  logicalId: string,
  roleLogicalId: string | undefined,
  { value }: TemplateDocument,
): JsonPath | undefined {
  const type = memberOf(memberOf(value['Resources'], logicalId), 'Type');
  const made = type === 'AWS::Serverless::Function' && roleLogicalId === `${logicalId}Role`;
  return made ? ['Resources', logicalId, 'Properties', 'Policies'] : undefined;
}

/** Where the policies of a function's role stand in the template, or would. */
export function policiesPlace(
  { logicalId, roleArn }: Pick<FunctionAccess, 'logicalId' | 'roleArn'>,
  resources: readonly StackResource[],
  document: TemplateDocument,
): Place | undefined {
  const role = roleIn(resources, roleArn);
  return document.placeOf(policiesPath(logicalId, role, document) ?? ['Resources', role ?? logicalId]);
}

function grantedPolicy(
  policy: { readonly id: string; readonly text: string },
  { logicalId, roleLogicalId, uses }: FunctionAccess,
  path: JsonPath | undefined,
  document: TemplateDocument,
): GrantedPolicy {
  const entries = path === undefined ? [] : listOf(valueAt(document.value, path));
  const [, number] = new RegExp(`^${logicalId}RolePolicy(\\d+)$`).exec(policy.id) ?? [];
  const managed = policy.id.slice(policy.id.lastIndexOf('/') + 1);
  const index = number === undefined ? entries.indexOf(managed) : Number(number);
  const [template = ''] = Object.keys(isObject(entries[index]) ? (entries[index] as object) : {});
  const fromTemplate = Object.hasOwn(POLICY_TEMPLATES, template);
  // SAM's own policies stand nowhere in the template: the function is why they are there.
  const place = document.placeOf(
    path === undefined ? ['Resources', roleLogicalId ?? logicalId] : index >= 0 ? [...path, index] : path.slice(0, 2),
  );

  const grants = policyUsage([policy], uses);
  const actions = grants.flatMap((grant) => grant.actions);
  const used = [...new Set(actions.flatMap((action) => action.used))].sort();
  const neverUsed = actions.filter((action) => action.used.length === 0).map(({ pattern }) => pattern);
  const forLambda = LAMBDAS_OWN.test(policy.id);
  const judged = { used, neverUsed, allResources: grants.some((grant) => grant.allResources), actions };
  return {
    name: fromTemplate ? template : managed,
    place,
    forLambda,
    used,
    neverUsed,
    faults: forLambda ? [] : fromTemplate ? templateFaults(judged) : statementFaults(judged),
  };
}

interface Judged {
  readonly used: readonly string[];
  readonly neverUsed: readonly string[];
  readonly allResources: boolean;
  readonly actions: ReturnType<typeof policyUsage>[number]['actions'];
}

/** SAM's templates come whole: what counts is whether all kinds of what they grant are used. */
function templateFaults({ used, neverUsed }: Judged): readonly string[] {
  if (used.length === 0) return ['nothing that it grants was used'];
  const kinds = new Set(used.map(actionKind));
  return (['reading', 'writing'] as const)
    .filter((kind) => !kinds.has(kind) && neverUsed.some((action) => actionKind(action) === kind))
    .map((kind) => `it grants ${kind}, which was never used`);
}

function statementFaults({ used, neverUsed, allResources, actions }: Judged): readonly string[] {
  if (used.length === 0) return ['nothing that it grants was used'];
  const wide = actions.filter((one) => one.used.length > 0 && /[*?]/.test(one.pattern));
  return [
    ...(neverUsed.length > 0 ? [`it grants what was never used: ${listed(neverUsed)}`] : []),
    ...wide.map((one) => `${one.pattern} is wider than what was used: ${one.used.join(', ')}`),
    ...(allResources ? ['it grants all resources (*), though those that were used have names'] : []),
  ];
}

const LISTED = 12;
const listed = (names: readonly string[]) =>
  names.length <= LISTED ? names.join(', ') : `${names.slice(0, LISTED).join(', ')} and ${names.length - LISTED} more`;

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: Json | undefined): readonly Json[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

function memberOf(value: Json | undefined, name: string | number): Json | undefined {
  return value === undefined || value === null || typeof value !== 'object'
    ? undefined
    : (value as Readonly<Record<string | number, Json>>)[name];
}

const valueAt = (root: Json, path: JsonPath): Json | undefined =>
  path.reduce<Json | undefined>((value, step) => memberOf(value, step), root);
