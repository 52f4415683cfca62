import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { manualClock } from '../../test/support/manual-clock.ts';
import type { ResourceType } from '../aws/resource-type.ts';
import { ServiceError } from '../aws/service-error.ts';
import { randomIds } from '../std/ids.ts';
import { UserError } from '../std/user-error.ts';
import { memoryStore } from '../store/memory-store.ts';
import { loadTemplate } from '../template/load-template.ts';
import { deleteStack } from './delete-stack.ts';
import { deployStack } from './deploy-stack.ts';
import type { ProgressEvent } from './deployment.ts';
import type { HostOf } from './resource-host.ts';

const folder = mkdtempSync(join(tmpdir(), 'samlet-'));
after(() => rmSync(folder, { recursive: true }));

type Properties = Readonly<Record<string, unknown>>;

/** A service of topics and queues that remembers what it was asked; a topic named `broken` cannot be made. */
function fakeCloud() {
  const log: string[] = [];
  const live = new Map<string, Properties>();
  const progress: ProgressEvent[] = [];
  let refuse: (call: string) => boolean = () => false;

  const make = (type: `AWS::${string}`, nameProperty: string): ResourceType<undefined, Properties> => ({
    type,
    honoured: {},
    async create(properties, call) {
      const name = String(properties[nameProperty] ?? call.physicalName(64));
      log.push(`create ${call.logicalId}`);
      await Promise.resolve();
      if (name === 'broken' || refuse(`create ${call.logicalId}`))
        throw new ServiceError('InvalidParameter', `${name} is broken`);
      if (live.has(name)) throw new ServiceError('ResourceInUseException', `${name} is there already`);
      live.set(name, properties);
      return { physicalId: name, attributes: { Arn: `arn:${name}`, Id: call.ids.hex(8) } };
    },
    async update(physicalId, properties, previous, call) {
      if (properties[nameProperty] !== previous[nameProperty]) return 'replace';
      log.push(`update ${call.logicalId}`);
      if (properties['DisplayName'] === 'broken') throw new ServiceError('InvalidParameter', 'a broken name');
      live.set(physicalId, properties);
      return { physicalId, attributes: { Arn: `arn:${physicalId}`, Id: call.ids.hex(8) } };
    },
    async delete(physicalId, _properties, call) {
      log.push(`delete ${call.logicalId}`);
      if (refuse(`delete ${call.logicalId}`)) throw new ServiceError('Busy', `${physicalId} is busy`);
      live.delete(physicalId);
    },
  });
  const types = new Map(
    [make('AWS::SNS::Topic', 'TopicName'), make('AWS::SQS::Queue', 'QueueName')].map((one) => [
      one.type as string,
      one,
    ]),
  );
  const clock = manualClock();
  const contextFor: HostOf = (type) => {
    const resourceType = types.get(type);
    if (!resourceType) return undefined;
    return {
      resourceType,
      context: {
        account: '000000000000',
        region: 'us-east-1',
        requestId: 'request',
        caller: {
          arn: 'arn:aws:iam::000000000000:root',
          userId: '000000000000',
          account: '000000000000',
          kind: 'root',
        },
        clock,
        ids: randomIds,
        state: undefined,
        callService: async () => assert.fail('no other service is called'),
      },
    };
  };
  const store = memoryStore();
  const target = { stackName: 'app', account: '000000000000', region: 'us-east-1' };
  const honoured = { TopicName: true, DisplayName: true, QueueName: true, DelaySeconds: true } as const;
  return {
    log,
    live,
    progress,
    refuse: (when: (call: string) => boolean) => {
      refuse = when;
    },
    /** Deploys the template and answers what the service was asked to do. */
    async deploy(template: string, stackName = 'app') {
      log.length = 0;
      progress.length = 0;
      const file = join(folder, `${stackName}.yaml`);
      writeFileSync(file, template);
      const options = { ...target, stackName };
      const graph = loadTemplate(file, {
        ...options,
        resourceTypes: new Map([...types.keys()].map((type) => [type, { honoured }])),
      });
      return deployStack({ ...options, graph, store, contextFor, onProgress: (event) => progress.push(event) });
    },
    async remove(stackName = 'app') {
      log.length = 0;
      await deleteStack({ stackName, store, contextFor });
    },
  };
}

const CHAIN = `Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub '\${Topic.Arn}-queue'
      DelaySeconds: '5'
  Topic:
    Type: AWS::SNS::Topic
    Properties: {TopicName: topic, DisplayName: 7}
  Other:
    Type: AWS::SNS::Topic
    DependsOn: Queue
Outputs:
  Queue: {Value: !Ref Queue, Export: {Name: queue-name}}
  Delay: {Value: 3, Description: a number}
`.replace('Topic.Arn', 'Topic');

test('resources are created after what they depend on, with converted properties and derived names', async () => {
  const cloud = fakeCloud();
  const { outputs, resources, exports, stackId } = await cloud.deploy(CHAIN);
  assert.deepEqual(cloud.log, ['create Topic', 'create Queue', 'create Other']);
  assert.deepEqual(cloud.live.get('topic-queue'), { QueueName: 'topic-queue', DelaySeconds: 5 });
  assert.deepEqual(cloud.live.get('topic'), { TopicName: 'topic', DisplayName: '7' });
  assert.match(resources.get('Other')?.physicalId ?? '', /^app-Other-[0-9A-Z]{12}$/);
  assert.deepEqual(outputs, [
    { name: 'Queue', value: 'topic-queue', exportName: 'queue-name' },
    { name: 'Delay', value: '3', description: 'a number' },
  ]);
  assert.deepEqual([...exports], [['queue-name', 'topic-queue']]);
  assert.match(stackId, /:stack\/app\//);
});

test('a second deployment of the same template touches nothing and gives the same', async () => {
  const cloud = fakeCloud();
  const first = await cloud.deploy(CHAIN);
  const second = await cloud.deploy(CHAIN);
  assert.deepEqual(cloud.log, []);
  assert.deepEqual(
    cloud.progress.map(({ action }) => action),
    ['keep', 'keep', 'keep'],
  );
  assert.deepEqual(second.resources.get('Other'), first.resources.get('Other'));
  assert.deepEqual(second.outputs, first.outputs);
});

test('ids are the same in an empty store', async () => {
  const [first, second] = [await fakeCloud().deploy(CHAIN), await fakeCloud().deploy(CHAIN)];
  assert.deepEqual(first.resources.get('Topic'), second.resources.get('Topic'));
});

test('what changed is updated, what is gone is deleted, dependents first', async () => {
  const cloud = fakeCloud();
  await cloud.deploy(CHAIN);
  await cloud.deploy(CHAIN.replace('DisplayName: 7', 'DisplayName: 8'));
  assert.deepEqual(cloud.log, ['update Topic']);
  await cloud.deploy('Resources:\n  New:\n    Type: AWS::SNS::Topic\n');
  assert.deepEqual(cloud.log, ['create New', 'delete Other', 'delete Queue', 'delete Topic']);
  assert.equal(cloud.live.size, 1);
});

test('an update draws other ids than the creation', async () => {
  const cloud = fakeCloud();
  const first = await cloud.deploy(CHAIN);
  const before = first.resources.get('Topic')?.attributes['Id'];
  const second = await cloud.deploy(CHAIN.replace('DisplayName: 7', 'DisplayName: 8'));
  assert.notEqual(second.resources.get('Topic')?.attributes['Id'], before);
});

test('a replacement is created first, those that refer to it follow, then the old one goes', async () => {
  const cloud = fakeCloud();
  await cloud.deploy(CHAIN);
  await cloud.deploy(CHAIN.replace('TopicName: topic', 'TopicName: topic2'));
  assert.deepEqual(cloud.log, ['create Topic', 'create Queue', 'delete Queue', 'delete Topic']);
  assert.deepEqual([...cloud.live.keys()].filter((name) => name.startsWith('topic')).sort(), [
    'topic2',
    'topic2-queue',
  ]);
});

test('a replaced resource without a name of its own gets another derived name', async () => {
  const cloud = fakeCloud();
  const first = await cloud.deploy('Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties: {TopicName: a}\n');
  const second = await cloud.deploy('Resources:\n  T:\n    Type: AWS::SNS::Topic\n');
  assert.notEqual(first.resources.get('T')?.physicalId, second.resources.get('T')?.physicalId);
});

test('DeletionPolicy and UpdateReplacePolicy Retain leave the old resource', async () => {
  const cloud = fakeCloud();
  const template = (name: string) =>
    `Resources:\n  T:\n    Type: AWS::SNS::Topic\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n    Properties: {TopicName: ${name}}\n  U:\n    Type: AWS::SNS::Topic\n`;
  await cloud.deploy(template('one'));
  await cloud.deploy(template('two'));
  assert.deepEqual(cloud.log, ['create T']);
  await cloud.remove();
  assert.deepEqual(cloud.log, ['delete U']);
  assert.deepEqual([...cloud.live.keys()], ['one', 'two']);
});

test('a failed creation names resource, place and the service, and undoes the deployment', async () => {
  const cloud = fakeCloud();
  const template = `Resources:\n  Good:\n    Type: AWS::SNS::Topic\n  Bad:\n    Type: AWS::SNS::Topic\n    DependsOn: Good\n    Properties: {TopicName: broken}\n  Never:\n    Type: AWS::SNS::Topic\n    DependsOn: Bad\n`;
  await assert.rejects(cloud.deploy(template), {
    code: 'SAMLET_RESOURCE_FAILED',
    message: 'Bad (AWS::SNS::Topic): broken is broken (InvalidParameter)',
    where: join(folder, 'app.yaml:4:3'),
  });
  assert.deepEqual(cloud.log, ['create Good', 'create Bad', 'delete Good']);
  assert.equal(cloud.live.size, 0);
  await cloud.deploy(template.replace('broken', 'fine'));
  assert.deepEqual(cloud.log, ['create Good', 'create Bad', 'create Never']);
});

test('a failed update brings back what was updated and replaced before', async () => {
  const cloud = fakeCloud();
  const template = (first: string, second: string, name: string) =>
    `Resources:\n  First:\n    Type: AWS::SNS::Topic\n    Properties: {TopicName: first, DisplayName: ${first}}\n  Named:\n    Type: AWS::SNS::Topic\n    DependsOn: First\n    Properties: {TopicName: ${name}}\n  Last:\n    Type: AWS::SNS::Topic\n    DependsOn: Named\n    Properties: {TopicName: last, DisplayName: ${second}}\n`;
  await cloud.deploy(template('a', 'a', 'one'));
  await assert.rejects(cloud.deploy(template('b', 'broken', 'two')), /Last \(AWS::SNS::Topic\): a broken name/);
  assert.deepEqual(cloud.log, ['update First', 'create Named', 'update Last', 'delete Named', 'update First']);
  assert.deepEqual(cloud.live.get('first'), { TopicName: 'first', DisplayName: 'a' });
  assert.deepEqual([...cloud.live.keys()].sort(), ['first', 'last', 'one']);
  await cloud.deploy(template('a', 'a', 'one'));
  assert.deepEqual(cloud.log, []);
});

test('what cannot be rolled back is said, with the reason', async () => {
  const cloud = fakeCloud();
  cloud.refuse((call) => call === 'create Bad' || call === 'delete Good');
  const template =
    'Resources:\n  Good:\n    Type: AWS::SNS::Topic\n  Bad:\n    Type: AWS::SNS::Topic\n    DependsOn: Good\n';
  await assert.rejects(cloud.deploy(template), (error: unknown) => {
    assert.ok(error instanceof UserError);
    assert.match(error.hint ?? '', /Good \(AWS::SNS::Topic\) could not be rolled back: .* is busy/);
    return true;
  });
});

test('an old resource that could not be deleted after its replacement is deleted the next time', async () => {
  const cloud = fakeCloud();
  const template = (name: string) =>
    `Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties: {TopicName: ${name}}\n`;
  await cloud.deploy(template('one'));
  cloud.refuse((call) => call === 'delete T');
  await assert.rejects(cloud.deploy(template('two')), /is busy/);
  cloud.refuse(() => false);
  await cloud.deploy(template('two'));
  assert.deepEqual(cloud.log, ['delete T']);
  assert.deepEqual([...cloud.live.keys()], ['two']);
});

test('a name that is taken says how to go on', async () => {
  const cloud = fakeCloud();
  await cloud.deploy('Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties: {TopicName: same}\n', 'other');
  await assert.rejects(
    cloud.deploy('Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties: {TopicName: same}\n'),
    (error: unknown) =>
      error instanceof UserError &&
      /same is there already/.test(error.message) &&
      /samlet reset/.test(error.hint ?? ''),
  );
});

test('a type that samlet does not run stands in with plausible values', async () => {
  const cloud = fakeCloud();
  const { resources, outputs } = await cloud.deploy(
    'Resources:\n  Files:\n    Type: AWS::S3::Bucket\n    Properties: {BucketName: my-files}\n  Pool:\n    Type: AWS::Cognito::UserPool\nOutputs:\n  Arn: {Value: !GetAtt Files.Arn}\n  Pool: {Value: !Ref Pool}\n',
  );
  assert.equal(resources.get('Files')?.physicalId, 'my-files');
  assert.equal(outputs[0]?.value, 'arn:aws:s3:::my-files');
  assert.notEqual(outputs[1]?.value, '');
  assert.deepEqual(
    cloud.progress.map(({ action }) => action),
    ['standIn', 'standIn'],
  );
});

test('custom resources and nested stacks stand in with any attribute', async () => {
  const cloud = fakeCloud();
  const { outputs } = await cloud.deploy(
    'Resources:\n  Made:\n    Type: Custom::Thing\n    Properties: {ServiceToken: arn}\n  Inner:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: inner.yaml}\nOutputs:\n  A: {Value: !GetAtt Made.Answer}\n  B: {Value: !GetAtt Inner.Outputs.Url}\n',
  );
  assert.deepEqual(
    outputs.map(({ value }) => value),
    ['Made-Answer', 'Inner-Url'],
  );
});

test('another stack imports what one exports', async () => {
  const cloud = fakeCloud();
  const importing =
    'Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties: {TopicName: !ImportValue queue-name}\n';
  await assert.rejects(cloud.deploy(importing, 'second'), {
    message: 'T (AWS::SNS::Topic): No export named queue-name found.',
  });
  await cloud.deploy(CHAIN);
  const { resources } = await cloud.deploy(
    importing.replace('TopicName: !ImportValue queue-name', "TopicName: !Sub ['${n}-2', {n: !ImportValue queue-name}]"),
    'second',
  );
  assert.equal(resources.get('T')?.physicalId, 'topic-queue-2');
  await assert.rejects(
    cloud.deploy(
      'Resources:\n  T:\n    Type: AWS::SNS::Topic\nOutputs:\n  A: {Value: b, Export: {Name: queue-name}}\n',
      'third',
    ),
    { message: 'Export with name queue-name is already exported by stack app' },
  );
});

test('a deleted stack leaves nothing, and can be deployed again', async () => {
  const cloud = fakeCloud();
  await cloud.deploy(CHAIN);
  await cloud.remove();
  assert.deepEqual(cloud.log, ['delete Other', 'delete Queue', 'delete Topic']);
  assert.equal(cloud.live.size, 0);
  await cloud.deploy(CHAIN);
  assert.equal(cloud.live.size, 3);
});

test('a template with an error is refused before anything is created', async () => {
  const cloud = fakeCloud();
  await assert.rejects(cloud.deploy('Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties: {TopicNam: a}\n'), {
    message: 'T (AWS::SNS::Topic): Encountered unsupported property TopicNam',
  });
  assert.deepEqual(cloud.log, []);
});
