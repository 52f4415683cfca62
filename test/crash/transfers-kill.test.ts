import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { startProcess } from '../support/running-samlet.ts';

const ROUNDS = 5;
const CLIENTS = 8;
const ACCOUNTS = 5;
const START_MONEY = 1000;

const clientOf = (endpoint: string) =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });

const account = (number: number) => ({ S: `account-${number}` });

function transfer(id: string, from: number, to: number, amount: number): TransactWriteItemsCommand {
  const change = (number: number, by: number) => ({
    Update: {
      TableName: 'bank',
      Key: { id: account(number) },
      UpdateExpression: 'SET money = money + :by',
      ConditionExpression: 'money >= :least',
      ExpressionAttributeValues: { ':by': { N: String(by) }, ':least': { N: String(Math.max(0, -by)) } },
    },
  });
  return new TransactWriteItemsCommand({
    TransactItems: [
      change(from, -amount),
      change(to, amount),
      { Put: { TableName: 'bank', Item: { id: { S: id } }, ConditionExpression: 'attribute_not_exists(id)' } },
    ],
  });
}

test('concurrent transactions survive kill -9 whole: the sum stays, and none that was acknowledged is lost', {
  timeout: 120_000,
}, async (t) => {
  const seed = Number(process.env['SAMLET_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  t.diagnostic(`SAMLET_SEED=${seed}`);
  const numbers = { min: 0, max: ACCOUNTS - 1 };
  const plans = fc
    .sample(
      fc.record({ from: fc.integer(numbers), to: fc.integer(numbers), amount: fc.integer({ min: 1, max: 600 }) }),
      { seed, numRuns: 1000 },
    )
    .filter(({ from, to }) => from !== to);
  const data = mkdtempSync(join(tmpdir(), 'samlet-transfers-'));
  const acknowledged = new Set<string>();
  let cancelled = 0;
  let sent = 0;

  for (let round = 0; round <= ROUNDS; round++) {
    const server = await startProcess(['serve', '--data', data]);
    const client = clientOf(server.ready.endpoint);
    if (round === 0) {
      await client.send(
        new CreateTableCommand({
          TableName: 'bank',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        }),
      );
      for (let number = 0; number < ACCOUNTS; number++) {
        const Item = { id: account(number), money: { N: String(START_MONEY) } };
        await client.send(new PutItemCommand({ TableName: 'bank', Item }));
      }
    }
    const { Items = [] } = await client.send(new ScanCommand({ TableName: 'bank', ConsistentRead: true }));
    const sum = Items.reduce((total, { money }) => total + Number(money?.N ?? 0), 0);
    assert.equal(sum, ACCOUNTS * START_MONEY, `round ${round} (seed ${seed})`);
    const kept = new Set(Items.map(({ id }) => id?.S));
    for (const id of acknowledged) assert.ok(kept.has(id), `round ${round}: ${id} is lost (seed ${seed})`);
    if (round === ROUNDS) {
      client.destroy();
      await server.stop();
      break;
    }

    let killed = false;
    const clients = Array.from({ length: CLIENTS }, async () => {
      while (!killed) {
        const id = `transfer-${sent++}`;
        const { from, to, amount } = plans[sent % plans.length] ?? { from: 0, to: 1, amount: 1 };
        try {
          await client.send(transfer(id, from, to, amount));
          acknowledged.add(id);
        } catch (error) {
          if (error instanceof TransactionCanceledException) cancelled++;
          else if (!killed) throw error;
        }
      }
    });
    await wait(150 + ((seed >>> round) % 200));
    killed = true;
    await server.stop('SIGKILL');
    await Promise.all(clients);
    client.destroy();
  }
  t.diagnostic(`${acknowledged.size} transfers and ${cancelled} cancelled over ${ROUNDS} kills`);
  assert.ok(acknowledged.size > 0);
  rmSync(data, { recursive: true, force: true });
});
