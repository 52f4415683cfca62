import type { TreeMap } from '../tree.ts';

/** A SAM policy template: `${camelCase}` in a text stands for the parameter of that name in PascalCase. */
export interface PolicyTemplate {
  readonly parameters: readonly string[];
  readonly statements: readonly TreeMap[];
}

export function template(parameters: readonly string[], ...statements: TreeMap[]): PolicyTemplate {
  return { parameters, statements };
}

/** A text that CloudFormation fills in. */
export function fill(text: string): TreeMap {
  return { 'Fn::Sub': text };
}

/** The ARN of a resource of this account and region. */
export function arn(service: string, resource: string): TreeMap {
  return fill(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`);
}

/** The actions of one service, `allow(['dynamodb', 'GetItem Query'], ...)`. */
export function allow(
  service: string,
  actions: string,
  resource: TreeMap | TreeMap[] | string,
  condition?: TreeMap,
): TreeMap {
  const statement: TreeMap = {
    Effect: 'Allow',
    Action: actions.split(/\s+/).map((action) => `${service}:${action}`),
    Resource: resource,
  };
  if (condition) statement['Condition'] = condition;
  return statement;
}
