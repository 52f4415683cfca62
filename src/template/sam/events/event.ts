import type { SamContext, SamResource } from '../sam-context.ts';
import { addResource } from '../sam-context.ts';
import type { Tree, TreeMap } from '../tree.ts';

/** One entry of `Events`. */
export interface SamEvent {
  readonly id: string;
  readonly type: string;
  readonly properties: TreeMap;
  /** The logical id that the event's own resource gets: the function's and the event's. */
  readonly logicalId: string;
}

/** What an event calls: a function or its alias. */
export interface EventTarget {
  readonly resource: SamResource;
  /** `Ref` of the function, or of the alias it publishes. */
  readonly name: Tree;
  readonly arn: Tree;
  /** What stands between `functions/` and `/invocations` in an integration's URI. */
  readonly uriName: string;
  /** What the events add to the function's role. */
  readonly role: EventRolePolicies;
}

export interface EventRolePolicies {
  /** Names below `policy/` of AWS's managed policies. */
  readonly managed: Set<string>;
  readonly inline: Tree[];
}

export type EventExpander = (context: SamContext, event: SamEvent, target: EventTarget) => void;

/** Lets a service call the target. */
export function addPermission(
  context: SamContext,
  target: EventTarget,
  id: string,
  principal: string,
  source: { readonly [name: string]: Tree | undefined } = {},
): void {
  addResource(context, target.resource, id, 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: target.name,
    Principal: principal,
    ...source,
  });
}

/** An inline policy of one document, as SAM writes those it makes itself (with no `Version`). */
export function inlinePolicy(name: string, statements: Tree[]): TreeMap {
  return { PolicyName: name, PolicyDocument: { Statement: statements } };
}

export function allow(action: Tree, resource: Tree): TreeMap {
  return { Effect: 'Allow', Action: action, Resource: resource };
}

export function assumeRoleBy(service: string): TreeMap {
  return {
    Version: '2012-10-17',
    Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: [service] } }],
  };
}
