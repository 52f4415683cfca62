import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandSamYaml } from '../../../test/support/expand-sam-yaml.ts';

test('Globals merge maps, put lists one behind the other, and give way to other values', () => {
  const { properties } = expandSamYaml(`
Globals:
  Function:
    Runtime: python3.12
    Timeout: 30
    Layers: [one]
    Environment: { Variables: { A: global, B: global } }
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Timeout: 5
      Layers: [two]
      Environment: { Variables: { B: own } }
`);
  const { Runtime, Timeout, Layers, Environment } = properties('Fn');
  assert.deepEqual(
    { Runtime, Timeout, Layers, Environment },
    {
      Runtime: 'python3.12',
      Timeout: 5,
      Layers: ['one', 'two'],
      Environment: { Variables: { A: 'global', B: 'own' } },
    },
  );
});

test('an intrinsic is a value of its own: it is not merged into', () => {
  const { properties } = expandSamYaml(`
Globals: { Function: { VpcConfig: { SubnetIds: [a] } } }
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: { Handler: a.b, Runtime: nodejs20.x, VpcConfig: !If [C, { SubnetIds: [b] }, !Ref AWS::NoValue] }
`);
  assert.deepEqual(properties('Fn')['VpcConfig'], {
    'Fn::If': ['C', { SubnetIds: ['b'] }, { Ref: 'AWS::NoValue' }],
  });
});

test('Globals reach the implicit API', () => {
  const { properties } = expandSamYaml(`
Globals: { Api: { TracingEnabled: true, Cors: "'*'" } }
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: { Handler: a.b, Runtime: nodejs20.x, Events: { E: { Type: Api, Properties: { Path: /x, Method: get } } } }
`);
  assert.equal(properties('ServerlessRestApiProdStage')['TracingEnabled'], true);
  assert.match(JSON.stringify(properties('ServerlessRestApi')['Body']), /"options":/);
});

test('an unknown section and an unknown property are refused with what is supported', () => {
  const { errors } = expandSamYaml(`
Globals: { Functions: {}, SimpleTable: { TableName: t } }
Resources: {}
`);
  assert.deepEqual(errors, [
    "'Globals' section is invalid. 'Functions' is not supported. Must be one of the following values - ['Function', 'Api', 'HttpApi', 'SimpleTable', 'StateMachine', 'LayerVersion', 'CapacityProvider']",
    "'Globals' section is invalid. 'TableName' is not a supported property of 'SimpleTable'. Must be one of the following values - ['SSESpecification']",
  ]);
});
