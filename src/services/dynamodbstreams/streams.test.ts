import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LocalDynamodb, localDynamodb, tableInput } from '../../../test/support/dynamodb.ts';
import { EncodedAnswer } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { sequenceOf } from '../../streams/sequence-number.ts';
import { dynamodbstreams } from './index.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are the wire's own JSON
type Answer = any;

/** A table `Tab` with a stream, and DynamoDB Streams beside it. */
async function streamed(viewType = 'NEW_AND_OLD_IMAGES') {
  const local = localDynamodb();
  await local.run('CreateTable', {
    ...tableInput('Tab', 'id:S'),
    StreamSpecification: { StreamEnabled: true, StreamViewType: viewType },
  });
  const { Table: table } = await local.run('DescribeTable', { TableName: 'Tab' });
  return { ...local, ...streamsOf(local), arn: table.LatestStreamArn as string };
}

function streamsOf({ call }: LocalDynamodb) {
  const context = { ...call, state: { changeStreams: call.state.changeStreams, clock: call.clock } };
  const ask = async (operation: string, input: object): Promise<Answer> => {
    const answer = await dynamodbstreams.operations[operation]?.(input, context);
    return answer instanceof EncodedAnswer ? JSON.parse(Buffer.from(answer.body).toString()) : answer;
  };
  const refused = async (operation: string, input: object): Promise<string> => {
    try {
      await ask(operation, input);
    } catch (error) {
      if (error instanceof ServiceError) return `${error.code}: ${error.message}`;
      throw error;
    }
    throw new Error(`${operation} was not refused`);
  };
  const iterator = async (arn: string, type = 'TRIM_HORIZON', sequence?: string): Promise<string> => {
    const { StreamDescription: stream } = await ask('DescribeStream', { StreamArn: arn });
    const answer = await ask('GetShardIterator', {
      StreamArn: arn,
      ShardId: stream.Shards[0].ShardId,
      ShardIteratorType: type,
      ...(sequence && { SequenceNumber: sequence }),
    });
    return answer.ShardIterator;
  };
  const records = async (arn: string, type?: string, sequence?: string): Promise<Answer[]> =>
    (await ask('GetRecords', { ShardIterator: await iterator(arn, type, sequence) })).Records;
  return { ask, refused, iterator, records };
}

const item = (id: string, value: string) => ({ TableName: 'Tab', Item: { id: { S: id }, value: { S: value } } });

test('a put of a new item is INSERT, of a changed one MODIFY, its removal REMOVE, with both images', async () => {
  const { run, records, arn } = await streamed();
  await run('PutItem', item('a', '1'));
  await run('PutItem', item('a', '2'));
  await run('DeleteItem', { TableName: 'Tab', Key: { id: { S: 'a' } } });
  const [insert, modify, remove, ...more] = await records(arn);
  assert.deepEqual(more, []);
  assert.deepEqual(insert, {
    eventID: insert.eventID,
    eventName: 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    dynamodb: {
      ApproximateCreationDateTime: Date.UTC(2026, 0, 1) / 1000,
      Keys: { id: { S: 'a' } },
      NewImage: { id: { S: 'a' }, value: { S: '1' } },
      SequenceNumber: insert.dynamodb.SequenceNumber,
      SizeBytes: 3 + 9,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  });
  assert.match(insert.eventID, /^[0-9a-f]{32}$/);
  assert.deepEqual(
    [modify.eventName, modify.dynamodb.NewImage.value, modify.dynamodb.OldImage.value, modify.dynamodb.SizeBytes],
    ['MODIFY', { S: '2' }, { S: '1' }, 3 + 9 + 9],
  );
  assert.deepEqual(
    [remove.eventName, remove.dynamodb.NewImage, remove.dynamodb.OldImage.value],
    ['REMOVE', undefined, { S: '2' }],
  );
  const numbers = [insert, modify, remove].map((record) => record.dynamodb.SequenceNumber);
  assert.ok(numbers.every((number) => /^\d{21,40}$/.test(number)));
  assert.deepEqual(numbers.toSorted(), numbers);
});

for (const [viewType, news, olds] of [
  ['KEYS_ONLY', false, false],
  ['NEW_IMAGE', true, false],
  ['OLD_IMAGE', false, true],
  ['NEW_AND_OLD_IMAGES', true, true],
] as const) {
  test(`a stream of ${viewType} shows the keys and what it says`, async () => {
    const { run, records, arn } = await streamed(viewType);
    await run('PutItem', item('a', '1'));
    await run('PutItem', item('a', '2'));
    const [, { dynamodb: change }] = await records(arn);
    assert.deepEqual(change.Keys, { id: { S: 'a' } });
    assert.deepEqual(['NewImage' in change, 'OldImage' in change], [news, olds]);
  });
}

test('what changes nothing leaves no record', async () => {
  const { run, refusal, records, arn } = await streamed();
  const set = (members: string[]) => ({ TableName: 'Tab', Item: { id: { S: 'a' }, set: { SS: members } } });
  await run('PutItem', set(['x', 'y']));
  await run('PutItem', set(['y', 'x']));
  await run('UpdateItem', { TableName: 'Tab', Key: { id: { S: 'a' } } });
  await run('DeleteItem', { TableName: 'Tab', Key: { id: { S: 'none' } } });
  await refusal('PutItem', { ...item('a', '1'), ConditionExpression: 'attribute_not_exists(id)' });
  assert.equal((await records(arn)).length, 1);
});

test('updates, batches and transactions are told in the order of their commits', async () => {
  const { run, refusal, records, arn } = await streamed();
  await run('UpdateItem', {
    TableName: 'Tab',
    Key: { id: { S: 'u' } },
    UpdateExpression: 'SET n = :n',
    ExpressionAttributeValues: { ':n': { N: '1' } },
  });
  await run('BatchWriteItem', { RequestItems: { Tab: [{ PutRequest: { Item: { id: { S: 'b' } } } }] } });
  const put = (id: string) => ({ Put: { TableName: 'Tab', Item: { id: { S: id } } } });
  await run('TransactWriteItems', { TransactItems: [put('t1'), put('t2')] });
  await refusal('TransactWriteItems', {
    TransactItems: [
      put('t3'),
      { ConditionCheck: { TableName: 'Tab', Key: { id: { S: 'x' } }, ConditionExpression: 'attribute_exists(id)' } },
    ],
  });
  await Promise.all(Array.from({ length: 20 }, (_, at) => run('PutItem', item(`p${at}`, ''))));
  const found = await records(arn);
  assert.deepEqual(
    found.slice(0, 4).map((record) => record.dynamodb.Keys.id.S),
    ['u', 'b', 't1', 't2'],
  );
  assert.equal(found.length, 24);
  assert.equal(new Set(found.map((record) => record.dynamodb.SequenceNumber)).size, 24);
});

test('iterators begin at the oldest, behind the newest, at or after a record', async () => {
  const { run, ask, iterator, records, arn } = await streamed();
  for (const id of ['a', 'b', 'c']) await run('PutItem', item(id, ''));
  const latest = await iterator(arn, 'LATEST');
  await run('PutItem', item('d', ''));
  const all = await records(arn);
  const [, second] = all.map((record) => record.dynamodb.SequenceNumber);
  const ids = (found: Answer[]) => found.map((record) => record.dynamodb.Keys.id.S).join('');
  assert.equal(ids(all), 'abcd');
  assert.equal(ids(await records(arn, 'AT_SEQUENCE_NUMBER', second)), 'bcd');
  assert.equal(ids(await records(arn, 'AFTER_SEQUENCE_NUMBER', second)), 'cd');
  assert.equal(ids((await ask('GetRecords', { ShardIterator: latest })).Records), 'd');

  let next = await iterator(arn);
  let pages = '';
  for (let page = 0; page < 4; page++) {
    const answer = await ask('GetRecords', { ShardIterator: next, Limit: 2 });
    pages += `${ids(answer.Records)},`;
    next = answer.NextShardIterator;
  }
  assert.equal(pages, 'ab,cd,,,');
  await run('PutItem', item('e', ''));
  assert.equal(ids((await ask('GetRecords', { ShardIterator: next })).Records), 'e');
});

test('a page of records ends at 1 MB', async () => {
  const { run, ask, iterator, arn } = await streamed('NEW_IMAGE');
  for (const id of ['a', 'b', 'c', 'd']) await run('PutItem', item(id, 'x'.repeat(390_000)));
  const first = await ask('GetRecords', { ShardIterator: await iterator(arn) });
  const second = await ask('GetRecords', { ShardIterator: first.NextShardIterator });
  assert.deepEqual([first.Records.length, second.Records.length], [2, 2]);
});

test('a stream that is disabled keeps its records, and its shard ends', async () => {
  const { run, ask, iterator, arn } = await streamed();
  await run('PutItem', item('a', '1'));
  await run('UpdateTable', { TableName: 'Tab', StreamSpecification: { StreamEnabled: false } });
  await run('PutItem', item('b', '1'));
  const { StreamDescription: stream } = await ask('DescribeStream', { StreamArn: arn });
  assert.equal(stream.StreamStatus, 'DISABLED');
  const { StartingSequenceNumber: start, EndingSequenceNumber: end } = stream.Shards[0].SequenceNumberRange;
  assert.ok((sequenceOf(start) ?? 0) < (sequenceOf(end) ?? 0));
  const answer = await ask('GetRecords', { ShardIterator: await iterator(arn) });
  assert.deepEqual([answer.Records.length, answer.NextShardIterator], [1, undefined]);

  await run('UpdateTable', {
    TableName: 'Tab',
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
  });
  await run('PutItem', item('c', '1'));
  const { Streams: streams } = await ask('ListStreams', { TableName: 'Tab' });
  assert.equal(streams.length, 2);
  const fresh = streams.find((one: Answer) => one.StreamArn !== arn);
  const again = await ask('GetRecords', { ShardIterator: await iterator(fresh.StreamArn) });
  assert.deepEqual(
    again.Records.map((record: Answer) => record.dynamodb.Keys.id.S),
    ['c'],
  );
});

test('a stream outlives its table by a day, and a new table of that name has its own', async () => {
  const { run, ask, refused, records, clock, call, arn } = await streamed();
  await run('PutItem', item('a', '1'));
  await run('DeleteTable', { TableName: 'Tab' });
  await call.state.background.settle();
  await clock.advance(1000);
  await run('CreateTable', tableInput('Tab', 'id:S'));
  assert.equal((await records(arn)).length, 1);
  await clock.advance(24 * 3_600_000);
  assert.equal(
    await refused('DescribeStream', { StreamArn: arn }),
    `ResourceNotFoundException: Requested resource not found: Stream: ${arn} not found`,
  );
  assert.deepEqual(await ask('ListStreams', {}), { Streams: [] });
});

test('records are there for 24 hours and then removed', async () => {
  const { run, refused, ask, records, clock, call, arn } = await streamed();
  await run('PutItem', item('a', '1'));
  const [old] = await records(arn);
  await clock.advance(20 * 3_600_000);
  await run('PutItem', item('b', '1'));
  assert.equal((await records(arn)).length, 2);
  await clock.advance(4 * 3_600_000 + 1);
  for (const trim of [false, true]) {
    if (trim) await call.state.changeStreams.trim();
    assert.deepEqual(
      (await records(arn)).map((record) => record.dynamodb.Keys.id.S),
      ['b'],
    );
    const { StreamDescription: stream } = await ask('DescribeStream', { StreamArn: arn });
    const at = {
      StreamArn: arn,
      ShardId: stream.Shards[0].ShardId,
      ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      SequenceNumber: old.dynamodb.SequenceNumber,
    };
    assert.match(await refused('GetShardIterator', at), /^TrimmedDataAccessException: The data you are trying/);
  }
  await run('PutItem', item('c', '1'));
  assert.equal((await records(arn)).length, 2);
});

test('a record that is trimmed before its iterator is used is refused', async () => {
  const { run, refused, iterator, records, clock, arn } = await streamed();
  await run('PutItem', item('a', '1'));
  const [{ dynamodb: change }] = await records(arn);
  await clock.advance(24 * 3_600_000 - 60_000);
  const at = await iterator(arn, 'AT_SEQUENCE_NUMBER', change.SequenceNumber);
  await clock.advance(120_000);
  assert.match(await refused('GetRecords', { ShardIterator: at }), /^TrimmedDataAccessException: /);
});

test('an iterator lives 15 minutes', async () => {
  const { ask, refused, iterator, clock, arn } = await streamed();
  const from = await iterator(arn);
  await clock.advance(15 * 60_000);
  assert.deepEqual((await ask('GetRecords', { ShardIterator: from })).Records, []);
  await clock.advance(1);
  assert.match(await refused('GetRecords', { ShardIterator: from }), /^ExpiredIteratorException: /);
});

test('what does not exist or is malformed is refused', async () => {
  const { ask, refused, arn } = await streamed();
  const { StreamDescription: stream } = await ask('DescribeStream', { StreamArn: arn });
  const shard = stream.Shards[0].ShardId;
  assert.match(shard, /^shardId-\d{20}-[0-9a-f]{8}$/);
  const ask1 = (input: object) => refused('GetShardIterator', { StreamArn: arn, ShardId: shard, ...input });
  assert.match(await refused('DescribeStream', { StreamArn: `${arn}0` }), /^ResourceNotFoundException: .*Stream: arn/);
  assert.equal(
    await refused('DescribeStream', { StreamArn: 'x'.repeat(40) }),
    'ValidationException: Invalid StreamArn',
  );
  assert.match(await refused('DescribeStream', {}), /^ValidationException: 1 validation error detected: .*'streamArn'/);
  assert.match(await ask1({ ShardIteratorType: 'NOW' }), /Member must satisfy enum value set/);
  assert.match(await ask1({ ShardIteratorType: 'AT_SEQUENCE_NUMBER' }), /^ValidationException: /);
  assert.match(
    await ask1({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: '9'.repeat(21) }),
    /^ValidationException: /,
  );
  assert.match(
    await ask1({ ShardIteratorType: 'LATEST', ShardId: `${shard.slice(0, -1)}x` }),
    /^ResourceNotFoundException: /,
  );
  for (const iterator of ['x', `${arn}|1|x`, `${arn}|1|${Buffer.from('[null,1]').toString('base64')}`]) {
    assert.equal(
      await refused('GetRecords', { ShardIterator: iterator }),
      'ValidationException: Invalid ShardIterator',
    );
  }
});

test('who subscribes hears of changes once they can be read', async () => {
  const { run, records, call, arn } = await streamed();
  const seen: Promise<number>[] = [];
  const end = call.state.changeStreams.subscribe(arn, () => seen.push(records(arn).then((found) => found.length)));
  await run('PutItem', item('a', '1'));
  await seen[0];
  await run('TransactWriteItems', { TransactItems: [{ Put: item('b', '1') }] });
  assert.deepEqual(await Promise.all(seen), [1, 2]);
  end();
  await run('PutItem', item('c', '1'));
  assert.equal(seen.length, 2);
});

test('streams are listed in pages', async () => {
  const { run, ask } = await streamed();
  for (const name of ['A', 'B']) {
    await run('CreateTable', {
      ...tableInput(`Other-${name}`, 'id:S'),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
    });
  }
  const names: string[] = [];
  let start: string | undefined;
  do {
    const page = await ask('ListStreams', { Limit: 1, ...(start && { ExclusiveStartStreamArn: start }) });
    names.push(...page.Streams.map((stream: Answer) => stream.TableName));
    start = page.LastEvaluatedStreamArn;
  } while (start !== undefined);
  assert.deepEqual(names, ['Other-A', 'Other-B', 'Tab']);
});

test('readers of a stream need its own ARN, and its policy counts beside theirs', async () => {
  const { run, iterator, call, arn } = await streamed();
  const context = { ...call, state: { changeStreams: call.state.changeStreams, clock: call.clock } };
  const asked = async (operation: string, input: object) => {
    const [check, ...more] = (await dynamodbstreams.operations[operation]?.access?.checks(input, context)) ?? [];
    assert.deepEqual(more, []);
    return [check?.action, check?.resource, check?.resourcePolicies?.length];
  };
  const ShardIterator = await iterator(arn);
  assert.deepEqual(await asked('DescribeStream', { StreamArn: arn }), ['dynamodb:DescribeStream', arn, undefined]);
  assert.deepEqual(await asked('GetRecords', { ShardIterator }), ['dynamodb:GetRecords', arn, undefined]);
  assert.deepEqual(await asked('ListStreams', {}), ['dynamodb:ListStreams', '*', undefined]);
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Principal: '*', Action: 'dynamodb:GetRecords', Resource: arn }],
  });
  await run('PutResourcePolicy', { ResourceArn: arn, Policy });
  assert.deepEqual(await asked('GetRecords', { ShardIterator }), ['dynamodb:GetRecords', arn, 1]);
  assert.deepEqual(await asked('GetShardIterator', { StreamArn: arn }), ['dynamodb:GetShardIterator', arn, 1]);
});
