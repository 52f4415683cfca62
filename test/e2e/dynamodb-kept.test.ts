import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock } from '../../src/std/clock.ts';
import { openLmdbStore } from '../../src/store/lmdb-store.ts';
import { localDynamodb, tableInput } from '../support/dynamodb.ts';

test('on disk, changes made at once are told once each in one order, and expired items go after a restart', async () => {
  const path = mkdtempSync(join(tmpdir(), 'samlet-kept-'));
  const open = () => openLmdbStore({ path, durability: 'process', clock: systemClock });
  try {
    const store = await open();
    const { run, call, clock } = localDynamodb(store);
    await run('CreateTable', {
      ...tableInput('Orders', 'id:S'),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    });
    await run('UpdateTimeToLive', {
      TableName: 'Orders',
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' },
    });
    const expires = { N: String(clock.now() / 1000 + 1) };
    await Promise.all(
      Array.from({ length: 300 }, (_, at) =>
        run('PutItem', { TableName: 'Orders', Item: { id: { S: `${at % 100}` }, at: { N: `${at}` }, expires } }),
      ),
    );
    await call.state.background.settle();
    await store.close();

    const again = await open();
    const second = localDynamodb(again);
    await second.clock.advance(2_000);
    await second.call.state.background.settle();
    await second.call.state.sweeps.sweep();
    assert.deepEqual(await second.items('Orders'), []);
    const { Table: table } = await second.run('DescribeTable', { TableName: 'Orders' });
    const stream = await second.call.state.changeStreams.find(table.LatestStreamArn);
    assert.ok(stream);
    const entries = await second.call.state.changeStreams.read(stream, { from: 0, limit: 1000 });
    assert.deepEqual(
      entries.map((entry) => entry.sequence),
      Array.from({ length: 400 }, (_, at) => stream.first + 1 + at),
    );
    const names = entries.map((entry) => JSON.parse(Buffer.from(entry.bytes).toString()).eventName);
    const count = (name: string) => names.filter((one) => one === name).length;
    assert.deepEqual([count('INSERT'), count('MODIFY'), count('REMOVE')], [100, 200, 100]);
    await again.close();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
});
