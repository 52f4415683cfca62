import { getAtt, isIntrinsic, ref } from '../intrinsics.ts';
import type { SamContext, SamResource } from '../sam-context.ts';
import { addResource } from '../sam-context.ts';
import { InvalidSamEvent } from '../sam-error.ts';
import type { Tree, TreeMap } from '../tree.ts';
import { isMap, mapAt, pick, present } from '../tree.ts';
import type { EventExpander, SamEvent } from './event.ts';
import { addPermission } from './event.ts';

/** `Schedule`: an EventBridge rule on a schedule. */
export const expandSchedule: EventExpander = (context, event, target) => {
  addScheduleRule(context, event, target.resource, {
    Arn: target.arn,
    Id: targetId(event, 'LambdaTarget'),
  });
  addPermission(context, target, `${event.logicalId}Permission`, 'events.amazonaws.com', {
    SourceArn: getAtt(event.logicalId, 'Arn'),
  });
};

/** `EventBridgeRule` and its older name `CloudWatchEvent`: a rule on a pattern. */
export const expandEventBridgeRule: EventExpander = (context, event, target) => {
  addPatternRule(context, event, target.resource, {
    Arn: target.arn,
    Id: targetId(event, 'LambdaTarget'),
  });
  addPermission(context, target, `${event.logicalId}Permission`, 'events.amazonaws.com', {
    SourceArn: getAtt(event.logicalId, 'Arn'),
  });
};

export function addScheduleRule(context: SamContext, event: SamEvent, owner: SamResource, target: TreeMap): void {
  const { properties } = event;
  addResource(context, owner, event.logicalId, 'AWS::Events::Rule', {
    ScheduleExpression: properties['Schedule'],
    ...pick(properties, ['Name', 'Description']),
    State: ruleState(event),
    Targets: [{ ...target, ...pick(properties, ['Input', 'RetryPolicy']), ...deadLetterConfig(context, event, owner) }],
  });
}

export function addPatternRule(context: SamContext, event: SamEvent, owner: SamResource, target: TreeMap): void {
  const { properties } = event;
  addResource(context, owner, event.logicalId, 'AWS::Events::Rule', {
    EventBusName: properties['EventBusName'],
    EventPattern: properties['Pattern'],
    Name: properties['RuleName'],
    State: ruleState(event),
    Targets: [
      {
        ...target,
        ...pick(properties, ['Input', 'InputPath', 'InputTransformer', 'RetryPolicy']),
        ...deadLetterConfig(context, event, owner),
      },
    ],
  });
}

/** The target's id: the user's or one made of the rule's. */
export function targetId(event: SamEvent, suffix: string): Tree {
  return mapAt(event.properties, 'Target')['Id'] ?? event.logicalId + suffix;
}

function ruleState(event: SamEvent): Tree | undefined {
  const { Enabled: enabled, State: state } = event.properties;
  if (enabled !== undefined && enabled !== null && state !== undefined && state !== null) {
    throw new InvalidSamEvent(event.id, 'State and Enabled Properties cannot both be specified.', [
      'Properties',
      'State',
    ]);
  }
  if (enabled === undefined || enabled === null) return state;
  return isIntrinsic(enabled) ? enabled : enabled ? 'ENABLED' : 'DISABLED';
}

/** The dead-letter queue of a rule's target: the user's by `Arn`, or one made for `Type: SQS` that the rule may send to. */
export function deadLetterConfig(context: SamContext, event: SamEvent, owner: SamResource): TreeMap {
  const config = event.properties['DeadLetterConfig'];
  if (!isMap(config)) return {};
  const at = ['Properties', 'DeadLetterConfig'];
  if (config['Arn'] !== undefined && config['Type'] !== undefined) {
    throw new InvalidSamEvent(event.id, "You can either define 'Arn' or 'Type' property of DeadLetterConfig", at);
  }
  if (config['Arn'] !== undefined) return { DeadLetterConfig: present({ Arn: config['Arn'] }) };
  if (config['Type'] === undefined) {
    throw new InvalidSamEvent(event.id, "No 'Arn' or 'Type' property provided for DeadLetterConfig", at);
  }
  if (config['Type'] !== 'SQS') {
    throw new InvalidSamEvent(event.id, "The only valid value for 'Type' property of DeadLetterConfig is 'SQS'", at);
  }
  const named = config['QueueLogicalId'];
  const queueId = typeof named === 'string' ? named : `${event.logicalId}Queue`;
  addResource(context, owner, queueId, 'AWS::SQS::Queue', {});
  addResource(context, owner, `${event.logicalId}QueuePolicy`, 'AWS::SQS::QueuePolicy', {
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Action: 'sqs:SendMessage',
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Resource: getAtt(queueId, 'Arn'),
          Condition: { ArnEquals: { 'aws:SourceArn': getAtt(event.logicalId, 'Arn') } },
        },
      ],
    },
    Queues: [ref(queueId)],
  });
  return { DeadLetterConfig: { Arn: getAtt(queueId, 'Arn') } };
}
