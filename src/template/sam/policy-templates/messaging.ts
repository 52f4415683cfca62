import type { PolicyTemplate } from './policy-template.ts';
import { allow, arn, fill, template } from './policy-template.ts';

const QUEUE = arn('sqs', '${queueName}');
const TOPIC = arn('sns', '${topicName}');
const IDENTITY = arn('ses', 'identity/${identityName}');
const DELIVERY_STREAM = arn('firehose', 'deliverystream/${deliveryStreamName}');

export const MESSAGING_TEMPLATES: Readonly<Record<string, PolicyTemplate>> = {
  EventBridgePutEventsPolicy: template(['EventBusName'], {
    Effect: 'Allow',
    Action: 'events:PutEvents',
    Resource: arn('events', 'event-bus/${eventBusName}'),
  }),
  FirehoseCrudPolicy: template(
    ['DeliveryStreamName'],
    allow(
      'firehose',
      'CreateDeliveryStream DeleteDeliveryStream DescribeDeliveryStream PutRecord PutRecordBatch UpdateDestination',
      DELIVERY_STREAM,
    ),
  ),
  FirehoseWritePolicy: template(['DeliveryStreamName'], allow('firehose', 'PutRecord PutRecordBatch', DELIVERY_STREAM)),
  KinesisCrudPolicy: template(
    ['StreamName'],
    allow(
      'kinesis',
      `AddTagsToStream CreateStream DecreaseStreamRetentionPeriod DeleteStream DescribeStream DescribeStreamSummary
       GetShardIterator IncreaseStreamRetentionPeriod ListTagsForStream MergeShards PutRecord PutRecords SplitShard
       RemoveTagsFromStream`.trim(),
      arn('kinesis', 'stream/${streamName}'),
    ),
  ),
  KinesisStreamReadPolicy: template(
    ['StreamName'],
    allow('kinesis', 'ListStreams DescribeLimits', arn('kinesis', 'stream/*')),
    allow(
      'kinesis',
      'DescribeStream DescribeStreamSummary GetRecords GetShardIterator',
      arn('kinesis', 'stream/${streamName}'),
    ),
  ),
  MobileAnalyticsWriteOnlyAccessPolicy: template([], allow('mobileanalytics', 'PutEvents', '*')),
  PinpointEndpointAccessPolicy: template(
    ['PinpointApplicationId'],
    allow(
      'mobiletargeting',
      'GetEndpoint UpdateEndpoint UpdateEndpointsBatch',
      arn('mobiletargeting', 'apps/${pinpointApplicationId}/endpoints/*'),
    ),
  ),
  SESBulkTemplatedCrudPolicy: template(
    ['IdentityName'],
    allow(
      'ses',
      'GetIdentityVerificationAttributes SendEmail SendRawEmail SendTemplatedEmail SendBulkTemplatedEmail VerifyEmailIdentity',
      IDENTITY,
    ),
  ),
  SESBulkTemplatedCrudPolicy_v2: template(
    ['IdentityName', 'TemplateName'],
    allow('ses', 'SendEmail SendRawEmail SendTemplatedEmail SendBulkTemplatedEmail', [
      IDENTITY,
      arn('ses', 'template/${templateName}'),
    ]),
    allow('ses', 'GetIdentityVerificationAttributes VerifyEmailIdentity', '*'),
  ),
  SESCrudPolicy: template(
    ['IdentityName'],
    allow('ses', 'GetIdentityVerificationAttributes SendEmail SendRawEmail VerifyEmailIdentity', IDENTITY),
  ),
  SESEmailTemplateCrudPolicy: template(
    [],
    allow('ses', 'CreateTemplate GetTemplate ListTemplates UpdateTemplate DeleteTemplate TestRenderTemplate', '*'),
  ),
  SESSendBouncePolicy: template(['IdentityName'], allow('ses', 'SendBounce', IDENTITY)),
  SNSCrudPolicy: template(
    ['TopicName'],
    allow(
      'sns',
      'ListSubscriptionsByTopic CreateTopic SetTopicAttributes Subscribe Publish',
      arn('sns', '${topicName}*'),
    ),
  ),
  SNSPublishMessagePolicy: template(['TopicName'], allow('sns', 'Publish', TOPIC)),
  SQSPollerPolicy: template(
    ['QueueName'],
    allow(
      'sqs',
      'ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch GetQueueAttributes ReceiveMessage',
      QUEUE,
    ),
  ),
  SQSSendMessagePolicy: template(['QueueName'], allow('sqs', 'SendMessage*', QUEUE)),
  StepFunctionsExecutionPolicy: template(
    ['StateMachineName'],
    allow('states', 'StartExecution', arn('states', 'stateMachine:${stateMachineName}')),
  ),
  ServerlessRepoReadWriteAccessPolicy: template(
    [],
    allow(
      'serverlessrepo',
      'CreateApplication CreateApplicationVersion GetApplication ListApplications ListApplicationVersions',
      [fill('arn:${AWS::Partition}:serverlessrepo:${AWS::Region}:${AWS::AccountId}:applications/*')],
    ),
  ),
};
