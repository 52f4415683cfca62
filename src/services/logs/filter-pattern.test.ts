import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileFilterPattern } from './filter-pattern.ts';

const matched = (pattern: string, messages: readonly string[]) => messages.filter(compileFilterPattern(pattern));

test('terms must all be there, in the case they are written', () => {
  assert.deepEqual(matched('ERROR disk', ['disk ERROR', 'ERROR', 'error disk']), ['disk ERROR']);
  assert.deepEqual(matched('', ['anything']), ['anything']);
});

test('quoted terms, optional terms, excluded terms and regular expressions', () => {
  assert.deepEqual(matched('"not found"', ['not found', 'found not']), ['not found']);
  assert.deepEqual(matched('?ERROR ?WARN', ['ERROR', 'WARN', 'INFO']), ['ERROR', 'WARN']);
  assert.deepEqual(matched('ERROR -disk', ['ERROR disk', 'ERROR net']), ['ERROR net']);
  assert.deepEqual(matched('%4\\d\\d%', ['GET 404', 'GET 200']), ['GET 404']);
});

const lines = [
  '{"status":503,"path":"/users/1","user":{"id":"a"},"tags":["x","y"],"ok":false,"none":null}',
  '{"status":200,"path":"/posts"}',
  'no JSON 503',
];

for (const [pattern, count] of [
  ['{ $.status = 503 }', 1],
  ['{ $.status >= 200 && $.path = "/posts" }', 1],
  ['{ $.path = "/users*" || $.path = "/posts" }', 2],
  ['{ $.status != 503 }', 1],
  ['{ ($.user.id = "a") && ($.tags[1] = y) }', 1],
  ['{ $.user NOT EXISTS }', 1],
  ['{ $.none IS NULL }', 1],
  ['{ $.ok IS FALSE }', 1],
  ['{ $.path = %^/(users|posts)% }', 2],
  ['{ $.status = "503" }', 0],
] as const) {
  test(`${pattern} matches ${count} of the lines`, () => assert.equal(matched(pattern, lines).length, count));
}

test('what cannot be read is refused', () => {
  for (const pattern of [
    '"open',
    '{ $.a }',
    '{ $.a = 1',
    '{ $.a ~ 1 }',
    '{ $.a = 1 $.b = 2 }',
    '[a, b',
    '[..., ...]',
    '[a = 1 || b = 2]',
    '[a > x]',
    '[]',
  ]) {
    assert.throws(
      () => compileFilterPattern(pattern),
      { code: 'InvalidParameterException', message: 'Invalid filter pattern' },
      pattern,
    );
  }
});

const access = [
  '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /apache_pb.gif HTTP/1.0" 200 1534',
  '127.0.0.1 - frank [10/Oct/2000:13:35:22 -0700] "GET /apache_pb.gif HTTP/1.0" 500 5324',
  '127.0.0.1 - frank [10/Oct/2000:13:50:35 -0700] "POST /users HTTP/1.0" 404 4324',
];

for (const [pattern, count] of [
  ['[ip, id, user, timestamp, request, status_code, size]', 3],
  ['[ip, id, user, timestamp, request, status_code]', 0],
  ['[ip, id, user, timestamp, request, status_code = 4*, size]', 1],
  ['[ip, id, user, timestamp, request, status_code = 4* || status_code = 5*, size]', 2],
  ['[..., request = "GET*", status_code != 500, size]', 1],
  ['[..., size > 4000 && size < 5000]', 1],
  ['[ip = %127\\.0\\.0\\.[1-9]%, ...]', 3],
] as const) {
  test(`${pattern} matches ${count} of the access log's lines`, () =>
    assert.equal(matched(pattern, access).length, count));
}
