import type { ContextEntry, OrderedOrganizationPolicyType } from '@aws-sdk/client-iam';
import type { AccountPrincipal } from '../../policy/request-principal.ts';
import { validatePolicy } from '../../policy/validate-policy.ts';
import { invalidInput, validation } from './refusals.ts';
import type { SimulatedPolicy } from './simulation.ts';

/** Policies of other accounts cannot be read. */
export function checkSourceAccount(arn: string, account: string): void {
  const owner = /^arn:aws[a-z-]*:iam::(\d{12}):(?:user|group|role)\//.exec(arn)?.[1];
  if (owner === undefined || owner === account) return;
  throw invalidInput(
    `Invalid Policy Source Arn: caller's account ${account} does not have access to policies in account ${owner}`,
  );
}

/** Documents of an input list, named as AWS names them: `PolicyInputList.1`. */
export function inputPolicies(member: string, texts: readonly string[]): readonly SimulatedPolicy[] {
  return texts.map((text, index) => {
    const id = `${member}.${index + 1}`;
    const refusal = validatePolicy(text, 'inline', 'simulated');
    if (refusal !== undefined) throw invalidInput(`Invalid Input Policy ${id}: ${refusal.message}`);
    return { id, text };
  });
}

export function boundaryPolicies(texts: readonly string[] | undefined): readonly SimulatedPolicy[] | undefined {
  if (texts === undefined || texts.length === 0) return undefined;
  if (texts.length > 1) throw invalidInput('Only one permissions boundary policy can be simulated.');
  return inputPolicies('PermissionsBoundaryPolicyInputList', texts);
}

/** Service control policies by level, from the organization's root to the account. */
export function organizationPolicies(
  levels: readonly OrderedOrganizationPolicyType[] | undefined,
): readonly (readonly SimulatedPolicy[])[] | undefined {
  if (levels === undefined || levels.length === 0) return undefined;
  return levels.map(({ ServiceControlPolicyInputList = [] }, level) =>
    ServiceControlPolicyInputList.map((text, index) => {
      const id = `OrderedOrganizationPolicyInputList.${level + 1}.${index + 1}`;
      if (validatePolicy(text, 'scp') !== undefined) throw invalidInput(`Invalid Input Policy ${id}`);
      return { id, text };
    }),
  );
}

/** What is not `*` has to be an ARN. */
export function checkResources(resources: readonly string[]): void {
  const odd = resources.filter((resource) => resource !== '*' && !/^arn:[^:]*:[^:]*:[^:]*:[^:]*:./s.test(resource));
  if (odd.length > 0) throw invalidInput(`ResourceNames are not in a valid ARN format: ${odd.join(', ')}.`);
}

/** A resource policy, or the trust policy of a role. */
export function resourcePolicyInput(text: string | undefined, callerArn: string | undefined) {
  if (text === undefined) return {};
  if (callerArn === undefined) throw invalidInput('CallerArn is required when a ResourcePolicy is given.');
  if (validatePolicy(text, 'trust') === undefined) return { resourcePolicy: text, isTrustPolicy: true };
  const refusal = validatePolicy(text, 'resource', 'simulated');
  if (refusal === undefined) return { resourcePolicy: text };
  throw invalidInput(`Invalid Input Policy ResourcePolicy: ${refusal.message}`);
}

/** Wildcards are taken as they stand: they match patterns that have them too. */
export function checkActions(actions: readonly string[]): void {
  for (const action of actions) {
    if (!/^[\w.-]+:[\w.*?-]+$/.test(action)) throw invalidInput(`Invalid action name: ${action}`);
  }
}

const CONTEXT_TYPES: readonly string[] = [
  ...['string', 'stringList', 'numeric', 'numericList', 'boolean', 'booleanList'],
  ...['ip', 'ipList', 'binary', 'binaryList', 'date', 'dateList'],
];

export function checkContext(entries: readonly ContextEntry[]): void {
  for (const [index, { ContextKeyName, ContextKeyType }] of entries.entries()) {
    const place = `contextEntries.${index + 1}.member`;
    if (ContextKeyName !== undefined && (ContextKeyName.length < 5 || ContextKeyName.length > 256)) {
      const rule = ContextKeyName.length < 5 ? 'greater than or equal to 5' : 'less than or equal to 256';
      throw validation(
        `1 validation error detected: Value '${ContextKeyName}' at '${place}.contextKeyName' failed to satisfy constraint: Member must have length ${rule}`,
      );
    }
    if (ContextKeyType !== undefined && !CONTEXT_TYPES.includes(ContextKeyType)) {
      throw validation(
        `1 validation error detected: Value '${ContextKeyType}' at '${place}.contextKeyType' failed to satisfy constraint: Member must satisfy enum value set: [${CONTEXT_TYPES.join(', ')}]`,
      );
    }
  }
}

/** What each kind of EC2 request is about. */
const EC2_SCENARIOS: Readonly<Record<string, readonly string[]>> = {
  'EC2-Classic-InstanceStore': ['instance', 'image', 'security-group'],
  'EC2-Classic-EBS': ['instance', 'image', 'security-group', 'volume'],
  'EC2-VPC-InstanceStore': ['instance', 'image', 'security-group', 'network-interface'],
  'EC2-VPC-InstanceStore-Subnet': ['instance', 'image', 'security-group', 'network-interface', 'subnet'],
  'EC2-VPC-EBS': ['instance', 'image', 'security-group', 'network-interface', 'volume'],
  'EC2-VPC-EBS-Subnet': ['instance', 'image', 'security-group', 'network-interface', 'subnet', 'volume'],
};

export function checkResourceHandling(option: string | undefined, resources: readonly string[]): void {
  if (option === undefined) return;
  const types = Object.hasOwn(EC2_SCENARIOS, option) ? EC2_SCENARIOS[option] : undefined;
  if (types === undefined) throw invalidInput(`Invalid resource handling option: ${option}`);
  const given = new Set(resources.map((arn) => /^arn:[^:]*:ec2:[^:]*:[^:]*:([^/]+)\//.exec(arn)?.[1]));
  const missing = types.filter((type) => !given.has(type));
  if (missing.length > 0) {
    throw invalidInput(`The resource handling option ${option} requires resources of type: ${missing.join(', ')}`);
  }
}

/** The account that an ARN of its root names. */
export function ownerAccount(arn: string | undefined): string | undefined {
  if (arn === undefined) return undefined;
  const account = /^(?:arn:aws[a-z-]*:iam::)?(\d{12})(?::root)?$/.exec(arn)?.[1];
  if (account === undefined) throw invalidInput(`Invalid ResourceOwner: ${arn}`);
  return account;
}

const STRANGER = 'simulated-caller';
const CALLER = /^arn:(aws[a-z-]*):(?:iam|sts)::(\d{12}):(root|user|role|group|assumed-role|federated-user)(?:\/(.+))?$/;

/** What the context says of the caller that its ARN does not: its unique id, and the path of a session's role. */
function told(context: readonly ContextEntry[], name: string): string | undefined {
  return context.find(({ ContextKeyName }) => ContextKeyName?.toLowerCase() === name)?.ContextKeyValues?.[0];
}

/**
 * Who makes the simulated request. A group stands for a user that has nothing but the group's policies.
 *
 * Unlike AWS: the caller may also be an assumed role, a federated user or the account's root.
 */
export function simulatedPrincipal(
  arn: string | undefined,
  account: string,
  resourcePolicy: string | undefined,
  context: readonly ContextEntry[],
): AccountPrincipal {
  const userId = told(context, 'aws:userid');
  const principal = callerOf(arn, account, resourcePolicy, told(context, 'aws:principalarn'));
  return userId === undefined ? principal : { ...principal, userId };
}

function callerOf(
  arn: string | undefined,
  account: string,
  resourcePolicy: string | undefined,
  knownRole: string | undefined,
): AccountPrincipal {
  if (arn === undefined) return { kind: 'user', arn: `arn:aws:iam::${account}:user/${STRANGER}`, account };
  const [, partition = 'aws', owner = account, kind, path = ''] = CALLER.exec(arn) ?? [];
  if (kind === undefined || (kind !== 'root' && path === '')) {
    throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
  }
  switch (kind) {
    case 'root':
      return { kind: 'root', arn, account: owner, userId: owner };
    case 'role': {
      const name = path.slice(path.lastIndexOf('/') + 1);
      // NotPrincipal spares who it names whole: here it can only name the role.
      const spared = resourcePolicy?.includes('"NotPrincipal"') === true;
      const session = `arn:${partition}:sts::${owner}:assumed-role/${name}/${STRANGER}`;
      return { kind: 'assumedRole', arn: spared ? arn : session, account: owner, roleArn: arn };
    }
    case 'assumed-role': {
      const [role = ''] = path.split('/');
      // The ARN of a session leaves out the path of its role.
      const roles = `arn:${partition}:iam::${owner}:role/`;
      const isKnown = knownRole?.startsWith(roles) === true && knownRole.endsWith(`/${role}`);
      const roleArn = isKnown ? knownRole : `${roles}${role}`;
      return { kind: 'assumedRole', arn, account: owner, roleArn };
    }
    case 'federated-user':
      return { kind: 'federatedUser', arn, account: owner, userId: `${owner}:${path}` };
    case 'group':
      return { kind: 'user', arn: `arn:${partition}:iam::${owner}:user/${STRANGER}`, account: owner };
    default:
      return { kind: 'user', arn, account: owner };
  }
}
