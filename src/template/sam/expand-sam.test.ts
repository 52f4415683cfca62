import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { expandSamYaml } from '../../../test/support/expand-sam-yaml.ts';

const HELLO = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Metadata: { BuildMethod: esbuild }
    Properties:
      CodeUri: src/
      Handler: app.handler
      Runtime: nodejs20.x
      Events:
        Get: { Type: Api, Properties: { Path: /hello, Method: get } }
`;

describe('a function with an Api event', () => {
  test('becomes a function, a role, a permission and the implicit API with deployment and stage', () => {
    const { types } = expandSamYaml(HELLO);
    const deployment = Object.keys(types).find((id) => id.startsWith('ServerlessRestApiDeployment')) ?? '';
    assert.match(deployment, /^ServerlessRestApiDeployment[0-9a-f]{10}$/);
    assert.deepEqual(types, {
      Hello: 'AWS::Lambda::Function',
      HelloRole: 'AWS::IAM::Role',
      HelloGetPermissionProd: 'AWS::Lambda::Permission',
      ServerlessRestApi: 'AWS::ApiGateway::RestApi',
      [deployment]: 'AWS::ApiGateway::Deployment',
      ServerlessRestApiProdStage: 'AWS::ApiGateway::Stage',
    });
  });

  test('keeps a local code path as it stands, and the metadata that says how to build it', () => {
    const { resources, properties } = expandSamYaml(HELLO);
    assert.equal(properties('Hello')['Code'], 'src/');
    assert.deepEqual((resources['Hello'] as { Metadata: unknown }).Metadata, { BuildMethod: 'esbuild' });
    assert.equal(expandSamYaml(HELLO.replace('CodeUri: src/', '')).properties('Hello')['Code'], '.');
  });

  test('leaves no trace of the transform', () => {
    const { template } = expandSamYaml(HELLO);
    assert.deepEqual(Object.keys(template), ['Resources']);
  });

  test('says which SAM resource each generated one was made from', () => {
    const { origins } = expandSamYaml(HELLO);
    assert.equal(origins.get('HelloRole'), 'Hello');
    assert.equal(origins.get('HelloGetPermissionProd'), 'Hello');
    assert.equal(origins.get('ServerlessRestApiProdStage'), 'ServerlessRestApi');
  });

  test('gets a new deployment when the definition changes, and only then', () => {
    const deployment = (yaml: string) =>
      Object.keys(expandSamYaml(yaml).types).find((id) => id.startsWith('ServerlessRestApiDeployment'));
    assert.equal(deployment(HELLO), deployment(HELLO.replace('nodejs20.x', 'nodejs22.x')));
    assert.notEqual(deployment(HELLO), deployment(HELLO.replace('/hello', '/other')));
  });

  test('is refused when another event has its path and method', () => {
    const { errors } = expandSamYaml(`${HELLO}        Twice: { Type: Api, Properties: { Path: /hello, Method: GET } }`);
    assert.deepEqual(errors, [
      'Resource with id [Hello] is invalid. Event with id [Twice] is invalid. API method "get" defined multiple times for path "/hello".',
    ]);
  });
});

describe('what AWS refuses', () => {
  const resource = (type: string, properties: string) =>
    `Resources: { X: { Type: '${type}', Properties: ${properties} } }`;
  const cases: readonly [string, string, string][] = [
    [
      'an unknown property',
      resource('AWS::Serverless::Api', '{ StageName: Prod, ThrottleSettings: {} }'),
      'Resource with id [X] is invalid. property ThrottleSettings not defined for resource of type AWS::Serverless::Api',
    ],
    [
      'an API without a stage',
      resource('AWS::Serverless::Api', '{}'),
      "Resource with id [X] is invalid. Missing required property 'StageName'.",
    ],
    [
      'a function without a handler',
      resource('AWS::Serverless::Function', '{ Runtime: nodejs20.x }'),
      'Resource with id [X] is invalid. Runtime and Handler needs to be present when PackageType is of type `Zip`',
    ],
    [
      'an unknown event type',
      resource('AWS::Serverless::Function', '{ Runtime: a, Handler: b, Events: { E: { Type: Apy } } }'),
      'Resource with id [X] is invalid. Event with id [E] is invalid. Resource dict has missing or invalid value for key Type. Event Type is: Apy.',
    ],
    [
      'an unknown property of an event',
      resource(
        'AWS::Serverless::Function',
        '{ Runtime: a, Handler: b, Events: { E: { Type: SQS, Properties: { Queu: q } } } }',
      ),
      'Resource with id [X] is invalid. Event with id [E] is invalid. property Queu not defined for resource of type SQS',
    ],
    [
      'an unknown SAM type',
      resource('AWS::Serverless::Functoin', '{}'),
      'Template format error: Unrecognized resource types: [AWS::Serverless::Functoin]',
    ],
    [
      'a default authorizer that is not defined',
      resource('AWS::Serverless::Api', '{ StageName: Prod, Auth: { DefaultAuthorizer: Mine } }'),
      "Resource with id [X] is invalid. Unable to set DefaultAuthorizer because 'Mine' was not defined in 'Authorizers'.",
    ],
  ];
  for (const [name, yaml, message] of cases) {
    test(`${name} is an error in AWS's words`, () => assert.deepEqual(expandSamYaml(yaml).errors, [message]));
  }

  test('is shown at its line, with the nearest name', () => {
    const [notice] = expandSamYaml(`
Resources:
  X:
    Type: AWS::Serverless::Api
    Properties:
      StageName: Prod
      TracingEnable: true
`).notices;
    assert.equal(notice?.place?.line, 7);
    assert.equal(notice?.hint, 'Did you mean "TracingEnabled"?');
  });

  test('does not keep other resources from being expanded', () => {
    const { types, errors } = expandSamYaml(`
Resources:
  Bad: { Type: AWS::Serverless::SimpleTable, Properties: { Nonsense: 1 } }
  Good: { Type: AWS::Serverless::SimpleTable }
`);
    assert.equal(errors.length, 1);
    assert.deepEqual(types, { Good: 'AWS::DynamoDB::Table' });
  });
});

describe('references to what SAM generates', () => {
  const { template, properties } = expandSamYaml(`
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: { Handler: a.b, Runtime: nodejs20.x, AutoPublishAlias: live }
  Api: { Type: AWS::Serverless::Api, Properties: { StageName: v1 } }
  Layer: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: layer/ } }
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !Sub '\${Fn.Alias}-\${Api.Stage}-\${!Fn.Alias}'
      DisplayName: !Ref Api.Stage
      KmsMasterKeyId: !Ref Layer
Outputs:
  Version: { Value: !GetAtt Fn.Version.Version }
  Unknown: { Value: !Ref Fn.Nothing }
`);

  test('resolve in Ref, GetAtt and Sub', () => {
    const topic = properties('Topic');
    assert.deepEqual(topic['TopicName'], { 'Fn::Sub': '${FnAliaslive}-${Apiv1Stage}-${!Fn.Alias}' });
    assert.deepEqual(topic['DisplayName'], { Ref: 'Apiv1Stage' });
    assert.match(JSON.stringify(topic['KmsMasterKeyId']), /^\{"Ref":"Layer[0-9a-f]{10}"\}$/);
    assert.match(JSON.stringify(template['Outputs']), /"Fn::GetAtt":\["FnVersion[0-9a-f]{10}","Version"\]/);
  });

  test('stay as they are where SAM generates no such thing', () => {
    assert.match(JSON.stringify(template['Outputs']), /\{"Ref":"Fn.Nothing"\}/);
  });
});

test('resources of other types, conditions and outputs pass untouched', () => {
  const { template } = expandSamYaml(`
Conditions: { IsProd: !Equals [a, b] }
Resources:
  Bucket: { Type: AWS::S3::Bucket, Condition: IsProd, Properties: { BucketName: !Sub 'b-\${AWS::Region}' } }
Outputs: { Name: { Value: !Ref Bucket } }
`);
  assert.deepEqual(template, {
    Conditions: { IsProd: { 'Fn::Equals': ['a', 'b'] } },
    Resources: {
      Bucket: {
        Type: 'AWS::S3::Bucket',
        Condition: 'IsProd',
        Properties: { BucketName: { 'Fn::Sub': 'b-${AWS::Region}' } },
      },
    },
    Outputs: { Name: { Value: { Ref: 'Bucket' } } },
  });
});

test('conditions of functions reach their role, permission, method, path and the implicit API', () => {
  const { template, resources, properties } = expandSamYaml(`
Conditions: { A: !Equals [1, 1], B: !Equals [1, 2] }
Resources:
  One:
    Type: AWS::Serverless::Function
    Condition: A
    Properties: { Handler: a.b, Runtime: nodejs20.x, Events: { E: { Type: Api, Properties: { Path: /x, Method: get } } } }
  Two:
    Type: AWS::Serverless::Function
    Condition: B
    Properties: { Handler: a.b, Runtime: nodejs20.x, Events: { E: { Type: Api, Properties: { Path: /x, Method: put } } } }
`);
  const conditionOf = (id: string) => (resources[id] as { Condition?: string }).Condition;
  assert.equal(conditionOf('OneRole'), 'A');
  assert.equal(conditionOf('OneEPermissionProd'), 'A');
  assert.equal(conditionOf('ServerlessRestApi'), 'ServerlessRestApiCondition');
  const or = { 'Fn::Or': [{ Condition: 'A' }, { Condition: 'B' }] };
  assert.deepEqual(template['Conditions'], {
    A: { 'Fn::Equals': [1, 1] },
    B: { 'Fn::Equals': [1, 2] },
    ServerlessRestApiCondition: or,
    ServerlessRestApiSLASHxPathCondition: or,
  });
  const body = JSON.stringify(properties('ServerlessRestApi')['Body']);
  assert.match(body, /"\/x":\{"Fn::If":\["ServerlessRestApiSLASHxPathCondition",\{"get":\{"Fn::If":\["A",/);
});
