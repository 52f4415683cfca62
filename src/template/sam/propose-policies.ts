import { type PolicyUse, smallestPolicy } from '../../policy/smallest-policy.ts';
import { matchesWildcards } from '../../policy/wildcard.ts';
import type { Json } from '../resource-graph.ts';
import { POLICY_TEMPLATES } from './policy-templates/index.ts';
import type { PolicyTemplate } from './policy-templates/policy-template.ts';
import type { Tree } from './tree.ts';

/** A resource of the stack that policies may name. */
export interface NamedResource {
  readonly logicalId: string;
  readonly arn: string | undefined;
}

export interface ProposalScope {
  readonly account: string;
  readonly region: string;
  readonly resources: readonly NamedResource[];
}

interface Parameter {
  readonly service: string;
  /** Finds the parameter's value in an ARN: what precedes and includes it is the ARN of the resource itself. */
  readonly name: RegExp;
  /** The attribute of the resource that gives the value; its `Ref` where it is not said. */
  readonly attribute?: string;
}

/** What the parameters of SAM's policy templates stand for, of those that name one resource. */
const PARAMETERS: Readonly<Record<string, Parameter>> = {
  TableName: { service: 'dynamodb', name: /^.*:table\/([^/]+)/ },
  BucketName: { service: 's3', name: /^arn:[^:]+:s3:::([^/]+)/ },
  QueueName: { service: 'sqs', name: /^.*:([^:]+)$/, attribute: 'QueueName' },
  TopicName: { service: 'sns', name: /^.*:([^:]+)$/, attribute: 'TopicName' },
  FunctionName: { service: 'lambda', name: /^.*:function:([^:]+)/ },
  StateMachineName: { service: 'states', name: /^.*:stateMachine:([^:]+)/, attribute: 'Name' },
  EventBusName: { service: 'events', name: /^.*:event-bus\/(.+)$/ },
};

/**
 * The `Policies` of a SAM function that allow the uses: SAM's policy templates where one fits, statements else. A template
 * fits when it allows all that was used of a resource, each of its statements something of it, and nothing of another kind
 * (reading, writing).
 * Intrinsics are in their long form.
 */
export function proposePolicies(uses: readonly PolicyUse[], scope: ProposalScope): readonly Json[] {
  const entries = new Map<string, Json>();
  const left: PolicyUse[] = [];
  for (const [base, ofResource] of byResource(uses)) {
    const found = smallestTemplate(base, ofResource, scope);
    if (found === undefined) left.push(...ofResource);
    else entries.set(JSON.stringify(found), found);
  }
  const sorted = [...entries].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, entry]) => entry);
  if (left.length === 0) return sorted;
  const { Version, Statement } = smallestPolicy(left);
  return [
    ...sorted,
    {
      Version,
      Statement: Statement.map(({ Effect, Action, Resource }) => ({
        Effect,
        Action: [...Action],
        Resource: Resource.map((arn) => arnInTemplate(arn, scope)),
      })),
    },
  ];
}

/** Uses by the resource that a template could name: a table with its indexes, a bucket with its objects. */
function byResource(uses: readonly PolicyUse[]): ReadonlyMap<string, readonly PolicyUse[]> {
  const groups = new Map<string, PolicyUse[]>();
  for (const use of uses) {
    const [, , service = ''] = use.resource.split(':');
    const parameter = Object.values(PARAMETERS).find((one) => one.service === service);
    const base = parameter?.name.exec(use.resource)?.[0] ?? use.resource;
    groups.set(base, [...(groups.get(base) ?? []), use]);
  }
  return groups;
}

function smallestTemplate(base: string, uses: readonly PolicyUse[], scope: ProposalScope): Json | undefined {
  const kinds = new Set(uses.map(({ action }) => actionKind(action)));
  let best: { readonly entry: Json; readonly size: number } | undefined;
  for (const [templateName, template] of Object.entries(POLICY_TEMPLATES)) {
    const [parameterName = ''] = template.parameters;
    const parameter = PARAMETERS[parameterName];
    const name = parameter?.name.exec(base)?.[1];
    if (template.parameters.length !== 1 || parameter === undefined || name === undefined) continue;
    const grants = grantsOf(template, parameterName, name, scope);
    const actions = grants?.flatMap((grant) => grant.actions) ?? [];
    if (grants === undefined || actions.some((action) => !kinds.has(actionKind(action)))) continue;
    const allows = (grant: Grant, { action, resource }: PolicyUse) =>
      grant.actions.includes(action) && grant.resources.some((pattern) => matchesWildcards(pattern, resource));
    if (!uses.every((use) => grants.some((grant) => allows(grant, use)))) continue;
    if (!grants.every((grant) => uses.some((use) => allows(grant, use)))) continue;
    if (best !== undefined && best.size <= actions.length) continue;
    const logicalId = scope.resources.find(({ arn }) => arn === base)?.logicalId;
    best = {
      entry: { [templateName]: { [parameterName]: parameterValue(logicalId, parameter, name) } },
      size: actions.length,
    };
  }
  return best?.entry;
}

function parameterValue(logicalId: string | undefined, { attribute }: Parameter, name: string): Json {
  if (logicalId === undefined) return name;
  return attribute === undefined ? { Ref: logicalId } : { 'Fn::GetAtt': [logicalId, attribute] };
}

interface Grant {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** What a template allows for one value of its parameter; `undefined` for templates with conditions. */
function grantsOf(
  { statements }: PolicyTemplate,
  parameter: string,
  value: string,
  { account, region }: ProposalScope,
): readonly Grant[] | undefined {
  const variable = parameter.charAt(0).toLowerCase() + parameter.slice(1);
  const known: Readonly<Record<string, string>> = {
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::AccountId': account,
    [variable]: value,
  };
  const filled = (resource: Tree): string => {
    if (typeof resource === 'string') return resource;
    const text = (resource as Readonly<Record<string, Tree>>)['Fn::Sub'];
    return String(text).replace(/\$\{([^}]+)\}/g, (whole, name: string) => known[name] ?? whole);
  };
  if (statements.some((statement) => 'Condition' in statement)) return undefined;
  return statements.map(({ Action, Resource }) => ({
    actions: [Action].flat().map(String),
    resources: [Resource ?? '*'].flat().map((one) => filled(one as Tree)),
  }));
}

const READING = /^[a-z0-9-]+:(?:Get|List|Describe|Query|Scan|BatchGet|Head|Lookup|PartiQLSelect|ConditionCheck)/;
/** Whether an action, or a pattern of actions, only reads. */
export const actionKind = (action: string): 'reading' | 'writing' => (READING.test(action) ? 'reading' : 'writing');

/** An ARN as a template writes it: by the resource it belongs to, and without the account and the region of this machine. */
function arnInTemplate(arn: string, { account, region, resources }: ProposalScope): Json {
  const owner = resources
    .filter((one): one is NamedResource & { readonly arn: string } => one.arn !== undefined)
    .filter((one) => arn === one.arn || arn.startsWith(`${one.arn}/`) || arn.startsWith(`${one.arn}:`))
    .sort((one, other) => other.arn.length - one.arn.length)[0];
  if (owner?.arn === arn) return { 'Fn::GetAtt': [owner.logicalId, 'Arn'] };
  if (owner !== undefined) return { 'Fn::Sub': `\${${owner.logicalId}.Arn}${arn.slice(owner.arn.length)}` };
  if (!arn.startsWith('arn:')) return arn;
  const [, , service = '', inRegion, inAccount, ...rest] = arn.split(':');
  const where = [
    inRegion === region ? '${AWS::Region}' : inRegion,
    inAccount === account ? '${AWS::AccountId}' : inAccount,
  ];
  return { 'Fn::Sub': ['arn', '${AWS::Partition}', service, ...where, ...rest].join(':') };
}
