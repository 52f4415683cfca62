import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localDynamodb, tableInput } from '../../../test/support/dynamodb.ts';

const ResourceArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/Users';
const policy = (action: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: action, Resource: ResourceArn }],
  });
const NOT_FOUND = `PolicyNotFoundException: Resource-based policy not found for the provided ResourceArn: ${ResourceArn}`;

test('the policy of a table is kept until it is deleted, or its table', async () => {
  const { run, refusal } = localDynamodb();
  await run('CreateTable', tableInput('Users', 'id:S'));
  assert.equal(await refusal('GetResourcePolicy', { ResourceArn }), NOT_FOUND);
  const { RevisionId: first } = await run('PutResourcePolicy', { ResourceArn, Policy: policy('dynamodb:GetItem') });
  assert.deepEqual(await run('GetResourcePolicy', { ResourceArn }), {
    Policy: policy('dynamodb:GetItem'),
    RevisionId: first,
  });
  assert.deepEqual(await run('PutResourcePolicy', { ResourceArn, Policy: policy('dynamodb:GetItem') }), {
    RevisionId: first,
  });
  assert.deepEqual(await run('DeleteResourcePolicy', { ResourceArn }), { RevisionId: first });
  assert.deepEqual(await run('DeleteResourcePolicy', { ResourceArn }), {});

  await run('PutResourcePolicy', { ResourceArn, Policy: policy('dynamodb:GetItem') });
  await run('DeleteTable', { TableName: 'Users' });
  await run('CreateTable', tableInput('Users', 'id:S'));
  assert.equal(await refusal('GetResourcePolicy', { ResourceArn }), NOT_FOUND);
});

test('a policy changes only from the revision that the caller expects', async () => {
  const { run, refusal } = localDynamodb();
  await run('CreateTable', tableInput('Users', 'id:S'));
  const put = { ResourceArn, Policy: policy('dynamodb:Query'), ExpectedRevisionId: 'NO_POLICY' };
  const { RevisionId: first } = await run('PutResourcePolicy', put);
  assert.equal(await refusal('PutResourcePolicy', put), NOT_FOUND);
  const next = { ResourceArn, Policy: policy('dynamodb:Scan'), ExpectedRevisionId: first };
  const { RevisionId: second } = await run('PutResourcePolicy', next);
  assert.notEqual(second, first);
  assert.equal(await refusal('DeleteResourcePolicy', { ResourceArn, ExpectedRevisionId: first }), NOT_FOUND);
  await run('DeleteResourcePolicy', { ResourceArn, ExpectedRevisionId: second });
});

test('policies that are none, and resources that are not there, are refused', async () => {
  const { run, refusal } = localDynamodb();
  await run('CreateTable', tableInput('Users', 'id:S'));
  assert.match(
    await refusal('PutResourcePolicy', { ResourceArn, Policy: '{' }),
    /^ValidationException: Invalid policy document: /,
  );
  assert.match(
    await refusal('PutResourcePolicy', { ResourceArn: `${ResourceArn}2`, Policy: policy('dynamodb:Scan') }),
    /^ResourceNotFoundException: /,
  );
});
