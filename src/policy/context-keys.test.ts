import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contextKeys } from './context-keys.ts';

const policy = (Version: string) =>
  JSON.stringify({
    Version,
    Statement: [
      {
        Effect: 'Allow',
        Action: '*',
        Resource: ['arn:aws:s3:::b/${aws:username}/*', "arn:aws:s3:::b/${aws:PrincipalTag/team, 'all'}", 'a${*}'],
        Condition: {
          StringLike: { 's3:prefix': ['home/${aws:userid}/*'], 'AWS:UserName': 'x' },
          Bool: { 'aws:SecureTransport': 'true' },
        },
      },
    ],
  });

test('keys of conditions and of variables are listed once', () => {
  assert.deepEqual(contextKeys([policy('2012-10-17'), policy('2012-10-17')]), [
    'aws:PrincipalTag/team',
    'aws:SecureTransport',
    'aws:userid',
    'AWS:UserName',
    's3:prefix',
  ]);
});

test('a policy of version 2008-10-17 has no variables', () => {
  assert.deepEqual(contextKeys([policy('2008-10-17')]), ['aws:SecureTransport', 'AWS:UserName', 's3:prefix']);
});
