import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startSamlet } from '../../src/index.ts';
import { seedsDir } from '../support/conformance-data.ts';
import { withoutBoto3 } from '../support/installed.ts';
import { runSamlet } from '../support/running-samlet.ts';

const skip = seedsDir === undefined ? 'the guide is not beside the project' : withoutBoto3;

/** A copy of one of the guide's applications: samlet writes its data beside the template. */
function copyOf(...path: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'samlet-guide-'));
  cpSync(join(seedsDir ?? '', ...path), folder, { recursive: true });
  return folder;
}

const json = (method: string, body?: unknown) => ({
  method,
  ...(body !== undefined && { body: JSON.stringify(body) }),
});

test("the guide's hello API answers 502 for the attribute that Lambda's context does not have", { skip }, async () => {
  const log: string[] = [];
  const samlet = await startSamlet({
    template: copyOf('hello'),
    ephemeral: true,
    log: (_level, line) => log.push(line),
    onFunctionLog: ({ message }) => log.push(message),
  });
  try {
    const answer = await fetch(`${samlet.url}/hello`);
    assert.deepEqual([answer.status, await answer.json()], [502, { message: 'Internal server error' }]);
    assert.match(log.join('\n'), /aws_request_id/, 'the log says which attribute was meant');
  } finally {
    await samlet.stop();
  }
});

test("the guide's posts API may only read, as on AWS, and writes with the policy that samlet proposes", {
  skip,
}, async () => {
  const folder = copyOf('posts');
  const post = (url: string | undefined) => fetch(`${url}/posts`, json('POST', { title: 'First', postId: 'p1' }));
  const policy = (...options: readonly string[]) => runSamlet(['policy', ...options], { cwd: folder });

  const log: string[] = [];
  const samlet = await startSamlet({ template: folder, log: (_level, line) => log.push(line) });
  try {
    const client = new DynamoDBClient({
      endpoint: samlet.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    await client.send(
      new CreateTableCommand({
        TableName: 'Posts',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'postId', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'postId', KeyType: 'HASH' }],
      }),
    );
    client.destroy();
    assert.equal((await post(samlet.url)).status, 500, 'the template grants reading only');
    assert.equal((await fetch(`${samlet.url}/posts`)).status, 200);
    assert.match(log.join('\n'), /MyApiFunction: .*not authorized to perform: dynamodb:PutItem .*template\.yaml:23/);

    const refused = await policy('--check');
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /dynamodb:PutItem on \S+table\/Posts was used and is denied/);
    assert.equal((await policy('--write')).code, 0);
    assert.match(
      readFileSync(join(folder, 'template.yaml'), 'utf8'),
      / {6}Policies:\n {8}# Add necessary IAM policies here, .*\n {8}- DynamoDBCrudPolicy:\n {12}TableName: Posts\n {6}Events:/,
    );
  } finally {
    await samlet.stop();
  }

  const mended = await startSamlet({ template: folder });
  try {
    assert.equal((await post(mended.url)).status, 201);
    const checked = await policy('--check');
    assert.deepEqual([checked.code, checked.stderr], [0, '']);
  } finally {
    await mended.stop();
  }
});

test("the guide's user template is refused as AWS's translator refuses it, with the line", { skip }, async () => {
  const result = await runSamlet(['start', '--port', '0', '--endpoint-port', '0'], { cwd: copyOf('users') });
  assert.equal(result.code, 2);
  assert.match(result.stderr, /template\.yaml:\d+[^\n]*ThrottleSettings/);
});

test("the guide's user API, mended, creates, reads, changes and deletes users", { skip }, async () => {
  const folder = copyOf('users');
  cpSync(join(seedsDir ?? '', 'users/fixed/template.yaml'), join(folder, 'template.yaml'));
  const samlet = await startSamlet({ template: folder, ephemeral: true });
  try {
    const created = await fetch(`${samlet.url}/users`, json('POST', { name: 'Ada', email: 'ada@example.com' }));
    const text = await created.text();
    assert.equal(created.status, 201, text);
    const id =
      (JSON.parse(text) as { userId?: string; user?: { userId: string } }).userId ?? JSON.parse(text).user.userId;

    assert.equal((await fetch(`${samlet.url}/users/${id}`)).status, 200);
    assert.equal((await fetch(`${samlet.url}/users`)).status, 200);
    assert.equal(
      (await fetch(`${samlet.url}/users/${id}`, json('PUT', { name: 'Ada King', email: 'ada@example.com' }))).status,
      200,
    );
    assert.equal(
      (await fetch(`${samlet.url}/users/${id}`, json('PUT', { email: 'x@example.com' }))).status,
      500,
      "the handler's own fault shows",
    );
    const deleted = await fetch(`${samlet.url}/users/${id}`, json('DELETE'));
    assert.ok([200, 204].includes(deleted.status));
    assert.equal((await fetch(`${samlet.url}/users/${id}`)).status, 404);

    const preflight = await fetch(`${samlet.url}/users`, { method: 'OPTIONS' });
    assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-origin')], [200, '*']);
  } finally {
    await samlet.stop();
  }
});
