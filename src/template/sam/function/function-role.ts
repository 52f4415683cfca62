import { allConditions, negatedCondition } from '../conditions.ts';
import type { EventRolePolicies } from '../events/event.ts';
import { allow, assumeRoleBy } from '../events/event.ts';
import { getAtt, ifParts, isNoValue } from '../intrinsics.ts';
import { managedPolicyArn } from '../managed-policies.ts';
import { rolePolicies } from '../policies.ts';
import type { SamContext, SamResource } from '../sam-context.ts';
import { addResource, tagList } from '../sam-context.ts';
import type { Tree, TreeMap } from '../tree.ts';
import { isMap, sameTree } from '../tree.ts';
import { isTraced } from './tracing.ts';

const DEAD_LETTER_ACTIONS: Readonly<Record<string, string>> = { SQS: 'sqs:SendMessage', SNS: 'sns:Publish' };

/** The function's `Role`: the user's, the one SAM makes, or either by the user's `Fn::If` with `AWS::NoValue`. */
export function functionRoleOf(fn: SamResource): Tree {
  const role = fn.properties['Role'];
  const made = getAtt(roleId(fn), 'Arn');
  if (role === undefined || role === null || isNoValue(role)) return made;
  const parts = ifParts(role);
  if (!parts) return role;
  const [condition, then, otherwise] = parts;
  return { 'Fn::If': [condition, isNoValue(then) ? made : then, isNoValue(otherwise) ? made : otherwise] };
}

function roleId(fn: SamResource): string {
  return `${fn.id}Role`;
}

/** Makes the execution role where the user gives none, with all that the function's other properties need. */
export function addFunctionRole(context: SamContext, fn: SamResource, events: EventRolePolicies): void {
  const attributes = roleAttributes(context, fn);
  if (!attributes) return;
  const { properties } = fn;
  const { partition } = context.options;
  const managed: Tree[] = [managedPolicyArn(basicPolicy(properties), partition)];
  if (isTraced(context, properties)) managed.push(managedPolicyArn(xrayPolicy(context), partition));
  if (properties['VpcConfig']) managed.push(managedPolicyArn('AWSLambdaVPCAccessExecutionRole', partition));
  const user = rolePolicies(context, roleId(fn), properties['Policies']);
  const eventPolicies = [...events.managed].map((name) => `arn:${partition}:iam::aws:policy/${name}`);
  for (const arn of [...user.managed, ...eventPolicies]) {
    if (!managed.some((one) => sameTree(one, arn))) managed.push(arn);
  }
  const inline = [...deadLetterPolicy(properties), ...user.inline, ...withoutRepeats(events.inline)];
  addResource(
    context,
    fn,
    roleId(fn),
    'AWS::IAM::Role',
    {
      AssumeRolePolicyDocument: properties['AssumeRolePolicyDocument'] ?? assumeRoleBy('lambda.amazonaws.com'),
      ManagedPolicyArns: managed,
      Policies: inline.length > 0 ? inline : undefined,
      Path: properties['RolePath'],
      PermissionsBoundary: properties['PermissionsBoundary'],
      Tags: tagList(properties['Tags'], { 'lambda:createdBy': 'SAM' }),
    },
    attributes,
  );
}

function basicPolicy(properties: TreeMap): string {
  return properties['DurableConfig'] ? 'AWSLambdaBasicDurableExecutionRolePolicy' : 'AWSLambdaBasicExecutionRole';
}

function xrayPolicy(context: SamContext): string {
  return context.options.partition === 'aws' ? 'AWSXrayWriteOnlyAccess' : 'AWSXRayDaemonWriteAccess';
}

function deadLetterPolicy(properties: TreeMap): Tree[] {
  const queue = properties['DeadLetterQueue'];
  if (!isMap(queue)) return [];
  return [
    {
      PolicyName: 'DeadLetterQueuePolicy',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [allow(DEAD_LETTER_ACTIONS[String(queue['Type'])] ?? '', structuredClone(queue['TargetArn'] ?? ''))],
      },
    },
  ];
}

function withoutRepeats(policies: readonly Tree[]): Tree[] {
  return policies.filter((policy, index) => policies.findIndex((other) => sameTree(other, policy)) === index);
}

/** The role's attributes, `undefined` where no role is made. */
function roleAttributes(context: SamContext, fn: SamResource): TreeMap | undefined {
  const role = fn.properties['Role'];
  if (role === undefined || role === null || isNoValue(role)) return fn.attributes;
  const parts = ifParts(role);
  if (!parts) return undefined;
  const [condition, then, otherwise] = parts;
  if (typeof condition !== 'string' || !(isNoValue(then) || isNoValue(otherwise))) return undefined;
  const needed = isNoValue(then) ? condition : negatedCondition(context.conditions, `NOT${condition}`, condition);
  const own = fn.attributes['Condition'];
  if (typeof own !== 'string') return { ...fn.attributes, Condition: needed };
  return { ...fn.attributes, Condition: allConditions(context.conditions, `${own}AND${needed}`, [own, needed]) };
}
