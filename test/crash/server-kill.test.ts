import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateScan,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { startProcess } from '../support/running-samlet.ts';

const ROUNDS = 25;
const WRITERS = 8;

/** A small generator with a seed, so that a failing run can be repeated. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const settingsOf = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
});
const clientOf = (endpoint: string) => new DynamoDBClient(settingsOf(endpoint));

/** The ids that the stream of the only table with one tells of, in its order. */
async function streamedIds(endpoint: string): Promise<string[]> {
  const streams = new DynamoDBStreamsClient(settingsOf(endpoint));
  const { Streams: [stream] = [] } = await streams.send(new ListStreamsCommand({}));
  const at = { StreamArn: stream?.StreamArn };
  const { StreamDescription: described } = await streams.send(new DescribeStreamCommand(at));
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({
      ...at,
      ShardId: described?.Shards?.[0]?.ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    }),
  );
  const ids: string[] = [];
  for (let iterator = ShardIterator; iterator !== undefined; ) {
    const { Records: records = [], NextShardIterator: next } = await streams.send(
      new GetRecordsCommand({ ShardIterator: iterator }),
    );
    ids.push(...records.map((record) => record.dynamodb?.Keys?.['id']?.S ?? ''));
    iterator = records.length === 0 ? undefined : next;
  }
  streams.destroy();
  return ids;
}

/** The ids of all items, of the table or of its index. */
async function scannedIds(client: DynamoDBClient, index?: string): Promise<string[]> {
  const ids: string[] = [];
  const scan = { TableName: 'writes', ...(index !== undefined && { IndexName: index }) };
  for await (const page of paginateScan({ client }, scan)) {
    ids.push(...(page.Items ?? []).map((item) => item['id']?.S ?? ''));
  }
  return ids;
}

test('every acknowledged write is there after kill -9 under load, with its index entry and its stream record, and no half transaction', {
  timeout: 240_000,
}, async (t) => {
  const seed = Number(process.env['SAMLET_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
  t.diagnostic(`SAMLET_SEED=${seed}`);
  const next = random(seed);
  const data = mkdtempSync(join(tmpdir(), 'samlet-crash-'));
  const acknowledged = new Map<string, string>();
  let written = 0;

  for (let round = 0; round < ROUNDS; round++) {
    const server = await startProcess(['serve', '--data', data]);
    const client = clientOf(server.ready.endpoint);
    if (round === 0) {
      await client.send(
        new CreateTableCommand({
          TableName: 'writes',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [
            { AttributeName: 'id', AttributeType: 'S' },
            { AttributeName: 'value', AttributeType: 'S' },
          ],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          GlobalSecondaryIndexes: [
            {
              IndexName: 'byValue',
              KeySchema: [{ AttributeName: 'value', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'KEYS_ONLY' },
            },
          ],
          StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
        }),
      );
    }
    for (const [id, value] of acknowledged) {
      const { Item } = await client.send(new GetItemCommand({ TableName: 'writes', Key: { id: { S: id } } }));
      assert.equal(Item?.['value']?.S, value, `round ${round}: ${id} was acknowledged and is lost (seed ${seed})`);
      acknowledged.delete(id);
    }

    let killed = false;
    let begun = () => {};
    const acknowledging = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      while (!killed) {
        const id = `item-${written++}`;
        const value = String(next());
        // Every other writer writes two items at once, which are both there or neither.
        const ids = writer % 2 === 0 ? [id] : [`${id}-a`, `${id}-b`];
        const puts = ids.map((one) => ({ TableName: 'writes', Item: { id: { S: one }, value: { S: value } } }));
        const [single] = puts;
        try {
          if (puts.length === 1 && single !== undefined) await client.send(new PutItemCommand(single));
          else await client.send(new TransactWriteItemsCommand({ TransactItems: puts.map((Put) => ({ Put })) }));
          for (const one of ids) acknowledged.set(one, value);
          begun();
        } catch {
          if (!killed) throw new Error('A write failed while the server ran');
        }
      }
    });
    await Promise.race([acknowledging, wait(10_000)]);
    await wait(next() * 250);
    killed = true;
    await server.stop('SIGKILL');
    await Promise.all(writers);
    client.destroy();
    assert.ok(acknowledged.size > 0, `round ${round} acknowledged nothing (seed ${seed})`);
  }
  const server = await startProcess(['serve', '--data', data]);
  const client = clientOf(server.ready.endpoint);
  const ids = (await scannedIds(client)).sort();
  const known = new Set(ids);
  const halves = ids.filter((id) => /-[ab]$/.test(id));
  for (const id of halves) {
    const other = id.endsWith('a') ? `${id.slice(0, -1)}b` : `${id.slice(0, -1)}a`;
    assert.ok(known.has(other), `${id} is half of a transaction (seed ${seed})`);
  }
  assert.deepEqual((await scannedIds(client, 'byValue')).sort(), ids, `index entries and items differ (seed ${seed})`);
  assert.deepEqual((await streamedIds(server.ready.endpoint)).sort(), ids, `records and items differ (seed ${seed})`);
  client.destroy();
  await server.stop();
  t.diagnostic(`${written} writes over ${ROUNDS} kills, ${halves.length / 2} transactions of two`);
  assert.ok(halves.length > 0);
  rmSync(data, { recursive: true, force: true });
});
