import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  BatchExecuteStatementCommand,
  CreateTableCommand,
  DynamoDBClient,
  ExecuteTransactionCommand,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ExecuteStatementCommand } from '@aws-sdk/lib-dynamodb';
import { startSamlet } from '../../src/index.ts';
import { oneFunction, projectFolder } from '../support/running-samlet.ts';

const samlet = await startSamlet({
  template: await projectFolder(oneFunction('export const handler = async () => ({ statusCode: 200 });')),
  ephemeral: true,
});
after(() => samlet.stop());

const client = new DynamoDBClient({
  endpoint: samlet.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
});
const documents = DynamoDBDocumentClient.from(client);
await client.send(
  new CreateTableCommand({
    TableName: 'Music',
    AttributeDefinitions: [{ AttributeName: 'artist', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'artist', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  }),
);

const execute = (Statement: string, Parameters: unknown[] = []) =>
  documents.send(new ExecuteStatementCommand({ Statement, ...(Parameters.length > 0 && { Parameters }) }));

test('the document client inserts, updates, selects and deletes with PartiQL', async () => {
  await execute("INSERT INTO Music VALUE {'artist': ?, 'albums': ?}", ['abba', ['Arrival']]);
  const updated = await execute(
    'UPDATE Music SET albums = list_append(albums, ?) WHERE artist = ? RETURNING ALL NEW *',
    [['Voulez-Vous'], 'abba'],
  );
  assert.deepEqual(updated.Items, [{ artist: 'abba', albums: ['Arrival', 'Voulez-Vous'] }]);
  const selected = await execute('SELECT albums FROM "Music" WHERE size(albums) > ?', [1]);
  assert.deepEqual(selected.Items, [{ albums: ['Arrival', 'Voulez-Vous'] }]);
  await execute('DELETE FROM Music WHERE artist = ?', ['abba']);
  assert.deepEqual((await execute('SELECT * FROM Music')).Items, []);
});

test('the errors of statements are those that the SDK knows', async () => {
  await execute("INSERT INTO Music VALUE {'artist': 'blur'}");
  await assert.rejects(execute("INSERT INTO Music VALUE {'artist': 'blur'}"), {
    name: 'DuplicateItemException',
    message: 'Duplicate primary key exists in table',
  });
  await assert.rejects(execute('SELECT FROM'), { name: 'ValidationException' });
  await assert.rejects(execute("UPDATE Music SET a = 1 WHERE artist = 'nobody'"), {
    name: 'ConditionalCheckFailedException',
  });
  await assert.rejects(
    client.send(
      new ExecuteTransactionCommand({
        TransactStatements: [
          { Statement: "INSERT INTO Music VALUE {'artist': 'cher'}" },
          { Statement: "INSERT INTO Music VALUE {'artist': 'blur'}" },
        ],
      }),
    ),
    (error: unknown) => {
      assert.ok(error instanceof TransactionCanceledException);
      assert.deepEqual(
        error.CancellationReasons?.map((reason) => reason.Code),
        ['None', 'DuplicateItem'],
      );
      return true;
    },
  );
  const { Responses: responses } = await client.send(
    new BatchExecuteStatementCommand({
      Statements: [
        { Statement: "SELECT * FROM Music WHERE artist = 'cher'" },
        { Statement: 'SELECT * FROM Music WHERE artist = ?', Parameters: [{ S: 'blur' }] },
      ],
    }),
  );
  assert.deepEqual(
    responses?.map((response) => response.Item),
    [undefined, { artist: { S: 'blur' } }],
  );
});
