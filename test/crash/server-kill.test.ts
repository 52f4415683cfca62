import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { startProcess } from '../support/running-samlet.ts';

const ROUNDS = 10;
const WRITERS = 8;

/** A small generator with a seed, so that a failing run can be repeated. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const clientOf = (endpoint: string) =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });

test('every acknowledged write is there after kill -9 under load', { timeout: 240_000 }, async (t) => {
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
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        }),
      );
    }
    for (const [id, value] of acknowledged) {
      const { Item } = await client.send(new GetItemCommand({ TableName: 'writes', Key: { id: { S: id } } }));
      assert.equal(Item?.['value']?.S, value, `round ${round}: ${id} was acknowledged and is lost (seed ${seed})`);
      acknowledged.delete(id);
    }

    let killed = false;
    const writers = Array.from({ length: WRITERS }, async () => {
      while (!killed) {
        const id = `item-${written++}`;
        const value = String(next());
        try {
          await client.send(new PutItemCommand({ TableName: 'writes', Item: { id: { S: id }, value: { S: value } } }));
          acknowledged.set(id, value);
        } catch {
          if (!killed) throw new Error('A write failed while the server ran');
        }
      }
    });
    await wait(100 + next() * 400);
    killed = true;
    await server.stop('SIGKILL');
    await Promise.all(writers);
    client.destroy();
    assert.ok(acknowledged.size > 0, `round ${round} acknowledged nothing (seed ${seed})`);
  }
  t.diagnostic(`${written} writes over ${ROUNDS} kills`);
  rmSync(data, { recursive: true, force: true });
});
