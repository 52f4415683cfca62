import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statementPositions } from './statement-positions.ts';

const short = (text: string) =>
  statementPositions(text).map(({ StartPosition: from, EndPosition: to }) => [
    from.Line,
    from.Column,
    to.Line,
    to.Column,
  ]);

test('a statement that stands alone begins behind its brace', () => {
  // The document and the answer of an example of the AWS CLI.
  const text =
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}';
  assert.deepEqual(short(text), [[1, 38, 1, 167]]);
});

test('statements of a list begin behind what is before them', () => {
  const text = JSON.stringify(
    {
      Version: '2012-10-17',
      Id: 'a "Statement": [',
      Statement: [{ Effect: 'Allow', Action: '}' }, { Effect: 'Deny' }],
    },
    undefined,
    2,
  );
  assert.deepEqual(short(text), [
    [4, 17, 8, 6],
    [8, 6, 11, 6],
  ]);
});
