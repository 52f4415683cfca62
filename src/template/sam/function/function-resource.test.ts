import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { expandSamYaml } from '../../../../test/support/expand-sam-yaml.ts';

const fn = (properties: string, others = '') =>
  expandSamYaml(`
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { Handler: a.b, Runtime: nodejs20.x, ${properties} } }
${others}`);

describe('the code of a function', () => {
  const cases: readonly [string, unknown][] = [
    ['CodeUri: s3://bucket/some/key.zip', { S3Bucket: 'bucket', S3Key: 'some/key.zip' }],
    ['CodeUri: { Bucket: b, Key: k, Version: v }', { S3Bucket: 'b', S3Key: 'k', S3ObjectVersion: 'v' }],
    ['CodeUri: ../x', '../x'],
    ['CodeUri: ../x, InlineCode: hi', { ZipFile: 'hi' }],
  ];
  for (const [properties, code] of cases) {
    test(`${properties} becomes ${JSON.stringify(code)}`, () => {
      assert.deepEqual(fn(properties).properties('Fn')['Code'], code);
    });
  }
});

test('tracing sets the mode and lets the role write segments', () => {
  const { properties } = fn('Tracing: Active');
  assert.deepEqual(properties('Fn')['TracingConfig'], { Mode: 'Active' });
  assert.ok(
    (properties('FnRole')['ManagedPolicyArns'] as string[]).includes('arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess'),
  );
  assert.equal(fn('Tracing: Disabled').properties('Fn')['TracingConfig'], undefined);
});

test('a dead-letter queue is set and the role may send to it', () => {
  const { properties } = fn('DeadLetterQueue: { Type: SQS, TargetArn: arn }');
  assert.deepEqual(properties('Fn')['DeadLetterConfig'], { TargetArn: 'arn' });
  assert.match(JSON.stringify(properties('FnRole')['Policies']), /"sqs:SendMessage"/);
});

test('AutoPublishAlias publishes a version that is kept, and events call the alias', () => {
  const expanded = fn(
    'AutoPublishAlias: live, Events: { E: { Type: Schedule, Properties: { Schedule: rate(1 day) } } }',
  );
  const version = Object.keys(expanded.types).find((id) => id.startsWith('FnVersion')) ?? '';
  assert.deepEqual(expanded.resources[version], {
    Type: 'AWS::Lambda::Version',
    Properties: { FunctionName: { Ref: 'Fn' } },
    DeletionPolicy: 'Retain',
  });
  assert.deepEqual(expanded.properties('FnAliaslive'), {
    Name: 'live',
    FunctionName: { Ref: 'Fn' },
    FunctionVersion: { 'Fn::GetAtt': [version, 'Version'] },
  });
  assert.deepEqual(expanded.properties('FnEPermission')['FunctionName'], { Ref: 'FnAliaslive' });
});

test('a function URL without authorization may be called by everybody', () => {
  const open = fn('FunctionUrlConfig: { AuthType: NONE }').types;
  assert.equal(open['FnUrl'], 'AWS::Lambda::Url');
  assert.equal(open['FnUrlPublicPermissions'], 'AWS::Lambda::Permission');
  assert.equal(fn('FunctionUrlConfig: { AuthType: AWS_IAM }').types['FnUrlPublicPermissions'], undefined);
});

test('a destination left out is made, and the role may use it', () => {
  const { properties, types } = fn(
    'EventInvokeConfig: { MaximumRetryAttempts: 1, DestinationConfig: { OnFailure: { Type: SQS } } }',
  );
  assert.equal(types['FnEventInvokeConfigOnFailureQueue'], 'AWS::SQS::Queue');
  assert.deepEqual(properties('FnEventInvokeConfig'), {
    FunctionName: { Ref: 'Fn' },
    Qualifier: '$LATEST',
    MaximumRetryAttempts: 1,
    DestinationConfig: {
      OnFailure: { Destination: { 'Fn::GetAtt': ['FnEventInvokeConfigOnFailureQueue', 'Arn'] } },
    },
  });
});

test('an S3 event notifies through the bucket, which waits for the permission', () => {
  const { resources, errors } = fn(
    'Events: { E: { Type: S3, Properties: { Bucket: !Ref Bucket, Events: "s3:ObjectCreated:*" } } }',
    '  Bucket: { Type: AWS::S3::Bucket }',
  );
  assert.deepEqual(errors, []);
  assert.deepEqual(resources['Bucket'], {
    Type: 'AWS::S3::Bucket',
    DependsOn: ['FnEPermission'],
    Properties: {
      NotificationConfiguration: {
        LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: { 'Fn::GetAtt': ['Fn', 'Arn'] } }],
      },
    },
  });
});

test('a queue or stream is read by an event source mapping, with the right to do so', () => {
  const cases: readonly [string, string][] = [
    ['Type: SQS, Properties: { Queue: arn', 'AWSLambdaSQSQueueExecutionRole'],
    ['Type: DynamoDB, Properties: { Stream: arn, StartingPosition: LATEST', 'AWSLambdaDynamoDBExecutionRole'],
    ['Type: Kinesis, Properties: { Stream: arn, StartingPosition: LATEST', 'AWSLambdaKinesisExecutionRole'],
  ];
  for (const [event, policy] of cases) {
    const { properties } = fn(`Events: { E: { ${event}, BatchSize: 7 } } }`);
    assert.equal(properties('FnE')['EventSourceArn'], 'arn');
    assert.equal(properties('FnE')['BatchSize'], 7);
    assert.ok(
      (properties('FnRole')['ManagedPolicyArns'] as string[]).includes(
        `arn:aws:iam::aws:policy/service-role/${policy}`,
      ),
    );
  }
});

test('an SNS topic subscribes the function', () => {
  const { properties } = fn('Events: { E: { Type: SNS, Properties: { Topic: arn, FilterPolicy: { a: [b] } } } }');
  assert.deepEqual(properties('FnE'), {
    Endpoint: { 'Fn::GetAtt': ['Fn', 'Arn'] },
    Protocol: 'lambda',
    TopicArn: 'arn',
    FilterPolicy: { a: ['b'] },
  });
  assert.equal(properties('FnEPermission')['Principal'], 'sns.amazonaws.com');
});

test('an HttpApi event without path and method is the default route of the implicit HTTP API', () => {
  const { properties, types } = fn('Events: { E: { Type: HttpApi } }');
  assert.equal(types['ServerlessHttpApi'], 'AWS::ApiGatewayV2::Api');
  assert.equal(properties('ServerlessHttpApiApiGatewayDefaultStage')['StageName'], '$default');
  assert.match(
    JSON.stringify(properties('ServerlessHttpApi')['Body']),
    /"\$default":\{"x-amazon-apigateway-any-method"/,
  );
});

test('a state machine carries its definition as text, with intrinsics as substitutions', () => {
  const { properties, errors } = expandSamYaml(`
Resources:
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: { StartAt: A, States: { A: { Type: Task, Resource: !GetAtt Fn.Arn, End: true } } }
      Policies: [{ LambdaInvokePolicy: { FunctionName: !Ref Fn } }]
`);
  assert.deepEqual(errors, []);
  const { DefinitionString, DefinitionSubstitutions } = properties('Machine');
  assert.deepEqual(DefinitionSubstitutions, { definition_substitution_1: { 'Fn::GetAtt': ['Fn', 'Arn'] } });
  const [separator, lines] = (DefinitionString as { 'Fn::Join': [string, string[]] })['Fn::Join'];
  assert.deepEqual(JSON.parse(lines.join(separator)), {
    StartAt: 'A',
    States: { A: { Type: 'Task', Resource: '${definition_substitution_1}', End: true } },
  });
});
