import { ifParts, isIntrinsic, isNoValue } from './intrinsics.ts';
import { managedPolicyArn } from './managed-policies.ts';
import { POLICY_TEMPLATES } from './policy-templates/index.ts';
import type { SamContext } from './sam-context.ts';
import { InvalidSamResource } from './sam-error.ts';
import type { Tree, TreeMap } from './tree.ts';
import { isMap, listOf, mapAt } from './tree.ts';

export interface RolePolicies {
  readonly managed: Tree[];
  readonly inline: Tree[];
}

/**
 * Sorts the `Policies` of a function or state machine into managed policies (names, ARNs) and inline ones (documents, SAM
 * policy templates). `roleId` names the inline ones.
 */
export function rolePolicies(context: SamContext, roleId: string, policies: Tree | undefined): RolePolicies {
  const managed: Tree[] = [];
  const inline: Tree[] = [];
  for (const [index, entry] of listOf(policies).entries()) {
    if (isNoValue(entry)) continue;
    const name = `${roleId}Policy${index}`;
    const document = policyDocument(entry, index, name);
    if (document !== undefined) inline.push(document);
    else managed.push(managedPolicy(context, entry, index));
  }
  return { managed, inline };
}

/** The inline policy an entry stands for, `undefined` where it names a managed policy. */
function policyDocument(entry: Tree, index: number, name: string): Tree | undefined {
  const parts = ifParts(entry);
  if (parts) {
    const [condition, then, otherwise] = parts;
    const branches = [then, otherwise].map((branch) =>
      isNoValue(branch) ? branch : policyDocument(branch, index, name),
    );
    const [first, second] = branches;
    if (first === undefined || second === undefined) {
      if (first !== second && !isNoValue(first) && !isNoValue(second)) throw mixedTypes(index);
      return undefined;
    }
    return { 'Fn::If': [condition, first, second] };
  }
  if (!isMap(entry) || isIntrinsic(entry)) return undefined;
  if ('Statement' in entry) return { PolicyName: name, PolicyDocument: entry };
  return { PolicyName: name, PolicyDocument: templateDocument(entry, index) };
}

function mixedTypes(index: number): InvalidSamResource {
  return new InvalidSamResource(
    `Policy at index ${index} in the 'Policies' property is not valid: both branches of Fn::If must be of one type.`,
    ['Policies', index],
  );
}

function managedPolicy(context: SamContext, entry: Tree, index: number): Tree {
  const parts = ifParts(entry);
  if (parts) {
    const [condition, then, otherwise] = parts;
    const branch = (value: Tree) => (isNoValue(value) ? value : managedPolicy(context, value, index));
    return { 'Fn::If': [condition, branch(then), branch(otherwise)] };
  }
  if (typeof entry === 'string') return managedPolicyArn(entry, context.options.partition);
  if (isIntrinsic(entry)) return entry;
  throw new InvalidSamResource(`Policy at index ${index} in the 'Policies' property is not valid`, ['Policies', index]);
}

function templateDocument(entry: TreeMap, index: number): TreeMap {
  const [name = ''] = Object.keys(entry);
  const template = POLICY_TEMPLATES[name];
  if (!template || Object.keys(entry).length !== 1) {
    throw new InvalidSamResource(`Policy at index ${index} in the 'Policies' property is not valid`, [
      'Policies',
      index,
    ]);
  }
  const given = mapAt(entry, name);
  const missing = template.parameters.filter((parameter) => given[parameter] === undefined);
  if (missing.length > 0) {
    const names = missing.map((parameter) => `'${parameter}'`).join(', ');
    throw new InvalidSamResource(`Following required parameters of template '${name}' don't have values: [${names}]`, [
      'Policies',
      index,
      name,
    ]);
  }
  const statements = structuredClone(template.statements) as Tree;
  return { Statement: withParameters(statements, template.parameters, given) };
}

/** Puts the parameters into a template's document: each text that names one becomes an `Fn::Sub` with its value. */
function withParameters(value: Tree, parameters: readonly string[], given: TreeMap): Tree {
  if (Array.isArray(value)) return value.map((item) => withParameters(item, parameters, given));
  if (!isMap(value)) return value;
  const text = value['Fn::Sub'];
  if (typeof text !== 'string') {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, withParameters(item, parameters, given)]),
    );
  }
  const variables: TreeMap = {};
  for (const parameter of parameters) {
    const variable = parameter.charAt(0).toLowerCase() + parameter.slice(1);
    if (text.includes(`\${${variable}}`)) variables[variable] = structuredClone(given[parameter] ?? '');
  }
  return { 'Fn::Sub': Object.keys(variables).length > 0 ? [text, variables] : text };
}
