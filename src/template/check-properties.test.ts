import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PropertySupport } from '../aws/resource-type.ts';
import { checkProperties } from './check-properties.ts';
import { parseTemplate } from './document/parse-template.ts';
import { locator } from './locate.ts';
import type { Json, TemplateResource } from './resource-graph.ts';

const DOCUMENT = parseTemplate(
  `Globals:
  Function:
    Tracing: Active
    Timeout: 3
Resources:
  Get:
    Type: AWS::Serverless::Function
    Properties:
      MemorySize: 128
      Environment:
        Variables: {A: b}
      Policies: []
  Api:
    Type: AWS::Serverless::Api
    Properties:
      MethodSettings:
        - HttpMethod: GET
        - HttpMethod: PUT
          CachingEnabled: true
`,
  '/app/template.yaml',
);
const ORIGINS = new Map([
  ['GetRole', 'Get'],
  ['GetPermission1', 'Get'],
  ['GetPermission2', 'Get'],
  ['ApiStage', 'Api'],
  ['Get', 'Get'],
]);

function check(
  logicalId: string,
  type: string,
  properties: Json,
  honoured: PropertySupport,
  others: readonly string[] = [],
) {
  const resource = (id: string): TemplateResource => ({
    logicalId: id,
    type,
    properties: properties as { readonly [name: string]: Json },
    metadata: {},
    deletionPolicy: 'Delete',
    updateReplacePolicy: 'Delete',
    dependsOn: [],
    place: undefined,
  });
  return checkProperties(
    [logicalId, ...others].map(resource),
    new Map([[type, { honoured }]]),
    locator(DOCUMENT, ORIGINS),
  ).map(({ kind, place, message }) => `${kind} ${place?.line} ${message}`);
}

const FUNCTION = { Code: 'src', Role: 'r' };
const honoured = { Code: true, Role: true, Environment: true } as const;

test('a property of a resource that SAM made stands where the user wrote it', () =>
  assert.deepEqual(check('Get', 'AWS::Lambda::Function', { ...FUNCTION, MemorySize: 128 }, honoured), [
    'notHonoured 9 Get (AWS::Lambda::Function): MemorySize is not honoured.',
  ]));

test('a property from Globals stands there, under the name that SAM gives it', () =>
  assert.deepEqual(
    check('Get', 'AWS::Lambda::Function', { ...FUNCTION, Timeout: 3, TracingConfig: { Mode: 'Active' } }, honoured),
    [
      'notHonoured 4 Get (AWS::Lambda::Function): Timeout is not honoured.',
      'notHonoured 3 Get (AWS::Lambda::Function): Tracing is not honoured.',
    ],
  ));

test('a property in a list stands in the line of its item', () =>
  assert.deepEqual(
    check(
      'ApiStage',
      'AWS::ApiGateway::Stage',
      { RestApiId: 'a', MethodSettings: [{ HttpMethod: 'GET' }, { HttpMethod: 'PUT', CachingEnabled: true }] },
      { RestApiId: true, MethodSettings: { HttpMethod: true, CachingEnabled: 'every request is answered anew' } },
    ),
    [
      'notHonoured 19 ApiStage (AWS::ApiGateway::Stage, made from Api): MethodSettings.CachingEnabled is not honoured: every request is answered anew',
    ],
  ));

test('what SAM makes of one line is said once', () =>
  assert.deepEqual(
    check(
      'GetPermission1',
      'AWS::Lambda::Permission',
      { Action: 'a', FunctionName: 'f', Principal: 'p' },
      { FunctionName: true, Action: 'open', Principal: 'open' },
      ['GetPermission2'],
    ),
    ['notHonoured 6 Get (2 AWS::Lambda::Permission made from it): Action, Principal are not honoured: open'],
  ));

test('what has one reason is said once, with the lines it stands in', () =>
  assert.deepEqual(
    check(
      'ApiStage',
      'AWS::ApiGateway::Stage',
      {
        RestApiId: 'a',
        MethodSettings: [{ HttpMethod: 'GET' }, { HttpMethod: 'PUT', CachingEnabled: true }],
        CacheClusterEnabled: true,
      },
      {
        RestApiId: true,
        CacheClusterEnabled: 'is kept, but there is no cache',
        MethodSettings: { HttpMethod: true, CachingEnabled: 'is kept, but there is no cache' },
      },
    ),
    [
      'notHonoured 13 ApiStage (AWS::ApiGateway::Stage, made from Api): CacheClusterEnabled, MethodSettings.CachingEnabled (lines 13, 19) are not honoured: kept, but there is no cache',
    ],
  ));

test('of the role that SAM makes for a function only what the user wrote is said', () => {
  const role = { AssumeRolePolicyDocument: {}, ManagedPolicyArns: [], Policies: [] };
  const table = { AssumeRolePolicyDocument: 'kept', ManagedPolicyArns: 'kept', Policies: 'kept' };
  assert.deepEqual(check('GetRole', 'AWS::IAM::Role', role, table), [
    'notHonoured 12 GetRole (AWS::IAM::Role, made from Get): Policies is not honoured: kept',
  ]);
  const { Policies: _, ManagedPolicyArns: __, ...bare } = role;
  assert.deepEqual(check('GetRole', 'AWS::IAM::Role', bare, table), []);
});

test('a property may be honoured for some values only', () => {
  const table = {
    ...honoured,
    PackageType: (value: Json) => (value === 'Zip' ? true : 'images are not run'),
  } as PropertySupport;
  assert.deepEqual(check('Get', 'AWS::Lambda::Function', { ...FUNCTION, PackageType: 'Zip' }, table), []);
  assert.deepEqual(check('Get', 'AWS::Lambda::Function', { ...FUNCTION, PackageType: 'Image' }, table), [
    'notHonoured 6 Get (AWS::Lambda::Function): PackageType is not honoured: images are not run',
  ]);
});

test('the tag that SAM sets is nothing the user wrote', () =>
  assert.deepEqual(
    check('Get', 'AWS::Lambda::Function', { ...FUNCTION, Tags: [{ Key: 'lambda:createdBy', Value: 'SAM' }] }, honoured),
    [],
  ));

test('keys of a map are free, and JSON documents are not looked into', () =>
  assert.deepEqual(
    check(
      'Get',
      'AWS::Lambda::Function',
      { ...FUNCTION, Environment: { Variables: { Anything: { Ref: 'X' } } } },
      honoured,
    ),
    [],
  ));

test('a number must be one, or text of one', () => {
  const messages = (RetentionInDays: Json) =>
    check('Get', 'AWS::Logs::LogGroup', { RetentionInDays }, { RetentionInDays: true });
  assert.match(messages('a week').join(), /Value of property RetentionInDays must be of type Integer$/);
  for (const value of [7, '7', { Ref: 'Days' }, '{{resolve:ssm:/days}}']) assert.deepEqual(messages(value), []);
});
