import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../resource-graph.ts';
import { parseTemplate } from './parse-template.ts';
import { writeList } from './write-list.ts';

const PATH = ['Resources', 'Fn', 'Properties', 'Policies'];
const READ: Json = { DynamoDBReadPolicy: { TableName: { Ref: 'Posts' } } };
const CRUD: Json = { DynamoDBCrudPolicy: { TableName: { Ref: 'Posts' } } };
const STATEMENT: Json = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['sns:Publish'],
      Resource: [{ Ref: 'Topic' }, { 'Fn::Sub': '${Posts.Arn}/index/by#1' }],
    },
  ],
};

const CASES: readonly (readonly [what: string, before: string, items: readonly Json[], after: string])[] = [
  [
    'an item that stays keeps its comments and its form, a new one is written below',
    `# mine
Resources:
  Fn:
    Type: AWS::Serverless::Function   # the function
    Properties:
      Policies:
        # reads posts
        - DynamoDBReadPolicy: { TableName: !Ref "Posts" }  # by id
        - AmazonS3FullAccess

      Handler: app.handler
`,
    [READ, STATEMENT],
    `# mine
Resources:
  Fn:
    Type: AWS::Serverless::Function   # the function
    Properties:
      Policies:
        # reads posts
        - DynamoDBReadPolicy: { TableName: !Ref "Posts" }  # by id
        - Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Action:
                - sns:Publish
              Resource:
                - !Ref Topic
                - !Sub "\${Posts.Arn}/index/by#1"

      Handler: app.handler
`,
  ],
  [
    'a list at the depth of its key, at the end of the file',
    'Resources:\n  Fn:\n    Properties:\n      Policies:\n      - DynamoDBReadPolicy:\n          TableName: !Ref Posts',
    [CRUD],
    'Resources:\n  Fn:\n    Properties:\n      Policies:\n      - DynamoDBCrudPolicy:\n          TableName: !Ref Posts\n',
  ],
  [
    'one name instead of a list',
    'Resources:\n  Fn:\n    Properties:\n      Policies: AmazonS3FullAccess\n      Handler: a.b\n',
    [CRUD],
    'Resources:\n  Fn:\n    Properties:\n      Policies:\n        - DynamoDBCrudPolicy:\n            TableName: !Ref Posts\n      Handler: a.b\n',
  ],
  [
    'a list in flow style',
    'Resources:\n  Fn:\n    Properties:\n      Policies: [AmazonS3FullAccess, B]\n      Handler: a.b\n',
    [CRUD],
    'Resources:\n  Fn:\n    Properties:\n      Policies:\n        - DynamoDBCrudPolicy:\n            TableName: !Ref Posts\n      Handler: a.b\n',
  ],
  [
    'no policies so far',
    'Resources:\n  Fn:\n    Properties:\n      # what runs\n      Handler: a.b\n',
    [CRUD],
    'Resources:\n  Fn:\n    Properties:\n      # what runs\n      Policies:\n        - DynamoDBCrudPolicy:\n            TableName: !Ref Posts\n      Handler: a.b\n',
  ],
  [
    'a JSON template',
    '{\n  "Resources": {\n    "Fn": {\n      "Properties": {\n        "Policies": ["A"],\n        "Handler": "a.b"\n      }\n    }\n  }\n}\n',
    [CRUD],
    '{\n  "Resources": {\n    "Fn": {\n      "Properties": {\n        "Policies": [\n          {\n            "DynamoDBCrudPolicy": {\n              "TableName": {\n                "Ref": "Posts"\n              }\n            }\n          }\n        ],\n        "Handler": "a.b"\n      }\n    }\n  }\n}\n',
  ],
  [
    'a JSON template without policies',
    '{\n  "Resources": {\n    "Fn": {\n      "Properties": {\n        "Handler": "a.b"\n      }\n    }\n  }\n}\n',
    ['A'],
    '{\n  "Resources": {\n    "Fn": {\n      "Properties": {\n        "Policies": [\n          "A"\n        ],\n        "Handler": "a.b"\n      }\n    }\n  }\n}\n',
  ],
];

for (const [what, before, items, after] of CASES) {
  test(`${what}: only the list is written`, () => {
    assert.equal(writeList(before, PATH, items, 'template.yaml'), after);
  });
}

test('what was written is read again as it was meant', () => {
  const source = 'Resources:\n  Fn:\n    Properties:\n      Policies:\n        - A\n';
  const odd: Json = {
    Version: '2012-10-17',
    Statement: [{ Sid: 'on: # no', Condition: { Bool: { 'a:b': ['yes', '1', ' x '] } } }],
  };
  const written = writeList(source, PATH, [odd, 'true', '- a', '*'], 'template.yaml');
  const { value } = parseTemplate(written, 'template.yaml');
  assert.deepEqual(value, { Resources: { Fn: { Properties: { Policies: [odd, 'true', '- a', '*'] } } } });
});

test('a function in flow style is refused rather than rewritten', () => {
  assert.throws(() => writeList('Resources: { Fn: { Properties: { Handler: a.b } } }', PATH, ['A'], 'template.yaml'), {
    code: 'SAMLET_TEMPLATE_NOT_WRITABLE',
  });
});
