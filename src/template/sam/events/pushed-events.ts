import { getAtt, ref, referredId, sub } from '../intrinsics.ts';
import { addResource } from '../sam-context.ts';
import { InvalidSamEvent } from '../sam-error.ts';
import { ensureMap, isMap, listOf, present } from '../tree.ts';
import type { EventExpander } from './event.ts';
import { addPermission } from './event.ts';

export const expandAlexaSkill: EventExpander = (context, event, target) => {
  addPermission(context, target, `${event.logicalId}Permission`, 'alexa-appkit.amazon.com', {
    EventSourceToken: event.properties['SkillId'],
  });
};

/** `Cognito`: a trigger of a user pool of the same template. */
export const expandCognito: EventExpander = (context, event, target) => {
  const poolId = isMap(event.properties['UserPool']) ? referredId(event.properties['UserPool']) : undefined;
  const pool = poolId === undefined ? undefined : context.resources[poolId];
  if (poolId === undefined || !isMap(pool)) {
    throw new InvalidSamEvent(event.id, 'Cognito events must reference a Cognito UserPool in the same template.', [
      'Properties',
      'UserPool',
    ]);
  }
  const triggers = ensureMap(ensureMap(pool, 'Properties'), 'LambdaConfig');
  for (const trigger of listOf(event.properties['Trigger']).map(String)) {
    if (triggers[trigger] !== undefined) {
      throw new InvalidSamEvent(event.id, `Cognito trigger "${trigger}" defined multiple times.`, [
        'Properties',
        'Trigger',
      ]);
    }
    triggers[trigger] = structuredClone(target.arn);
  }
  addPermission(context, target, `${target.resource.id}CognitoPermission`, 'cognito-idp.amazonaws.com', {
    SourceArn: getAtt(poolId, 'Arn'),
  });
};

export const expandCloudWatchLogs: EventExpander = (context, event, target) => {
  const permissionId = `${event.logicalId}Permission`;
  const group = event.properties['LogGroupName'] ?? '';
  addPermission(context, target, permissionId, 'logs.amazonaws.com', {
    SourceArn: sub(
      `arn:${context.options.partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${__LogGroupName__}:*`,
      { __LogGroupName__: structuredClone(group) },
    ),
  });
  addResource(
    context,
    target.resource,
    event.logicalId,
    'AWS::Logs::SubscriptionFilter',
    {
      LogGroupName: group,
      FilterPattern: event.properties['FilterPattern'],
      DestinationArn: target.arn,
    },
    { DependsOn: [permissionId], ...target.resource.attributes },
  );
};

export const expandIotRule: EventExpander = (context, event, target) => {
  addResource(context, target.resource, event.logicalId, 'AWS::IoT::TopicRule', {
    TopicRulePayload: present({
      Sql: event.properties['Sql'],
      AwsIotSqlVersion: event.properties['AwsIotSqlVersion'],
      RuleDisabled: false,
      Actions: [{ Lambda: { FunctionArn: target.arn } }],
    }),
  });
  addPermission(context, target, `${event.logicalId}Permission`, 'iot.amazonaws.com', {
    SourceAccount: sub('${AWS::AccountId}'),
    SourceArn: sub(`arn:${context.options.partition}:iot:\${AWS::Region}:\${AWS::AccountId}:rule/\${RuleName}`, {
      RuleName: ref(event.logicalId),
    }),
  });
};
