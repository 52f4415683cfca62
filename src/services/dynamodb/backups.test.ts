import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { localDynamodb, tableInput } from '../../../test/support/dynamodb.ts';
import { manualClock } from '../../../test/support/manual-clock.ts';
import { openLmdbStore } from '../../store/lmdb-store.ts';
import { memoryStore } from '../../store/memory-store.ts';
import type { Store } from '../../store/store.ts';

const S = (text: string) => ({ S: text });
const N = (value: number) => ({ N: String(value) });
const SECOND = 1000;
const DAY = 86_400_000;

async function users(store: Store = memoryStore()) {
  const local = localDynamodb(store);
  await local.run('CreateTable', {
    ...tableInput('Users', 'id:S'),
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'team', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-team',
        KeySchema: [{ AttributeName: 'team', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
    Tags: [{ Key: 'a', Value: 'b' }],
  });
  const put = (id: string, age: number, team = 'red') =>
    local.run('PutItem', { TableName: 'Users', Item: { id: S(id), age: N(age), team: S(team) } });
  return {
    ...local,
    put,
    remove: (id: string) => local.run('DeleteItem', { TableName: 'Users', Key: { id: S(id) } }),
    async ages(table: string): Promise<Record<string, number>> {
      const found = (await local.items(table)).map((item): [string, number] => [item.id.S, Number(item.age.N)]);
      return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
    },
    recovery: (enabled: boolean, days = 35) =>
      local.run('UpdateContinuousBackups', {
        TableName: 'Users',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days },
      }),
    restoreTo: (target: string, atMs: number) =>
      local.run('RestoreTableToPointInTime', {
        SourceTableName: 'Users',
        TargetTableName: target,
        RestoreDateTime: atMs / 1000,
      }),
  };
}

test('a backup restores the items, keys and indexes as they were, also after its table is gone', async () => {
  const store = memoryStore();
  const { run, put, remove, clock } = await users(store);
  await put('a', 1);
  await put('b', 2, 'blue');
  const { BackupDetails: details } = await run('CreateBackup', { TableName: 'Users', BackupName: 'first' });
  assert.match(details.BackupArn, /^arn:aws:dynamodb:us-east-1:000000000000:table\/Users\/backup\/\d{14}-[0-9a-f]{8}$/);
  assert.deepEqual(
    [details.BackupName, details.BackupStatus, details.BackupType, details.BackupCreationDateTime],
    ['first', 'CREATING', 'USER', clock.now() / 1000],
  );
  await put('a', 100);
  await remove('b');
  await run('DeleteTable', { TableName: 'Users' });

  const later = await usersAgain(store);
  const { TableDescription: restored } = await later.run('RestoreTableFromBackup', {
    TargetTableName: 'Restored',
    BackupArn: details.BackupArn,
  });
  assert.equal(restored.TableStatus, 'CREATING');
  assert.deepEqual(await later.ages('Restored'), { a: 1, b: 2 });
  const { Items: blue } = await later.run('Query', {
    TableName: 'Restored',
    IndexName: 'by-team',
    KeyConditionExpression: 'team = :t',
    ExpressionAttributeValues: { ':t': S('blue') },
  });
  assert.deepEqual(blue, [{ id: S('b'), team: S('blue') }]);
  const { Table: table } = await later.run('DescribeTable', { TableName: 'Restored' });
  assert.deepEqual(
    [table.ItemCount, table.GlobalSecondaryIndexes[0].ItemCount, table.BillingModeSummary.BillingMode],
    [2, 2, 'PAY_PER_REQUEST'],
  );
  assert.deepEqual(table.RestoreSummary, {
    SourceBackupArn: details.BackupArn,
    SourceTableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/Users',
    RestoreDateTime: details.BackupCreationDateTime,
    RestoreInProgress: false,
  });
  assert.deepEqual((await later.run('ListTagsOfResource', { ResourceArn: table.TableArn })).Tags, []);
});

function usersAgain(store: Store) {
  const local = localDynamodb(store);
  return {
    ...local,
    async ages(table: string): Promise<Record<string, number>> {
      const found = (await local.items(table)).map((item): [string, number] => [item.id.S, Number(item.age.N)]);
      return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
    },
  };
}

test('backups are described, listed in pages and deleted with their items', async () => {
  const store = memoryStore();
  const { run, put, refusal, clock, call } = await users(store);
  await put('a', 1);
  const arns: string[] = [];
  for (const name of ['one', 'two', 'three']) {
    await clock.advance(SECOND);
    arns.push((await run('CreateBackup', { TableName: 'Users', BackupName: name })).BackupDetails.BackupArn);
  }
  const { BackupDescription: description } = await run('DescribeBackup', { BackupArn: arns[0] });
  assert.equal(description.BackupDetails.BackupStatus, 'AVAILABLE');
  assert.equal(description.SourceTableDetails.ItemCount, 1);
  assert.equal(description.SourceTableFeatureDetails.GlobalSecondaryIndexes[0].IndexName, 'by-team');

  const first = await run('ListBackups', { TableName: 'Users', Limit: 2 });
  assert.deepEqual(
    first.BackupSummaries.map((summary: { BackupName: string }) => summary.BackupName),
    ['one', 'two'],
  );
  const second = await run('ListBackups', { Limit: 2, ExclusiveStartBackupArn: first.LastEvaluatedBackupArn });
  assert.deepEqual(
    second.BackupSummaries.map((summary: { BackupArn: string }) => summary.BackupArn),
    [arns[2]],
  );
  assert.equal(second.LastEvaluatedBackupArn, undefined);
  const upper = clock.now() / 1000;
  const earlier = await run('ListBackups', { TimeRangeUpperBound: upper, BackupType: 'USER' });
  assert.equal(earlier.BackupSummaries.length, 2);

  const rows = async () => (await store.range(new Uint8Array([0x10]), new Uint8Array([0x11]), { limit: 100 })).length;
  assert.equal(await rows(), 5);
  const { BackupDescription: deleted } = await run('DeleteBackup', { BackupArn: arns[0] });
  assert.equal(deleted.BackupDetails.BackupStatus, 'DELETED');
  await call.state.background.settle();
  assert.equal(await rows(), 4);
  assert.equal(
    await refusal('DescribeBackup', { BackupArn: arns[0] }),
    `BackupNotFoundException: Backup not found: ${arns[0]}`,
  );
  assert.equal(
    await refusal('RestoreTableFromBackup', { BackupArn: arns[1], TargetTableName: 'Users' }),
    'TableAlreadyExistsException: Table already exists: Users',
  );
  assert.equal(
    await refusal('CreateBackup', { TableName: 'Nothing', BackupName: 'one' }),
    'TableNotFoundException: Table not found: Nothing',
  );
});

test('a table is restored to any moment since its recovery was enabled', async () => {
  const { put, remove, run, clock, ages, recovery, restoreTo, call } = await users();
  await put('a', 1);
  await put('b', 1);
  await recovery(true);
  const moments: [number, Record<string, number>][] = [];
  const note = async () => {
    moments.push([clock.now(), await ages('Users')]);
    await clock.advance(SECOND);
  };
  await note();
  await put('a', 2);
  await put('c', 2);
  await note();
  await remove('a');
  await put('c', 3);
  await put('c', 4);
  await note();
  await run('TransactWriteItems', {
    TransactItems: [
      { Put: { TableName: 'Users', Item: { id: S('a'), age: N(5) } } },
      { Delete: { TableName: 'Users', Key: { id: S('b') } } },
    ],
  });
  await run('BatchWriteItem', { RequestItems: { Users: [{ DeleteRequest: { Key: { id: S('c') } } }] } });
  await note();
  assert.deepEqual(
    moments.map(([, expected]) => expected),
    [{ a: 1, b: 1 }, { a: 2, b: 1, c: 2 }, { b: 1, c: 4 }, { a: 5 }],
  );
  for (const [at, [moment, expected]] of moments.entries()) {
    await restoreTo(`Restored-${at}`, moment);
    assert.deepEqual(await ages(`Restored-${at}`), expected);
    const { Table: table } = await run('DescribeTable', { TableName: `Restored-${at}` });
    assert.equal(table.ItemCount, Object.keys(expected).length);
    assert.equal(table.RestoreSummary.RestoreDateTime, moment / 1000);
  }
  await put('z', 9);
  await run('RestoreTableToPointInTime', {
    SourceTableArn: (await call.state.tables.get(call, 'Users')).arn,
    TargetTableName: 'Latest',
    UseLatestRestorableTime: true,
  });
  assert.deepEqual(await ages('Latest'), { a: 5, z: 9 });
});

test('what is written while a table is copied is not in the copy', async () => {
  const store = memoryStore();
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const { put, remove, run, ages, call } = await users({
    ...store,
    // Reading takes a turn, so that writes come between the pages of the copy.
    range: async (...range) => {
      await turn();
      return store.range(...range);
    },
  });
  const ids = Array.from({ length: 1200 }, (_, at) => `user-${at}`);
  await Promise.all(ids.map((id) => put(id, 1)));
  const [{ BackupDetails: details }] = await Promise.all([
    run('CreateBackup', { TableName: 'Users', BackupName: 'busy' }),
    (async () => {
      await turn();
      await Promise.all(ids.map((id, at) => (at % 2 === 0 ? put(id, 2) : remove(id))));
      await put('new', 2);
    })(),
  ]);
  await run('RestoreTableFromBackup', { TargetTableName: 'Restored', BackupArn: details.BackupArn });
  const restored = await ages('Restored');
  assert.equal(Object.keys(restored).length, 1200);
  assert.ok(Object.values(restored).every((age) => age === 1));
  const changes = await call.state.store.range(new Uint8Array([0x18]), new Uint8Array([0x19]), { limit: 10 });
  assert.deepEqual(changes, []);
});

test('restores outside of the window, without recovery and onto a table are refused', async () => {
  const { run, put, refusal, clock, recovery, restoreTo, call, ages } = await users();
  const restore = (more: object) =>
    refusal('RestoreTableToPointInTime', { SourceTableName: 'Users', TargetTableName: 'Restored', ...more });
  const latest = { UseLatestRestorableTime: true };
  assert.equal(
    await restore(latest),
    "PointInTimeRecoveryUnavailableException: Point in time recovery is not enabled for table 'Users'",
  );
  await recovery(true, 2);
  const enabledAt = clock.now();
  await put('a', 1);
  await clock.advance(DAY);
  await put('a', 2);
  const invalid =
    'InvalidRestoreTimeException: An invalid restore time was specified. ' +
    'RestoreDateTime must be between EarliestRestorableDateTime and LatestRestorableDateTime.';
  assert.equal(await restore({ RestoreDateTime: enabledAt / 1000 - 1 }), invalid);
  assert.equal(await restore({ RestoreDateTime: clock.now() / 1000 + 1 }), invalid);
  assert.equal(
    await restore({ ...latest, TargetTableName: 'Users' }),
    'TableAlreadyExistsException: Table already exists: Users',
  );
  assert.equal(
    await restore({ ...latest, SourceTableName: 'Nothing' }),
    'TableNotFoundException: Table not found: Nothing',
  );
  await restoreTo('Restored', enabledAt + SECOND);
  assert.deepEqual(await ages('Restored'), { a: 1 });

  await clock.advance(2 * DAY);
  const { ContinuousBackupsDescription: backups } = await run('DescribeContinuousBackups', { TableName: 'Users' });
  assert.deepEqual(backups.PointInTimeRecoveryDescription, {
    PointInTimeRecoveryStatus: 'ENABLED',
    RecoveryPeriodInDays: 2,
    EarliestRestorableDateTime: (enabledAt + DAY) / 1000,
    LatestRestorableDateTime: (enabledAt + 3 * DAY) / 1000,
  });
  assert.equal(await restore({ RestoreDateTime: enabledAt / 1000 + 1 }), invalid);

  const changes = () => call.state.store.range(new Uint8Array([0x18]), new Uint8Array([0x19]), { limit: 10 });
  assert.equal((await changes()).length, 2);
  await put('a', 3);
  await call.state.background.settle();
  assert.equal((await changes()).length, 2, 'the change of three days ago is forgotten');
  await recovery(false);
  await call.state.background.settle();
  assert.deepEqual(await changes(), []);
  await put('a', 4);
  assert.deepEqual(await changes(), []);
});

test('a restore may have another billing mode, and fewer indexes', async () => {
  const { run, put, refusal } = await users();
  await put('a', 1);
  const { BackupDetails: details } = await run('CreateBackup', { TableName: 'Users', BackupName: 'one' });
  const units = { ReadCapacityUnits: 3, WriteCapacityUnits: 4 };
  const request = { BackupArn: details.BackupArn, TargetTableName: 'Restored', BillingModeOverride: 'PROVISIONED' };
  assert.match(await refusal('RestoreTableFromBackup', request), /^ValidationException: .*ProvisionedThroughput/);
  await run('RestoreTableFromBackup', {
    ...request,
    ProvisionedThroughputOverride: units,
    GlobalSecondaryIndexOverride: [],
  });
  const { Table: table } = await run('DescribeTable', { TableName: 'Restored' });
  assert.deepEqual(table.ProvisionedThroughput, { NumberOfDecreasesToday: 0, ...units });
  assert.equal(table.GlobalSecondaryIndexes, undefined);
});

test('a copy that a crash ended is removed at the next start', async () => {
  const store = memoryStore();
  const { call, put } = await users(store);
  await put('a', 1);
  const { startCopy } = await import('./unfinished-copies.ts');
  const { copyTable } = await import('./copy-table.ts');
  const { compileTable } = await import('./table.ts');
  const source = await call.state.tables.get(call, 'Users');
  const { number } = await startCopy(store);
  await copyTable(call.state, source, compileTable({ ...source.record, number }));
  const rows = async () => (await store.range(new Uint8Array([0x10]), new Uint8Array([0x11]), { limit: 100 })).length;
  assert.equal(await rows(), 4);
  const next = localDynamodb(store);
  await next.call.state.background.settle();
  assert.equal(await rows(), 2);
});

test('backups and restores work on disk while the table is written to, and after a restart', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'samlet-backups-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const store = await openLmdbStore({ path: folder, durability: 'process', clock: manualClock() });
  const { put, remove, run, clock, recovery, ages, restoreTo, call } = await users(store);
  await recovery(true);
  const ids = Array.from({ length: 1500 }, (_, at) => `user-${at}`);
  await Promise.all(ids.map((id) => put(id, 1)));
  const moment = clock.now();
  await clock.advance(SECOND);
  const [{ BackupDetails: details }] = await Promise.all([
    run('CreateBackup', { TableName: 'Users', BackupName: 'busy' }),
    restoreTo('Restored', moment),
    ...ids.map((id, at) => (at % 2 === 0 ? put(id, 2) : remove(id))),
  ]);
  const restored = await ages('Restored');
  assert.deepEqual([Object.keys(restored).length, new Set(Object.values(restored))], [1500, new Set([1])]);
  await run('DeleteTable', { TableName: 'Restored' });
  await call.state.background.settle();
  await store.close();

  const again = await openLmdbStore({ path: folder, durability: 'process', clock: manualClock() });
  const later = usersAgain(again);
  await later.run('RestoreTableFromBackup', { TargetTableName: 'FromBackup', BackupArn: details.BackupArn });
  const { Table: table } = await later.run('DescribeTable', { TableName: 'FromBackup' });
  const items = await later.ages('FromBackup');
  assert.equal(table.ItemCount, Object.keys(items).length);
  assert.equal(table.ItemCount, table.GlobalSecondaryIndexes[0].ItemCount);
  assert.deepEqual(
    await later.ages('Users'),
    Object.fromEntries(
      ids
        .filter((_, at) => at % 2 === 0)
        .sort()
        .map((id) => [id, 2]),
    ),
  );
  await later.call.state.background.settle();
  await again.close();
});

test('a deleted table with point-in-time recovery leaves a backup of the system, which goes after 35 days', async () => {
  const { run, items, refusal, clock, call } = localDynamodb();
  await run('CreateTable', tableInput('Gone', 'id:S'));
  await run('UpdateContinuousBackups', {
    TableName: 'Gone',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  const item = { id: { S: 'a' }, text: { S: 'kept' } };
  await run('PutItem', { TableName: 'Gone', Item: item });
  await run('DeleteTable', { TableName: 'Gone' });
  await call.state.background.settle();
  assert.deepEqual((await run('ListBackups', { BackupType: 'USER' })).BackupSummaries, []);
  assert.deepEqual((await run('ListBackups', {})).BackupSummaries, [], 'USER where nothing else is asked for');
  assert.equal((await run('ListBackups', { BackupType: 'ALL' })).BackupSummaries?.length, 1);
  const { BackupSummaries: listed } = await run('ListBackups', { BackupType: 'SYSTEM' });
  const [backup] = listed;
  assert.deepEqual(
    [listed.length, backup.BackupName, backup.BackupType, backup.TableName],
    [1, 'Gone$DeletedTableBackup', 'SYSTEM', 'Gone'],
  );
  assert.equal(backup.BackupExpiryDateTime - backup.BackupCreationDateTime, 35 * 86_400);
  await run('CreateTable', tableInput('Gone', 'id:S'));
  assert.deepEqual(await items('Gone'), []);
  await run('RestoreTableFromBackup', { BackupArn: backup.BackupArn, TargetTableName: 'Again' });
  assert.deepEqual(await items('Again'), [item]);
  await clock.advance(35 * 86_400_000);
  assert.deepEqual((await run('ListBackups', { BackupType: 'ALL' })).BackupSummaries, []);
  assert.match(await refusal('DescribeBackup', { BackupArn: backup.BackupArn }), /^BackupNotFoundException/);
});
