import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  CreateTableCommand,
  DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { startProcess } from '../support/running-samlet.ts';

const reason = process.platform === 'win32' ? 'Windows has no ulimit' : false;
const TableName = 'filling';
const ITEM_BYTES = 20_000;

const clientOf = (endpoint: string) =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
const item = (at: number) => ({
  id: { S: `item-${at}` },
  group: { S: `group-${at % 3}` },
  text: { S: 'x'.repeat(ITEM_BYTES) },
});

test('on a full disk DynamoDB refuses writes with InternalServerError and reads on; afterwards all is there', {
  skip: reason,
  timeout: 120_000,
}, async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'samlet-full-'));
  try {
    // Files that may not grow beyond 8 MB refuse a write as a full disk does.
    const full = await startProcess(['serve', '--data', data], {
      under: ['sh', '-c', 'ulimit -f 16384; exec "$@"', 'sh'],
    });
    const client = clientOf(full.ready.endpoint);
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'group', AttributeType: 'S' },
        ],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'byGroup',
            KeySchema: [{ AttributeName: 'group', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      }),
    );
    let acknowledged = 0;
    let refusal: unknown;
    while (refusal === undefined && acknowledged < 2000) {
      await client.send(new PutItemCommand({ TableName, Item: item(acknowledged) })).then(
        () => acknowledged++,
        (error: unknown) => {
          refusal = error;
        },
      );
    }
    t.diagnostic(`${acknowledged} items were acknowledged before the disk was full`);
    assert.ok(acknowledged > 20 && acknowledged < 2000, `${acknowledged}`);
    const isInternal = (error: unknown) => {
      assert.ok(error instanceof DynamoDBServiceException, String(error));
      assert.deepEqual(
        [error.name, error.message, error.$metadata.httpStatusCode],
        ['InternalServerError', 'Internal server error', 500],
      );
      return true;
    };
    isInternal(refusal);
    const pair = ['a', 'b'].map((half) => ({ Put: { TableName, Item: { ...item(0), id: { S: `half-${half}` } } } }));
    await assert.rejects(client.send(new TransactWriteItemsCommand({ TransactItems: pair })), isInternal);

    const readAll = async (reader: DynamoDBClient) => {
      for (let at = 0; at < acknowledged; at++) {
        const { Item } = await reader.send(new GetItemCommand({ TableName, Key: { id: { S: `item-${at}` } } }));
        assert.equal(Item?.['text']?.S?.length, ITEM_BYTES, `item-${at}`);
      }
      let indexed = 0;
      for (const group of [0, 1, 2]) {
        const page = await reader.send(
          new QueryCommand({
            TableName,
            IndexName: 'byGroup',
            KeyConditionExpression: '#g = :g',
            ExpressionAttributeNames: { '#g': 'group' },
            ExpressionAttributeValues: { ':g': { S: `group-${group}` } },
          }),
        );
        indexed += page.Count ?? 0;
      }
      assert.equal(indexed, acknowledged);
    };
    await readAll(client);
    client.destroy();
    await full.stop('SIGKILL');

    const again = await startProcess(['serve', '--data', data]);
    const reader = clientOf(again.ready.endpoint);
    await readAll(reader);
    await reader.send(new TransactWriteItemsCommand({ TransactItems: pair }));
    const { Items: halves = [] } = await reader.send(
      new ScanCommand({
        TableName,
        IndexName: 'byGroup',
        FilterExpression: 'begins_with(id, :half)',
        ExpressionAttributeValues: { ':half': { S: 'half' } },
      }),
    );
    assert.equal(halves.length, 2);
    reader.destroy();
    await again.stop();
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
});
