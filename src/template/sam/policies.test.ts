import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandSamYaml } from '../../../test/support/expand-sam-yaml.ts';
import { POLICY_TEMPLATES } from './policy-templates/index.ts';

const role = (policies: string) => {
  const expanded = expandSamYaml(`
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { Handler: a.b, Runtime: nodejs20.x, Policies: ${policies} } }
`);
  return { made: expanded.properties('FnRole'), errors: expanded.errors };
};

test('every function may write its logs', () => {
  const { made } = role('[]');
  assert.deepEqual(made['ManagedPolicyArns'], ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']);
  assert.deepEqual(made['AssumeRolePolicyDocument'], {
    Version: '2012-10-17',
    Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] } }],
  });
});

test('managed policies are taken by name or ARN, once each', () => {
  const { made } = role(
    '[AmazonS3ReadOnlyAccess, AWSLambdaRole, "arn:aws:iam::1:policy/mine", AWSLambdaBasicExecutionRole]',
  );
  assert.deepEqual(made['ManagedPolicyArns'], [
    'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
    'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
    'arn:aws:iam::aws:policy/service-role/AWSLambdaRole',
    'arn:aws:iam::1:policy/mine',
  ]);
});

test('a document is an inline policy', () => {
  const { made } = role('{ Statement: [{ Effect: Allow, Action: "s3:*", Resource: "*" }] }');
  assert.deepEqual(made['Policies'], [
    {
      PolicyName: 'FnRolePolicy0',
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] },
    },
  ]);
});

test('a policy template is the document AWS publishes, with its parameters filled in', () => {
  const { made } = role('[{ DynamoDBCrudPolicy: { TableName: !Ref Table } }]');
  const table = (suffix: string) => ({
    'Fn::Sub': [
      `arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/\${tableName}${suffix}`,
      { tableName: { Ref: 'Table' } },
    ],
  });
  assert.deepEqual(made['Policies'], [
    {
      PolicyName: 'FnRolePolicy0',
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: [
              'dynamodb:GetItem',
              'dynamodb:DeleteItem',
              'dynamodb:PutItem',
              'dynamodb:Scan',
              'dynamodb:Query',
              'dynamodb:UpdateItem',
              'dynamodb:BatchWriteItem',
              'dynamodb:BatchGetItem',
              'dynamodb:DescribeTable',
              'dynamodb:ConditionCheckItem',
            ],
            Resource: [table(''), table('/index/*')],
          },
        ],
      },
    },
  ]);
});

test('a policy template without its parameter, and one that does not exist, are refused', () => {
  assert.deepEqual(role('[{ SQSPollerPolicy: {} }]').errors, [
    "Resource with id [Fn] is invalid. Following required parameters of template 'SQSPollerPolicy' don't have values: ['QueueName']",
  ]);
  assert.deepEqual(role('[{ SqsPollerPolicy: { QueueName: q } }]').errors, [
    "Resource with id [Fn] is invalid. Policy at index 0 in the 'Policies' property is not valid",
  ]);
});

test('every policy template names actions of services and uses each of its parameters', () => {
  for (const [name, { parameters, statements }] of Object.entries(POLICY_TEMPLATES)) {
    const text = JSON.stringify(statements);
    for (const action of statements.flatMap((statement) => statement['Action'])) {
      assert.match(String(action), /^[a-z0-9-]+:[A-Za-z0-9*]+$/, `${name}: ${String(action)}`);
    }
    for (const parameter of parameters) {
      const variable = parameter.charAt(0).toLowerCase() + parameter.slice(1);
      assert.ok(text.includes(`\${${variable}}`), `${name} does not use ${parameter}`);
    }
    const used = [...text.matchAll(/\$\{([a-z]\w*)\}/g)].map(([, variable]) => variable);
    assert.ok(
      used.every((one) => parameters.some((known) => known.toLowerCase() === one?.toLowerCase())),
      name,
    );
  }
});

test('a function with a role of its own gets none made', () => {
  const { types } = expandSamYaml(`
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { Handler: a.b, Runtime: nodejs20.x, Role: 'arn:aws:iam::1:role/r' } }
`);
  assert.deepEqual(types, { Fn: 'AWS::Lambda::Function' });
});
