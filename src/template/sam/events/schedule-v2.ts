import { getAtt } from '../intrinsics.ts';
import type { SamContext, SamResource } from '../sam-context.ts';
import { addResource } from '../sam-context.ts';
import { InvalidSamEvent } from '../sam-error.ts';
import type { Tree } from '../tree.ts';
import { isMap, pick, present } from '../tree.ts';
import type { EventExpander, SamEvent } from './event.ts';
import { allow, assumeRoleBy, inlinePolicy } from './event.ts';

/** `ScheduleV2`: a schedule of EventBridge Scheduler and the role it calls the target with. */
export const expandScheduleV2: EventExpander = (context, event, target) => {
  addSchedule(context, event, target.resource, target.arn, 'LambdaPolicy', 'lambda:InvokeFunction');
};

export function addSchedule(
  context: SamContext,
  event: SamEvent,
  owner: SamResource,
  arn: Tree,
  policySuffix: string,
  action: string,
): void {
  const { properties } = event;
  const queueArn = deadLetterQueue(context, event, owner);
  const roleId = `${event.logicalId}Role`;
  addResource(context, owner, event.logicalId, 'AWS::Scheduler::Schedule', {
    ...pick(properties, [
      'ScheduleExpression',
      'FlexibleTimeWindow',
      'State',
      'Description',
      'StartDate',
      'EndDate',
      'ScheduleExpressionTimezone',
      'GroupName',
      'KmsKeyArn',
    ]),
    FlexibleTimeWindow: properties['FlexibleTimeWindow'] ?? { Mode: 'OFF' },
    Name: properties['Name'] ?? (properties['OmitName'] ? undefined : event.logicalId),
    Target: present({
      Arn: arn,
      RoleArn: properties['RoleArn'] ?? getAtt(roleId, 'Arn'),
      Input: properties['Input'],
      RetryPolicy: properties['RetryPolicy'],
      DeadLetterConfig: queueArn === undefined ? undefined : { Arn: queueArn },
    }),
  });
  if (properties['RoleArn'] !== undefined) return;
  const policies: Tree[] = [inlinePolicy(event.logicalId + policySuffix, [allow(action, structuredClone(arn))])];
  if (queueArn !== undefined) {
    policies.push(inlinePolicy(`${event.logicalId}SQSPolicy`, [allow('sqs:SendMessage', structuredClone(queueArn))]));
  }
  addResource(context, owner, roleId, 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: assumeRoleBy('scheduler.amazonaws.com'),
    Policies: policies,
    PermissionsBoundary: properties['PermissionsBoundary'],
  });
}

function deadLetterQueue(context: SamContext, event: SamEvent, owner: SamResource): Tree | undefined {
  const config = event.properties['DeadLetterConfig'];
  if (!isMap(config)) return undefined;
  if (config['Arn'] !== undefined) return config['Arn'];
  if (config['Type'] !== 'SQS') {
    throw new InvalidSamEvent(event.id, "The only valid value for 'Type' property of DeadLetterConfig is 'SQS'", [
      'Properties',
      'DeadLetterConfig',
    ]);
  }
  const named = config['QueueLogicalId'];
  const queueId = typeof named === 'string' ? named : `${event.logicalId}Queue`;
  addResource(context, owner, queueId, 'AWS::SQS::Queue', {});
  return getAtt(queueId, 'Arn');
}
