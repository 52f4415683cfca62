import { derivedIds } from '../../std/ids.ts';
import type { ParameterValue } from './scope.ts';

export const PSEUDO_PARAMETERS = [
  'AWS::AccountId',
  'AWS::NotificationARNs',
  'AWS::NoValue',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
] as const;

export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** The id of a stack, the same for the same name whenever it is deployed. */
export function stackIdOf(stack: {
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
}): string {
  const { account, region, stackName } = stack;
  const uuid = derivedIds('stack', account, region, stackName).uuid();
  return `arn:${partitionOf(region)}:cloudformation:${region}:${account}:stack/${stackName}/${uuid}`;
}

/** Values of the pseudo parameters, except `AWS::NoValue`, which is none. */
export function pseudoParameters(stack: {
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
}): Readonly<Record<string, ParameterValue>> {
  const partition = partitionOf(stack.region);
  return {
    'AWS::AccountId': stack.account,
    'AWS::NotificationARNs': [],
    'AWS::Partition': partition,
    'AWS::Region': stack.region,
    'AWS::StackId': stackIdOf(stack),
    'AWS::StackName': stack.stackName,
    'AWS::URLSuffix': partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
  };
}
