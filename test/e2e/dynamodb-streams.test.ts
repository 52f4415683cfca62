import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  CreateTableCommand,
  DynamoDBClient,
  ProvisionedThroughputExceededException,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type ShardIteratorType,
} from '@aws-sdk/client-dynamodb-streams';
import { DeleteCommand, DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { startSamlet } from '../../src/index.ts';
import { projectFolder } from '../support/running-samlet.ts';

const samlet = await startSamlet({
  template: await projectFolder({
    'template.yaml': `Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: Orders
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
      TimeToLiveSpecification: { AttributeName: expires, Enabled: true }
Outputs:
  StreamArn: { Value: !GetAtt Orders.StreamArn }
`,
  }),
  ephemeral: true,
});
after(() => samlet.stop());

const settings = {
  endpoint: samlet.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const table = new DynamoDBClient(settings);
const documents = DynamoDBDocumentClient.from(table);
const streams = new DynamoDBStreamsClient(settings);
const arn = samlet.outputs['StreamArn'] ?? '';

async function iterator(type: ShardIteratorType): Promise<string> {
  const { StreamDescription: stream } = await streams.send(new DescribeStreamCommand({ StreamArn: arn }));
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({ StreamArn: arn, ShardId: stream?.Shards?.[0]?.ShardId, ShardIteratorType: type }),
  );
  return ShardIterator ?? '';
}

test('the stream of a template is listed and described', async () => {
  const { Streams: listed } = await streams.send(new ListStreamsCommand({ TableName: 'Orders' }));
  assert.deepEqual(
    listed?.map((stream) => stream.StreamArn),
    [arn],
  );
  const { StreamDescription: described } = await streams.send(new DescribeStreamCommand({ StreamArn: arn }));
  assert.equal(described?.StreamViewType, 'NEW_AND_OLD_IMAGES');
  assert.ok(described?.CreationRequestDateTime instanceof Date);
  assert.deepEqual(described?.KeySchema, [{ AttributeName: 'id', KeyType: 'HASH' }]);
  const streamNotices = samlet.notices.filter((notice) => /StreamSpecification|TimeToLive/.test(notice.message));
  assert.deepEqual(streamNotices, []);
});

test('a reader sees every change of an item through the SDK', async () => {
  const from = await iterator('LATEST');
  await table.send(
    new PutItemCommand({ TableName: 'Orders', Item: { id: { S: 'a' }, raw: { B: Buffer.from('hi') } } }),
  );
  await documents.send(
    new UpdateCommand({
      TableName: 'Orders',
      Key: { id: 'a' },
      UpdateExpression: 'SET n = :n',
      ExpressionAttributeValues: { ':n': 7 },
    }),
  );
  await documents.send(new DeleteCommand({ TableName: 'Orders', Key: { id: 'a' } }));
  const { Records: records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator: from }));
  assert.deepEqual(
    records.map((record) => record.eventName),
    ['INSERT', 'MODIFY', 'REMOVE'],
  );
  const [insert, modify] = records;
  assert.ok(insert?.dynamodb?.ApproximateCreationDateTime instanceof Date);
  assert.equal(Buffer.from(insert.dynamodb.NewImage?.['raw']?.B ?? []).toString(), 'hi');
  assert.deepEqual(modify?.dynamodb?.NewImage?.['n'], { N: '7' });
  assert.equal(modify?.dynamodb?.OldImage?.['n'], undefined);
});

test('what does not exist is refused as the SDK knows it', async () => {
  await assert.rejects(
    streams.send(new DescribeStreamCommand({ StreamArn: `${arn}9` })),
    (error: Error) => error.name === 'ResourceNotFoundException',
  );
});

test('a table that has used its throughput up is refused as the SDK knows it', async () => {
  const once = new DynamoDBClient({ ...settings, maxAttempts: 1 });
  await once.send(
    new CreateTableCommand({
      TableName: 'Slow',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
    }),
  );
  const item = { id: { S: 'a' }, text: { S: 'x'.repeat(390 * 1024) } };
  await once.send(new PutItemCommand({ TableName: 'Slow', Item: item }));
  await assert.rejects(once.send(new PutItemCommand({ TableName: 'Slow', Item: item })), (error: unknown) => {
    assert.ok(error instanceof ProvisionedThroughputExceededException);
    assert.equal(error.ThrottlingReasons?.[0]?.reason, 'TableWriteProvisionedThroughputExceeded');
    return true;
  });
});
