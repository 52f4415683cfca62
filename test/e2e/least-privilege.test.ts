import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startSamlet } from '../../src/index.ts';
import { runSamlet } from '../support/running-samlet.ts';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Notes:
    Type: AWS::Serverless::SimpleTable
  # reads and writes notes
  NotesFunction:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      CodeUri: .
      Environment: { Variables: { TABLE: !Ref Notes } }
      Policies:
        - DynamoDBReadPolicy: { TableName: !Ref Notes }  # to show them
        - Statement:
            - { Effect: Allow, Action: sns:Publish, Resource: "*" }
      Events:
        Put: { Type: Api, Properties: { Path: /notes, Method: post } }
        Get: { Type: Api, Properties: { Path: /notes, Method: get } }
`;

const HANDLER = `import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
const client = new DynamoDBClient({});
export const handler = async ({ httpMethod }) => {
  const TableName = process.env.TABLE;
  try {
    if (httpMethod === 'POST') await client.send(new PutItemCommand({ TableName, Item: { id: { S: '1' } } }));
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: { id: { S: '1' } } }));
    const { Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
    return { statusCode: 200, body: JSON.stringify({ Item, Arn }) };
  } catch ({ name, message, $metadata }) {
    return { statusCode: 403, body: JSON.stringify({ name, message, requestId: $metadata.requestId }) };
  }
};
`;

function notesApi(): string {
  const folder = mkdtempSync(join(tmpdir(), 'samlet-notes-'));
  writeFileSync(join(folder, 'template.yaml'), TEMPLATE);
  writeFileSync(join(folder, 'app.mjs'), HANDLER);
  return folder;
}

test('a function may do what its Policies say, is told what they lack, and the proposal mends it', async () => {
  const folder = notesApi();
  const policy = (...options: readonly string[]) => runSamlet(['policy', 'NotesFunction', ...options], { cwd: folder });
  const log: string[] = [];
  const samlet = await startSamlet({ template: folder, log: (_level, line) => log.push(line) });
  try {
    const read = await fetch(`${samlet.url}/notes`);
    const { Arn } = (await read.json()) as { Arn: string };
    assert.match(Arn, /^arn:aws:sts::000000000000:assumed-role\/\S*NotesFunctionRole\S*\/\S*NotesFunction\S*$/);

    const denied = await fetch(`${samlet.url}/notes`, { method: 'POST' });
    const { name, message, requestId } = (await denied.json()) as Record<string, string>;
    assert.equal(name, 'AccessDeniedException');
    assert.match(
      message ?? '',
      new RegExp(
        `^User: ${Arn} is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table/\\S*Notes\\S* because no identity-based policy allows the dynamodb:PutItem action$`,
      ),
    );
    const said = log.find((line) => line.includes('dynamodb:PutItem')) ?? '';
    assert.match(
      said,
      /^NotesFunction: .*What is missing is \{"Effect":"Allow","Action":"dynamodb:PutItem".*template\.yaml:13:7/,
    );

    const why = await runSamlet(['why', requestId ?? ''], { cwd: folder });
    assert.match(why.stdout, /dynamodb:PutItem/);
    assert.match(why.stdout, /template\.yaml:13:7/);

    const shown = await policy();
    assert.match(shown.stdout, /granted {5}DynamoDBReadPolicy {2}template\.yaml:14/);
    assert.match(shown.stdout, /denied {6}dynamodb:PutItem on/);
    assert.match(shown.stdout, /nothing that it grants was used/);
    const json = JSON.parse((await policy('--format', 'json')).stdout) as { Statement: { Action: string[] }[] };
    assert.deepEqual(json.Statement[0]?.Action, ['dynamodb:GetItem', 'dynamodb:PutItem']);
    const checked = await policy('--check');
    assert.equal(checked.code, 1);
    assert.match(checked.stderr, /template\.yaml:15:\d+: NotesFunction, \S+: nothing that it grants was used/);
    await policy('--write');
    assert.equal(
      readFileSync(join(folder, 'template.yaml'), 'utf8'),
      TEMPLATE.replace(
        / {8}- DynamoDBReadPolicy[\s\S]*? {6}Events/,
        '        - DynamoDBCrudPolicy:\n            TableName: !Ref Notes\n      Events',
      ),
    );
  } finally {
    await samlet.stop();
  }

  const mended = await startSamlet({ template: folder });
  try {
    assert.equal((await fetch(`${mended.url}/notes`, { method: 'POST' })).status, 200);
    assert.deepEqual(await policy('--check').then(({ code, stderr }) => [code, stderr]), [0, '']);
  } finally {
    await mended.stop();
  }
});

test('with --iam audit nothing is refused and everything recorded, with --iam off nothing is looked at', async () => {
  const folder = notesApi();
  const audit = await startSamlet({ template: folder, iam: 'audit', log: () => {} });
  try {
    assert.equal((await fetch(`${audit.url}/notes`, { method: 'POST' })).status, 200);
    const { stdout } = await runSamlet(['policy'], { cwd: folder });
    assert.match(stdout, /denied {6}dynamodb:PutItem on/);
  } finally {
    await audit.stop();
  }
  const off = await startSamlet({ template: notesApi(), ephemeral: true, iam: 'off' });
  try {
    assert.equal((await fetch(`${off.url}/notes`, { method: 'POST' })).status, 200);
  } finally {
    await off.stop();
  }
});
