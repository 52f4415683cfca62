import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CloudWatchClient, GetMetricStatisticsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { startProcess } from '../support/running-samlet.ts';

const ROUNDS = 5;
const WRITERS = 4;

const clientOf = (endpoint: string) =>
  new CloudWatchClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });

async function countOf(client: CloudWatchClient, from: number): Promise<number> {
  const { Datapoints = [] } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace: 'Crash',
      MetricName: 'values',
      StartTime: new Date(from - 60_000),
      EndTime: new Date(from + 3_600_000),
      Period: 60,
      Statistics: ['SampleCount'],
    }),
  );
  return Datapoints.reduce((sum, point) => sum + (point.SampleCount ?? 0), 0);
}

test('every acknowledged value of a metric is counted once after kill -9 under load', {
  timeout: 120_000,
}, async () => {
  const data = mkdtempSync(join(tmpdir(), 'samlet-crash-'));
  const from = Date.now();
  let acknowledged = 0;
  let sent = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const server = await startProcess(['serve', '--data', data]);
    const client = clientOf(server.ready.endpoint);
    const counted = await countOf(client, from);
    assert.ok(counted >= acknowledged, `round ${round}: ${acknowledged} were acknowledged, ${counted} are there`);
    assert.ok(counted <= sent, `round ${round}: ${sent} were sent, ${counted} are there`);
    // What was kept and not acknowledged is not told from what is kept now.
    acknowledged = counted;
    sent = counted;
    let killed = round === ROUNDS;
    const until = acknowledged + 20 + round * 7;
    await Promise.all(
      Array.from({ length: WRITERS }, async () => {
        while (!killed) {
          sent += 1;
          try {
            await client.send(
              new PutMetricDataCommand({ Namespace: 'Crash', MetricData: [{ MetricName: 'values', Value: sent }] }),
            );
            acknowledged += 1;
          } catch (error) {
            if (!killed) throw error;
          }
          if (acknowledged >= until && !killed) {
            killed = true;
            void server.stop('SIGKILL');
          }
        }
      }),
    );
    await server.stop('SIGKILL');
    client.destroy();
  }
  assert.ok(acknowledged > 100);
  rmSync(data, { recursive: true, force: true });
});
