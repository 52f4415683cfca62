import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import type { LoadOptions } from './analyze-template.ts';
import { checkTemplate } from './check-template.ts';
import { loadTemplate, refuseErrors } from './load-template.ts';

const folder = mkdtempSync(join(tmpdir(), 'samlet-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;

function write(text: string, name = `t${files++}.yaml`): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const options = (more: Partial<LoadOptions> = {}): LoadOptions => ({
  stackName: 'app',
  region: 'us-east-1',
  account: '000000000000',
  resourceTypes: new Map([
    [
      'AWS::SNS::Topic',
      { honoured: { TopicName: true, DisplayName: 'the name is never shown', Subscription: { Protocol: true } } },
    ],
    ['AWS::SQS::Queue', { honoured: { QueueName: true, DelaySeconds: true } }],
  ]),
  ...more,
});

const check = (text: string, more?: Partial<LoadOptions>) => checkTemplate(write(text), options(more));
/** `kind line message -> hint` of each notice. */
const said = (text: string, more?: Partial<LoadOptions>) =>
  check(text, more).notices.map(
    ({ kind, place, message, hint }) => `${kind} ${place?.line} ${message}${hint === undefined ? '' : ` -> ${hint}`}`,
  );

const TEMPLATE = `Description: topics
Parameters:
  Env: {Type: String, Default: dev}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  Queue:
    Type: AWS::SQS::Queue
    DependsOn: Audit
    Properties:
      QueueName: !Sub '\${Topic.TopicName}-queue'
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !Sub '\${Env}-topic'
  Audit:
    Type: AWS::SNS::Topic
  OnlyProd:
    Type: AWS::SNS::Topic
    Condition: IsProd
    DeletionPolicy: Retain
Outputs:
  Url:
    Description: where
    Value: !Ref Queue
    Export: {Name: !Sub '\${AWS::StackName}-url'}
  Prod:
    Condition: IsProd
    Value: !Ref OnlyProd
`;

test('a template becomes resources in the order of their dependencies', () => {
  const graph = loadTemplate(write(TEMPLATE), options());
  assert.deepEqual(
    graph.resources.map(({ logicalId, dependsOn, place }) => [logicalId, dependsOn, place?.line]),
    [
      ['Audit', [], 16],
      ['Topic', [], 12],
      ['Queue', ['Audit', 'Topic'], 7],
    ],
  );
  assert.equal(graph.description, 'topics');
  assert.deepEqual(graph.parameters, { Env: 'dev' });
  assert.deepEqual(graph.resources[1]?.properties, { TopicName: 'dev-topic' });
  assert.deepEqual(graph.outputs, [
    { name: 'Url', value: { Ref: 'Queue' }, description: 'where', exportName: 'app-url' },
  ]);
  assert.deepEqual(graph.notices, []);
  refuseErrors(graph);
});

test('a true condition brings its resources and outputs', () => {
  const graph = loadTemplate(write(TEMPLATE), options({ parameterOverrides: { Env: 'prod' } }));
  assert.deepEqual(
    graph.resources.map(({ logicalId, deletionPolicy }) => `${logicalId} ${deletionPolicy}`),
    ['Audit Delete', 'Topic Delete', 'Queue Delete', 'OnlyProd Retain'],
  );
  assert.deepEqual(
    graph.outputs.map(({ name }) => name),
    ['Url', 'Prod'],
  );
});

test('properties evaluate with what is deployed', () => {
  const graph = loadTemplate(write(TEMPLATE), options());
  const references = { ref: String, getAtt: (id: string, name: string) => `${id}/${name}`, importValue: String };
  assert.deepEqual(graph.evaluate(graph.resources[2]?.properties ?? null, references), {
    QueueName: 'Topic/TopicName-queue',
  });
});

const topic = (lines: string) => `Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n${lines.replace(/^/gm, '    ')}\n`;

const refusals: readonly (readonly [what: string, template: string, notices: readonly string[]])[] = [
  [
    'a Ref to nothing names the nearest resource',
    'Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: !Ref Topics\n',
    [
      'error 7 Template format error: Unresolved resource dependencies [Topics] in the Resources block of the template -> Did you mean "Topic"?',
    ],
  ],
  [
    'a Ref to nothing in an output',
    `${topic('Properties: {}')}Outputs:\n  A:\n    Value: !Ref Topik\n`,
    [
      'error 7 Template format error: Unresolved resource dependencies [Topik] in the Outputs block of the template -> Did you mean "Topic"?',
    ],
  ],
  [
    'a DependsOn of nothing',
    topic('DependsOn: NonExistingResource'),
    [
      'error 4 Template format error: Unresolved resource dependencies [NonExistingResource] in the Resources block of the template -> There is no resource or parameter NonExistingResource.',
    ],
  ],
  [
    'a GetAtt of an undefined resource',
    topic('Properties: {TopicName: !GetAtt Quee.Arn}'),
    ['error 4 Template error: instance of Fn::GetAtt references undefined resource Quee'],
  ],
  [
    'a GetAtt of an attribute that the type does not have',
    `${topic('Properties: {}')}  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: !GetAtt Topic.TopicNam\n`,
    [
      'error 8 Template error: resource Topic does not support attribute type TopicNam in Fn::GetAtt -> Did you mean "TopicName"?',
    ],
  ],
  [
    'a reference to a resource whose condition is false',
    'Conditions:\n  Never: !Equals [a, b]\nResources:\n  A:\n    Type: AWS::SNS::Topic\n    Condition: Never\n  B:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: !Ref A\n',
    [
      'error 10 Template format error: Unresolved resource dependencies [A] in the Resources block of the template -> The condition of A is false, so it is not created.',
    ],
  ],
  [
    'a circle',
    'Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties: {TopicName: !GetAtt B.TopicName}\n  B:\n    Type: AWS::SNS::Topic\n    DependsOn: [A]\n',
    ['error 2 Circular dependency between resources: [A, B] -> The circle is A -> B -> A.'],
  ],
  [
    'a type that AWS does not have',
    'Resources:\n  A:\n    Type: AWS::SNS::Topik\n',
    [
      'error 3 Template format error: Unrecognized resource types: [AWS::SNS::Topik] -> Did you mean "AWS::SNS::Topic"?',
    ],
  ],
  [
    'a property that AWS does not have',
    topic('Properties:\n  TopicNam: a'),
    ['error 5 Topic (AWS::SNS::Topic): Encountered unsupported property TopicNam -> Did you mean "TopicName"?'],
  ],
  [
    'a property in a list of objects that AWS does not have, and one that is missing',
    topic('Properties:\n  Subscription:\n    - Endpoint: a\n      Protocl: sqs'),
    [
      'error 6 Topic (AWS::SNS::Topic): Property Subscription.Protocol is required.',
      'error 7 Topic (AWS::SNS::Topic): Encountered unsupported property Protocl -> Did you mean "Protocol"?',
      'notHonoured 6 Topic (AWS::SNS::Topic): Subscription.Endpoint is not honoured.',
    ],
  ],
  [
    'a list where an object belongs',
    topic('Properties:\n  TopicName: [a]\n  Subscription: {}'),
    [
      'error 5 Topic (AWS::SNS::Topic): Value of property TopicName must be of type String',
      'error 6 Topic (AWS::SNS::Topic): Value of property Subscription must be of type List',
    ],
  ],
  [
    'an attribute beside Properties',
    topic('Invalid: true'),
    ["error 4 Invalid template resource property 'Invalid' -> Is Invalid meant to stand under Properties?"],
  ],
  [
    'a section that there is not',
    `${topic('Properties: {}')}Output: {}\n`,
    ['error 5 Invalid template property or properties [Output] -> Did you mean "Outputs"?'],
  ],
  [
    'a resource without a type',
    'Resources:\n  Foo: {Properties: {}}\n',
    ['error 2 Template format error: [/Resources/Foo] Every Resources object must contain a Type member.'],
  ],
  [
    'a resource that is a string',
    'Resources:\n  Foo: bar\n',
    ['error 2 Template format error: Any Resources member must be an object.'],
  ],
  [
    'a resource name with a dash',
    'Resources:\n  my-topic:\n    Type: AWS::SNS::Topic\n',
    ['error 2 Template format error: Resource name my-topic is non alphanumeric.'],
  ],
  [
    'a template without resources',
    'Description: x\n',
    ['error 1 Template format error: At least one Resources member must be defined.'],
  ],
  [
    'null',
    `${topic('Properties: {TopicName: }')}`,
    [
      "error 4 [/Resources/Topic/Properties/TopicName] 'null' values are not allowed in templates -> Give a value, or leave the key out.",
    ],
  ],
  [
    'SAM types without the transform',
    'Resources:\n  Api:\n    Type: AWS::Serverless::Api\n    Properties: {StageName: dev}\n',
    [
      'error 2 Template format error: Unrecognized resource types: [AWS::Serverless::Api] -> Api is a AWS::Serverless::Api: add the line Transform: AWS::Serverless-2016-10-31 at the top level of the template.',
    ],
  ],
  [
    'a function of the language extensions without their transform',
    topic('Properties: {TopicName: !ToJsonString {a: 1}}'),
    [
      'error 4 Template error: Encountered unsupported function: Fn::ToJsonString -> It needs the transform: add "Transform: AWS::LanguageExtensions" (before SAM\'s, in a list, where there is one).',
    ],
  ],
  [
    'a condition whose name YAML takes for a boolean',
    'Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Condition: No\n',
    ['error 4 Template format error: Every Condition member must be a string.'],
  ],
  [
    'several mistakes are all said',
    'Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Condition: None\n  B:\n    Type: AWS::SNS::Topic\n    Properties: {TopicName: !Select [3, [a]]}\n',
    [
      'error 2 Template format error: Unresolved condition dependency None in the Resources block of the template',
      'error 7 Template error: Fn::Select cannot select nonexistent value at index 3',
    ],
  ],
];
for (const [what, template, notices] of refusals) {
  test(`${what}: refused with AWS's text, the line and the way out`, () => assert.deepEqual(said(template), notices));
}

test('what AWS honours and samlet does not is said with its line', () =>
  assert.deepEqual(
    said(
      'Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: x\n      FifoTopic: true\n      TopicName: !Sub "{{resolve:ssm:/n}}"\n  Bucket:\n    Type: AWS::S3::Bucket\n    DeletionPolicy: Snapshot\n  Mine:\n    Type: Custom::Thing\n    Properties: {ServiceToken: a, Any: b}\n',
    ),
    [
      'notHonoured 5 Topic (AWS::SNS::Topic): DisplayName is not honoured: the name is never shown',
      'notHonoured 6 Topic (AWS::SNS::Topic): FifoTopic is not honoured.',
      'notHonoured 7 Topic (AWS::SNS::Topic): the dynamic reference {{resolve:ssm:/n}} is not resolved: it stays as this text.',
      'notHonoured 8 Bucket (AWS::S3::Bucket): samlet does not run this type. It stands in: Ref and GetAtt give plausible values, nothing is behind them.',
      'difference 10 Bucket (AWS::S3::Bucket): DeletionPolicy Snapshot takes no snapshot: the resource is deleted.',
      'notHonoured 11 Mine (Custom::Thing): samlet does not run this type. It stands in: Ref and GetAtt give plausible values, nothing is behind them.',
    ],
  ));

test('a value that an intrinsic gives is not taken for an object of the type', () =>
  assert.deepEqual(
    said(
      `Resources:\n  A:\n    Type: AWS::SNS::Topic\n  B:\n    Type: AWS::SNS::Topic\n    Properties:\n      Subscription: !Split [",", !GetAtt A.TopicName]\n      TopicName: !If [Always, !Ref A, 1]\nConditions: {Always: !Equals [a, a]}\n`,
    ),
    [],
  ));

test('loading throws the first mistake with its place, and lists the others', () =>
  assert.throws(
    () =>
      loadTemplate(
        write(
          'Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties: {TopicName: !Ref Nope}\n',
          'bad/template.yaml',
        ),
        options(),
      ),
    {
      code: 'SAMLET_TEMPLATE_INVALID',
      where: join(folder, 'bad/template.yaml:4:18'),
      message: 'Template format error: Unresolved resource dependencies [Nope] in the Resources block of the template',
    },
  ));

test('a mistake that is not in the way of the graph is refused before deploying', () => {
  const graph = loadTemplate(write(topic('Properties:\n  TopicNam: a')), options());
  assert.throws(() => refuseErrors(graph), {
    message: 'Topic (AWS::SNS::Topic): Encountered unsupported property TopicNam',
  });
});

test('a syntax error is a notice at its line to the check', () => {
  const { graph, notices } = check('Resources:\n\tA: 1\n');
  assert.equal(graph, undefined);
  assert.deepEqual(
    notices.map(({ kind, place }) => [kind, place?.line, place?.column]),
    [['error', 2, 1]],
  );
});

test('a parameter without a value says how to give one', () =>
  assert.deepEqual(said('Parameters:\n  Env: {Type: String}\nResources:\n  A:\n    Type: AWS::SNS::Topic\n'), [
    'error 2 Parameters: [Env] must have values -> Give it with --parameter-overrides Env=..., or add a Default.',
  ]));

test('AWS::Include takes a local file, at the top level and below', () => {
  write('Subscription:\n  - {Protocol: sqs, Endpoint: !Ref Queue}\n', 'parts/subscription.yaml');
  write('{"Outputs": {"Arn": {"Value": {"Ref": "Topic"}}}}', 'parts/outputs.json');
  const graph = loadTemplate(
    write(
      'Transform: {Name: AWS::Include, Parameters: {Location: parts/outputs.json}}\nParameters: {Where: {Type: String, Default: parts}}\nResources:\n  Queue:\n    Type: AWS::SQS::Queue\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: a\n      Fn::Transform: {Name: AWS::Include, Parameters: {Location: !Sub "${Where}/subscription.yaml"}}\n',
    ),
    options(),
  );
  assert.deepEqual(graph.resources[1]?.properties, {
    Subscription: [{ Protocol: 'sqs', Endpoint: { Ref: 'Queue' } }],
    TopicName: 'a',
  });
  assert.deepEqual(graph.outputs[0]?.value, { Ref: 'Topic' });
});

test('an included file that is not there is named', () =>
  assert.match(
    said(topic('Properties:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: ./no.yaml}}'))[0] ?? '',
    /^error 4 Transform AWS::Include: there is no file \.\/no\.yaml\. -> Looked for \//,
  ));

test('an include from S3 takes the local file of that name, and says so', () => {
  write('TopicName: a\n', 'uploaded.yaml');
  const include = (location: string) =>
    topic(`Properties:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: ${location}}}`);
  assert.deepEqual(said(include('s3://bucket/v1/uploaded.yaml')), [
    'difference 4 Transform AWS::Include: the local file uploaded.yaml is taken for s3://bucket/v1/uploaded.yaml.',
  ]);
  for (const location of ['s3://bucket/absent.yaml', 's3://bucket/../uploaded.yaml']) {
    assert.match(said(include(location))[0] ?? '', /^error 4 Transform AWS::Include: samlet reads no S3 object \(s3:/);
  }
});

test('Fn::ForEach unrolls resources and properties', () => {
  const graph = loadTemplate(
    write(
      'Transform: AWS::LanguageExtensions\nParameters: {Names: {Type: CommaDelimitedList, Default: "a-1,b-2"}}\nResources:\n  Fn::ForEach::Topics:\n    - Name\n    - !Ref Names\n    - Topic&{Name}:\n        Type: AWS::SNS::Topic\n        Properties:\n          TopicName: !Sub "${AWS::StackName}-${Name}"\n',
    ),
    options(),
  );
  assert.deepEqual(
    graph.resources.map(({ logicalId, properties }) => [logicalId, properties]),
    [
      ['Topica1', { TopicName: 'app-a-1' }],
      ['Topicb2', { TopicName: 'app-b-2' }],
    ],
  );
});

test('a transform that samlet does not run is said', () =>
  assert.deepEqual(said(`Transform: [MyMacro]\n${topic('Properties: {}')}`), [
    'notHonoured 1 The transform MyMacro is not run: the template is taken as it stands.',
  ]));
