import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whyLines } from './why-lines.ts';

test('a record is printed with its decisions, their times, and how it ended', () => {
  const lines = whyLines({
    kind: 'api',
    requestId: 'id-1',
    extendedRequestId: 'AbC=',
    at: Date.UTC(2026, 0, 1),
    durationMs: 120,
    status: 403,
    request: 'GET /users/7',
    target: 'abc123/prod GET /users/{id}',
    decisions: [
      { step: 'admit', atMs: 0, text: undefined },
      { step: 'authorize', atMs: 1, text: undefined },
      { step: 'authorize', atMs: 118, text: 'the authorizer guard was asked' },
    ],
    refusal: { type: 'ACCESS_DENIED', reason: 'its policy does not allow it', remedy: 'Allow it.' },
  });
  assert.deepEqual(lines, [
    'GET /users/7  403 Forbidden in 120 ms',
    '2026-01-01T00:00:00.000Z  request id-1  extended AbC=',
    'abc123/prod GET /users/{id}',
    '',
    '  +0 ms  admit',
    '+118 ms  authorize  the authorizer guard was asked',
    '+120 ms  refused    403 Forbidden: ACCESS_DENIED: its policy does not allow it',
    '',
    '  → Allow it.',
  ]);
});

test('a call of an AWS API is printed the same way', () => {
  const lines = whyLines({
    kind: 'aws',
    requestId: 'id-2',
    at: Date.UTC(2026, 0, 1),
    durationMs: 3,
    status: 500,
    request: 'dynamodb:PutItem',
    decisions: [],
  });
  assert.deepEqual(lines, [
    'dynamodb:PutItem  500 Internal Server Error in 3 ms',
    '2026-01-01T00:00:00.000Z  request id-2',
    '',
    ' +3 ms  failed  500 Internal Server Error',
  ]);
});
