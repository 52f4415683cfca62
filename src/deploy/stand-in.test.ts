import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standIn } from './stand-in.ts';

const make = (type: string, properties: Readonly<Record<string, unknown>> = {}) =>
  standIn({ type, stackName: 'app', logicalId: 'Thing', account: '000000000000', region: 'eu-west-1', properties });

const references: readonly (readonly [
  type: string,
  properties: Readonly<Record<string, unknown>>,
  physicalId: RegExp,
])[] = [
  ['AWS::SNS::Topic', { TopicName: 'news' }, /^arn:aws:sns:eu-west-1:000000000000:news$/],
  ['AWS::SQS::Queue', { QueueName: 'jobs' }, /^https:\/\/sqs\.eu-west-1\.amazonaws\.com\/000000000000\/jobs$/],
  ['AWS::S3::Bucket', {}, /^app-thing-[0-9a-z]{12}$/],
  ['AWS::Cognito::UserPool', {}, /^eu-west-1_[0-9A-Z]{9}$/],
  ['AWS::SecretsManager::Secret', { Name: 's' }, /^arn:aws:secretsmanager:eu-west-1:000000000000:/],
  ['AWS::SSM::Parameter', { Name: '/a/b' }, /^\/a\/b$/],
  ['AWS::EC2::VPC', {}, /^vpc-[0-9a-f]{17}$/],
  ['Custom::Thing', {}, /^app-thing-/],
];
for (const [type, properties, physicalId] of references) {
  test(`the Ref of a ${type} that stands in has AWS's form`, () =>
    assert.match(make(type, properties).physicalId, physicalId));
}

test('attributes have the form of their kind', () => {
  const queue = make('AWS::SQS::Queue', { QueueName: 'jobs' });
  assert.equal(queue.attributes?.['Arn'], 'arn:aws:sqs:eu-west-1:000000000000:jobs');
  assert.equal(queue.attributes?.['QueueUrl'], queue.physicalId);
  assert.deepEqual(make('AWS::EC2::VPC').attributes?.['CidrBlockAssociations'], []);
});

test('the same resource stands in with the same values each time', () =>
  assert.deepEqual(make('AWS::Cognito::UserPool'), make('AWS::Cognito::UserPool')));
