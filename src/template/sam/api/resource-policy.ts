import { sub } from '../intrinsics.ts';
import type { Tree, TreeMap } from '../tree.ts';
import { ensureMap, isList, isMap, listOf, sameTree } from '../tree.ts';
import { ANY_METHOD, methodKey, NOT_METHODS, pathInArn, pathItems } from './api-definition.ts';

const POLICY = 'x-amazon-apigateway-policy';

/** Adds the statements of a `ResourcePolicy` that stand for one path: account, IP range and VPC lists. */
export function addPathPolicy(definition: TreeMap, settings: TreeMap, path: string, stage: Tree): void {
  const resources = pathResources(definition, path, stage);
  addAccounts(definition, settings['AwsAccountWhitelist'], 'Allow', resources);
  addAccounts(definition, settings['AwsAccountBlacklist'], 'Deny', resources);
  addConditions(definition, 'NotIpAddress', 'aws:SourceIp', settings['IpRangeWhitelist'], resources);
  addConditions(definition, 'IpAddress', 'aws:SourceIp', settings['IpRangeBlacklist'], resources);
  addVpcs(definition, 'StringNotEquals', settings, 'Whitelist', resources);
  addVpcs(definition, 'StringEquals', settings, 'Blacklist', resources);
}

/** Adds the user's own statements behind those that are there. */
export function addCustomStatements(definition: TreeMap, statements: Tree): void {
  const policy = policyOf(definition);
  const existing = policy['Statement'];
  const added = listOf(statements).filter((one) => !listOf(existing).some((other) => sameTree(one, other)));
  policy['Statement'] = existing === undefined ? statements : [...listOf(existing), ...added];
}

function policyOf(definition: TreeMap): TreeMap {
  const policy = ensureMap(definition, POLICY);
  policy['Version'] ??= '2012-10-17';
  return policy;
}

function addStatements(definition: TreeMap, statements: TreeMap[]): void {
  const policy = policyOf(definition);
  const all = [...listOf(policy['Statement']), ...statements];
  policy['Statement'] = all.length === 1 && all[0] !== undefined ? all[0] : all;
}

function pathResources(definition: TreeMap, path: string, stage: Tree): Tree[] {
  const methods = pathItems(definition, path).flatMap((item) =>
    Object.keys(item).filter((key) => !NOT_METHODS.has(key)),
  );
  return methods.map((method) => {
    const name = methodKey(method) === ANY_METHOD ? '*' : method.toUpperCase();
    return sub(`execute-api:/\${__Stage__}/${name}${pathInArn(path)}`, { __Stage__: stage });
  });
}

function addAccounts(definition: TreeMap, accounts: Tree | undefined, effect: string, resources: Tree[]): void {
  if (!isList(accounts) || accounts.length === 0) return;
  addStatements(definition, [
    { Effect: effect, Action: 'execute-api:Invoke', Resource: resources, Principal: { AWS: accounts } },
  ]);
}

/** Allows everybody and denies those that match: a deny wins over the allow. */
function addConditions(
  definition: TreeMap,
  operator: string,
  key: string,
  values: Tree | undefined,
  resources: Tree[],
): void {
  if (values === undefined || values === null) return;
  addDeny(definition, { [operator]: { [key]: values } }, resources);
}

function addVpcs(definition: TreeMap, operator: string, settings: TreeMap, list: string, resources: Tree[]): void {
  const named = listOf(settings[`SourceVpc${list}`]).map(String);
  const vpcs = [...named.filter((id) => id.startsWith('vpc-')), ...listOf(settings[`IntrinsicVpc${list}`])];
  const endpoints = [...named.filter((id) => id.startsWith('vpce-')), ...listOf(settings[`IntrinsicVpce${list}`])];
  const condition: TreeMap = {};
  if (vpcs.length > 0) condition['aws:SourceVpc'] = vpcs;
  if (endpoints.length > 0) condition['aws:SourceVpce'] = endpoints;
  if (Object.keys(condition).length > 0) addDeny(definition, { [operator]: condition }, resources);
}

function addDeny(definition: TreeMap, condition: TreeMap, resources: Tree[]): void {
  const base = { Action: 'execute-api:Invoke', Resource: resources, Principal: '*' };
  const allow: TreeMap = { Effect: 'Allow', ...base };
  const deny: TreeMap = { Effect: 'Deny', ...base, Condition: condition };
  const existing = listOf(policyOf(definition)['Statement']).filter(isMap);
  addStatements(
    definition,
    [allow, deny].filter((statement) => !existing.some((one) => sameTree(one, statement))),
  );
}
