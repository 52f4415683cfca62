import { getAtt, ref } from '../intrinsics.ts';
import { addResource } from '../sam-context.ts';
import { InvalidSamEvent } from '../sam-error.ts';
import type { Tree, TreeMap } from '../tree.ts';
import { isMap, pick } from '../tree.ts';
import type { EventExpander } from './event.ts';
import { addPermission } from './event.ts';

/** `SNS`: a subscription of the function, or of a queue that the function reads (`SqsSubscription`). */
export const expandSns: EventExpander = (context, event, target) => {
  const { properties } = event;
  const topic = properties['Topic'] ?? '';
  const subscribe = (protocol: string, endpoint: Tree) =>
    addResource(context, target.resource, event.logicalId, 'AWS::SNS::Subscription', {
      Endpoint: endpoint,
      Protocol: protocol,
      TopicArn: topic,
      ...pick(properties, ['Region', 'FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy']),
    });
  const queue = properties['SqsSubscription'];
  if (!queue) {
    subscribe('lambda', target.arn);
    addPermission(context, target, `${event.logicalId}Permission`, 'sns.amazonaws.com', {
      SourceArn: structuredClone(topic),
    });
    return;
  }
  const settings: TreeMap = isMap(queue) ? queue : {};
  const queueId = `${event.logicalId}Queue`;
  let arn: Tree = getAtt(queueId, 'Arn');
  let url: Tree = ref(queueId);
  if (isMap(queue)) {
    if (!queue['QueueArn'] || !queue['QueueUrl']) {
      throw new InvalidSamEvent(event.id, 'No QueueARN or QueueURL provided.', ['Properties', 'SqsSubscription']);
    }
    arn = queue['QueueArn'];
    url = queue['QueueUrl'];
  } else {
    addResource(context, target.resource, queueId, 'AWS::SQS::Queue', {});
  }
  subscribe('sqs', arn);
  const policyId = settings['QueuePolicyLogicalId'];
  addResource(
    context,
    target.resource,
    typeof policyId === 'string' ? policyId : `${event.logicalId}QueuePolicy`,
    'AWS::SQS::QueuePolicy',
    {
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Action: 'sqs:SendMessage',
            Effect: 'Allow',
            Principal: '*',
            Resource: structuredClone(arn),
            Condition: { ArnEquals: { 'aws:SourceArn': structuredClone(topic) } },
          },
        ],
      },
      Queues: [url],
    },
  );
  addResource(context, target.resource, `${event.logicalId}EventSourceMapping`, 'AWS::Lambda::EventSourceMapping', {
    FunctionName: target.name,
    EventSourceArn: structuredClone(arn),
    BatchSize: settings['BatchSize'] ?? 10,
    Enabled: settings['Enabled'] ?? true,
  });
  target.role.managed.add('service-role/AWSLambdaSQSQueueExecutionRole');
};
