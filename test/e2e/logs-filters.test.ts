import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { CloudWatchClient, GetDashboardCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogStreamsCommand,
  DescribeResourcePoliciesCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { startSamlet } from '../../src/index.ts';
import { projectFolder } from '../support/running-samlet.ts';

const reader = (handler: string) => ({
  Type: 'AWS::Serverless::Function',
  Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', InlineCode: handler },
});

const template = {
  Transform: 'AWS::Serverless-2016-10-31',
  Resources: {
    Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/shop', RetentionInDays: 7 } },
    Stream: {
      Type: 'AWS::Logs::LogStream',
      Properties: { LogGroupName: { Ref: 'Group' }, LogStreamName: 'orders' },
    },
    Errors: {
      Type: 'AWS::Logs::MetricFilter',
      Properties: {
        LogGroupName: { Ref: 'Group' },
        FilterPattern: '{ $.level = "error" }',
        MetricTransformations: [
          {
            MetricName: 'Errors',
            MetricNamespace: 'Shop',
            MetricValue: '1',
            Dimensions: [{ Key: 'Path', Value: '$.path' }],
          },
        ],
      },
    },
    Reader: reader('exports.handler = async (event) => console.log("got " + event.awslogs.data);'),
    Unpermitted: reader('exports.handler = async () => {};'),
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: { Ref: 'Reader' },
        Action: 'lambda:InvokeFunction',
        Principal: { 'Fn::Sub': 'logs.${AWS::Region}.amazonaws.com' },
        SourceArn: { 'Fn::GetAtt': ['Group', 'Arn'] },
      },
    },
    Subscription: {
      Type: 'AWS::Logs::SubscriptionFilter',
      DependsOn: 'Permission',
      Properties: {
        LogGroupName: { Ref: 'Group' },
        FilterPattern: 'error',
        DestinationArn: { 'Fn::GetAtt': ['Reader', 'Arn'] },
      },
    },
    Policy: {
      Type: 'AWS::Logs::ResourcePolicy',
      Properties: { PolicyName: 'dns', PolicyDocument: '{"Version":"2012-10-17","Statement":[]}' },
    },
    Board: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: { DashboardName: 'shop', DashboardBody: { 'Fn::Sub': '{"widgets":[],"region":"${AWS::Region}"}' } },
    },
  },
};

let hear: (message: string) => void = () => {};
const heard = new Promise<string>((resolve) => {
  hear = resolve;
});
const samlet = await startSamlet({
  template: await projectFolder({ 'template.json': JSON.stringify(template) }),
  ephemeral: true,
  onFunctionLog: ({ message }) => {
    const data = /got (\S+)/.exec(message)?.[1];
    if (data !== undefined) hear(data);
  },
});
after(() => samlet.stop());
const settings = {
  endpoint: samlet.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const logs = new CloudWatchLogsClient(settings);
const cloudwatch = new CloudWatchClient(settings);

test('filters of a template count events and hand them to the function that they are for', async () => {
  const timestamp = Date.now();
  const message = '{"level":"error","path":"/a"}';
  const events = [message, '{"level":"info","path":"/a"}'].map((text) => ({ timestamp, message: text }));
  await logs.send(new PutLogEventsCommand({ logGroupName: '/shop', logStreamName: 'orders', logEvents: events }));
  const { Datapoints } = await cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'Shop',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'Path', Value: '/a' }],
      StartTime: new Date(timestamp - 120_000),
      EndTime: new Date(timestamp + 120_000),
      Period: 3600,
      Statistics: ['Sum'],
    }),
  );
  assert.deepEqual(
    Datapoints?.map(({ Sum }) => Sum),
    [1],
  );

  const delivered = JSON.parse(gunzipSync(Buffer.from(await heard, 'base64')).toString());
  assert.deepEqual(
    [delivered.messageType, delivered.logGroup, delivered.logStream],
    ['DATA_MESSAGE', '/shop', 'orders'],
  );
  assert.deepEqual(
    delivered.logEvents.map((event: { message: string }) => event.message),
    [message],
  );
});

test('a function that CloudWatch Logs may not call gets no filter', async () => {
  await logs.send(new CreateLogGroupCommand({ logGroupName: '/other' }));
  const [, name] = Object.entries(samlet.running.functions).find(([id]) => id === 'Unpermitted') ?? [];
  const input = {
    logGroupName: '/other',
    filterName: 'f',
    filterPattern: '',
    destinationArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
  };
  await assert.rejects(logs.send(new PutSubscriptionFilterCommand(input)), {
    name: 'InvalidParameterException',
    message:
      'Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.',
  });
});

test('log streams, resource policies and dashboards of a template are there', async () => {
  const { logStreams } = await logs.send(new DescribeLogStreamsCommand({ logGroupName: '/shop' }));
  assert.deepEqual(
    logStreams?.map(({ logStreamName }) => logStreamName),
    ['orders'],
  );
  const { resourcePolicies } = await logs.send(new DescribeResourcePoliciesCommand({}));
  assert.equal(resourcePolicies?.[0]?.policyName, 'dns');
  const { DashboardBody } = await cloudwatch.send(new GetDashboardCommand({ DashboardName: 'shop' }));
  assert.deepEqual(JSON.parse(DashboardBody ?? ''), { widgets: [], region: 'us-east-1' });
});

test('a regular expression that would hang a server is refused when it meets its text', async () => {
  const logEvents = [{ timestamp: Date.now(), message: `${'a'.repeat(60)}!` }];
  await logs.send(new PutLogEventsCommand({ logGroupName: '/shop', logStreamName: 'orders', logEvents }));
  const search = new FilterLogEventsCommand({ logGroupName: '/shop', filterPattern: '%^(a+)+$%' });
  await assert.rejects(logs.send(search), { name: 'InvalidParameterException', message: /takes too long/ });
});
