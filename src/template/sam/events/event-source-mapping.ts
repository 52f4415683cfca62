import { addResource } from '../sam-context.ts';
import { InvalidSamEvent } from '../sam-error.ts';
import type { Tree } from '../tree.ts';
import { isMap, mapAt, pick, present } from '../tree.ts';
import type { EventExpander, EventTarget, SamEvent } from './event.ts';
import { allow, inlinePolicy } from './event.ts';
import {
  addBrokerPolicy,
  addDocumentDbPolicy,
  addMskPolicy,
  addSelfManagedKafkaPolicy,
} from './event-source-access.ts';

const PASSED_ON = [
  'BatchSize',
  'BisectBatchOnFunctionError',
  'Enabled',
  'FilterCriteria',
  'FunctionResponseTypes',
  'KmsKeyArn',
  'LoggingConfig',
  'MaximumBatchingWindowInSeconds',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  'MetricsConfig',
  'ParallelizationFactor',
  'ProvisionedPollerConfig',
  'Queues',
  'ScalingConfig',
  'SourceAccessConfigurations',
  'StartingPosition',
  'StartingPositionTimestamp',
  'Topics',
  'TumblingWindowInSeconds',
];

interface SourceKind {
  /** The property that holds the source's ARN. */
  readonly arn?: string;
  readonly managedPolicy?: string;
}

const KINDS: Readonly<Record<string, SourceKind>> = {
  DocumentDB: { arn: 'Cluster' },
  DynamoDB: { arn: 'Stream', managedPolicy: 'service-role/AWSLambdaDynamoDBExecutionRole' },
  Kinesis: { arn: 'Stream', managedPolicy: 'service-role/AWSLambdaKinesisExecutionRole' },
  MQ: { arn: 'Broker' },
  MSK: { arn: 'Stream', managedPolicy: 'service-role/AWSLambdaMSKExecutionRole' },
  SQS: { arn: 'Queue', managedPolicy: 'service-role/AWSLambdaSQSQueueExecutionRole' },
  SelfManagedKafka: {},
};

/** The events that Lambda polls for: each is an event source mapping and what the role needs to read the source. */
export const expandEventSourceMapping: EventExpander = (context, event, target) => {
  const { properties, type } = event;
  const kind = KINDS[type] ?? {};
  checkKafka(event);
  addResource(context, target.resource, event.logicalId, 'AWS::Lambda::EventSourceMapping', {
    FunctionName: target.name,
    EventSourceArn: kind.arn === undefined ? undefined : properties[kind.arn],
    ...pick(properties, PASSED_ON),
    ...kafkaSource(event),
    DestinationConfig: onFailure(event, target),
    DocumentDBEventSourceConfig:
      type === 'DocumentDB' ? pick(properties, ['DatabaseName', 'CollectionName', 'FullDocument']) : undefined,
  });
  if (kind.managedPolicy) target.role.managed.add(kind.managedPolicy);
  if (type === 'MQ') addBrokerPolicy(event, target);
  if (type === 'DocumentDB') addDocumentDbPolicy(event, target);
  if (type === 'MSK') addMskPolicy(event, target);
  if (type === 'SelfManagedKafka') addSelfManagedKafkaPolicy(event, target);
};

function kafkaSource(event: SamEvent): { [name: string]: Tree | undefined } {
  const consumer = pick(event.properties, ['ConsumerGroupId', 'SchemaRegistryConfig']);
  const config = Object.keys(consumer).length > 0 ? consumer : undefined;
  if (event.type === 'MSK') return { AmazonManagedKafkaEventSourceConfig: config };
  if (event.type !== 'SelfManagedKafka') return {};
  return {
    SelfManagedKafkaEventSourceConfig: config,
    SelfManagedEventSource: {
      Endpoints: present({ KafkaBootstrapServers: event.properties['KafkaBootstrapServers'] }),
    },
  };
}

function checkKafka(event: SamEvent): void {
  if (event.type !== 'SelfManagedKafka') return;
  const topics = event.properties['Topics'];
  if (Array.isArray(topics) && topics.length !== 1) {
    throw new InvalidSamEvent(event.id, 'Topics for self managed kafka only supports single configuration entry.', [
      'Properties',
      'Topics',
    ]);
  }
}

/** The destination as Lambda takes it; its `Type` only tells which right the role needs. */
function onFailure(event: SamEvent, target: EventTarget): Tree | undefined {
  const config = event.properties['DestinationConfig'];
  if (!isMap(config)) return undefined;
  const failure = mapAt(config, 'OnFailure');
  const destination = failure['Destination'];
  if (destination === undefined) {
    throw new InvalidSamEvent(event.id, "'OnFailure' is a required field for 'DestinationConfig'", [
      'Properties',
      'DestinationConfig',
    ]);
  }
  const type = failure['Type'];
  const policy = (statements: Tree[]) =>
    target.role.inline.push(inlinePolicy(`${event.logicalId}${String(type)}Policy`, statements));
  if (type === 'SQS') policy([allow('sqs:SendMessage', destination)]);
  if (type === 'SNS') policy([allow('sns:publish', destination)]);
  if (type === 'S3') {
    policy([
      allow('s3:PutObject', { 'Fn::Join': ['/', [destination, '*']] }),
      allow('s3:ListBucket', structuredClone(destination)),
    ]);
  }
  return { ...config, OnFailure: { Destination: structuredClone(destination) } };
}
