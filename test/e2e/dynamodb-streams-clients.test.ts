import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { startSamlet } from '../../src/index.ts';
import { withoutAwsCli, withoutBoto3 } from '../support/installed.ts';
import { projectFolder } from '../support/running-samlet.ts';

const table = (name: string) => `  ${name}:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: ${name}
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
`;
const samlet = await startSamlet({
  template: await projectFolder({ 'template.yaml': `Resources:\n${table('Boto')}${table('Command')}` }),
  ephemeral: true,
});
after(() => samlet.stop());

const env = {
  ...process.env,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_ENDPOINT_URL: samlet.endpoint,
  AWS_PAGER: '',
};

test('boto3 reads a stream unchanged', { skip: withoutBoto3, timeout: 60_000 }, async () => {
  const program = `
import boto3
db, streams = boto3.client('dynamodb'), boto3.client('dynamodbstreams')
db.put_item(TableName='Boto', Item={'id': {'S': 'a'}, 'raw': {'B': b'\\x00\\xff'}})
db.update_item(TableName='Boto', Key={'id': {'S': 'a'}}, UpdateExpression='SET n = :n', ExpressionAttributeValues={':n': {'N': '7'}})
db.delete_item(TableName='Boto', Key={'id': {'S': 'a'}})
[stream] = streams.list_streams(TableName='Boto')['Streams']
[shard] = streams.describe_stream(StreamArn=stream['StreamArn'])['StreamDescription']['Shards']
at = dict(StreamArn=stream['StreamArn'], ShardId=shard['ShardId'])
iterator = streams.get_shard_iterator(ShardIteratorType='TRIM_HORIZON', **at)['ShardIterator']
page = streams.get_records(ShardIterator=iterator, Limit=2)
rest = streams.get_records(ShardIterator=page['NextShardIterator'])['Records']
records = page['Records'] + rest
assert len(rest) == 1, rest
assert records[0]['dynamodb']['NewImage']['raw']['B'] == b'\\x00\\xff', records[0]
assert records[0]['dynamodb']['ApproximateCreationDateTime'].year > 2000
after = streams.get_shard_iterator(ShardIteratorType='AFTER_SEQUENCE_NUMBER', SequenceNumber=records[1]['dynamodb']['SequenceNumber'], **at)
assert streams.get_records(ShardIterator=after['ShardIterator'])['Records'] == rest
try:
  streams.describe_stream(StreamArn=stream['StreamArn'] + '9')
  raise SystemExit('a stream that is not there was described')
except streams.exceptions.ResourceNotFoundException:
  pass
print([record['eventName'] for record in records])
`;
  const { stdout } = await promisify(execFile)('python3', ['-c', program], { env });
  assert.equal(stdout, "['INSERT', 'MODIFY', 'REMOVE']\n");
});

test('`aws dynamodbstreams` reads a stream unchanged', { skip: withoutAwsCli, timeout: 120_000 }, async () => {
  const aws = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)('aws', [...args, '--output', 'json'], { env });
    return JSON.parse(stdout || 'null');
  };
  await aws('dynamodb', 'put-item', '--table-name', 'Command', '--item', '{"id":{"S":"a"},"n":{"N":"1"}}');
  const { Streams: streams } = await aws('dynamodbstreams', 'list-streams', '--table-name', 'Command');
  const arn = streams[0].StreamArn;
  const { StreamDescription: described } = await aws('dynamodbstreams', 'describe-stream', '--stream-arn', arn);
  assert.deepEqual([described.StreamStatus, described.StreamViewType], ['ENABLED', 'NEW_AND_OLD_IMAGES']);
  const { ShardIterator } = await aws(
    ...['dynamodbstreams', 'get-shard-iterator', '--stream-arn', arn],
    ...['--shard-id', described.Shards[0].ShardId, '--shard-iterator-type', 'TRIM_HORIZON'],
  );
  const { Records } = await aws('dynamodbstreams', 'get-records', '--shard-iterator', ShardIterator);
  assert.deepEqual(
    Records.map((record: { eventName: string; dynamodb: { NewImage: unknown } }) => [
      record.eventName,
      record.dynamodb.NewImage,
    ]),
    [['INSERT', { id: { S: 'a' }, n: { N: '1' } }]],
  );
});
