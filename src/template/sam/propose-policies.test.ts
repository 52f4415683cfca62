import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proposePolicies } from './propose-policies.ts';

const ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/posts-1';
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:news';
const SCOPE = {
  account: '000000000000',
  region: 'us-east-1',
  resources: [
    { logicalId: 'Posts', arn: ARN },
    { logicalId: 'News', arn: TOPIC },
    { logicalId: 'Other', arn: undefined },
  ],
};
const TABLE = { TableName: { Ref: 'Posts' } };

const CASES: readonly (readonly [what: string, uses: readonly (readonly [string, string])[], entries: unknown])[] = [
  ['reading a table', [['dynamodb:GetItem', ARN]], [{ DynamoDBReadPolicy: TABLE }]],
  [
    'reading a table by an index',
    [
      ['dynamodb:GetItem', ARN],
      ['dynamodb:Query', `${ARN}/index/by-user`],
    ],
    [{ DynamoDBReadPolicy: TABLE }],
  ],
  ['writing alone', [['dynamodb:PutItem', ARN]], [{ DynamoDBWritePolicy: TABLE }]],
  [
    'reading and writing',
    [
      ['dynamodb:GetItem', ARN],
      ['dynamodb:DeleteItem', ARN],
    ],
    [{ DynamoDBCrudPolicy: TABLE }],
  ],
  [
    'a table that is not of this template',
    [['dynamodb:GetItem', 'arn:aws:dynamodb:us-east-1:000000000000:table/theirs']],
    [{ DynamoDBReadPolicy: { TableName: 'theirs' } }],
  ],
  [
    'a topic',
    [['sns:Publish', TOPIC]],
    [{ SNSPublishMessagePolicy: { TopicName: { 'Fn::GetAtt': ['News', 'TopicName'] } } }],
  ],
  [
    'what no template allows, of here and of elsewhere,',
    [
      ['dynamodb:DescribeTimeToLive', ARN],
      ['dynamodb:GetItem', ARN],
      ['dynamodb:GetItem', 'arn:aws:dynamodb:eu-west-1:111111111111:table/far'],
    ],
    [
      {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['dynamodb:DescribeTimeToLive', 'dynamodb:GetItem'],
            Resource: [{ 'Fn::GetAtt': ['Posts', 'Arn'] }],
          },
          {
            Effect: 'Allow',
            Action: ['dynamodb:GetItem'],
            Resource: [{ 'Fn::Sub': 'arn:${AWS::Partition}:dynamodb:eu-west-1:111111111111:table/far' }],
          },
        ],
      },
    ],
  ],
  [
    'a stream of a table, and an action without resources',
    [
      ['dynamodb:GetRecords', `${ARN}/stream/2026-01-01T00:00:00.000`],
      ['lambda:ListFunctions', '*'],
      ['logs:FilterLogEvents', 'arn:aws:logs:us-east-1:000000000000:log-group:/app:log-stream:'],
    ],
    [
      {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['dynamodb:GetRecords'],
            Resource: [{ 'Fn::Sub': '${Posts.Arn}/stream/2026-01-01T00:00:00.000' }],
          },
          { Effect: 'Allow', Action: ['lambda:ListFunctions'], Resource: ['*'] },
          {
            Effect: 'Allow',
            Action: ['logs:FilterLogEvents'],
            Resource: [
              { 'Fn::Sub': 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/app:log-stream:' },
            ],
          },
        ],
      },
    ],
  ],
  ['nothing', [], []],
];

for (const [what, uses, entries] of CASES) {
  test(`for ${what} the least is proposed`, () => {
    const given = uses.map(([action, resource]) => ({ action, resource }));
    assert.deepEqual(proposePolicies(given, SCOPE), entries);
  });
}
