import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Samlet, startSamlet } from 'samlet';

let samlet: Samlet;
before(async () => {
  samlet = await startSamlet({ template: fileURLToPath(new URL('..', import.meta.url)), ephemeral: true });
});
after(() => samlet.stop());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: bodies differ by route
  readonly body: any;
}

async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${samlet.url}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

const ada = { name: 'Ada Lovelace', email: 'ada@example.com' };

test('a user can be created, read, changed and deleted', async () => {
  const created = await call('POST', '/users', { ...ada, phone: '+44 20 7946 0000' });
  assert.equal(created.status, 201);
  assert.equal(created.headers.get('location'), `/users/${created.body.userId}`);
  const path = `/users/${created.body.userId}`;

  assert.deepEqual((await call('GET', path)).body, created.body);

  const changed = await call('PUT', path, { name: 'Ada King' });
  assert.equal(changed.status, 200);
  assert.deepEqual(
    { ...changed.body, updatedAt: '' },
    { ...created.body, name: 'Ada King', updatedAt: '' },
    'a partial update keeps the other fields',
  );

  const deleted = await call('DELETE', path);
  assert.deepEqual([deleted.status, deleted.body], [204, undefined]);
  assert.deepEqual((await call('GET', path)).body, { message: 'User not found' });
});

for (const [method, body] of [
  ['GET', undefined],
  ['PUT', { name: 'Nobody' }],
  ['DELETE', undefined],
] as const) {
  test(`${method} of an unknown user answers 404`, async () => {
    const answer = await call(method, '/users/3f1f5c52-0000-4000-8000-000000000000', body);
    assert.deepEqual([answer.status, answer.body], [404, { message: 'User not found' }]);
  });
}

test('each bad field is named', async () => {
  const answer = await call('POST', '/users', { email: 'no address', phone: 'x', role: 'admin' });
  assert.equal(answer.status, 400);
  assert.equal(answer.body.message, 'Validation failed');
  assert.deepEqual(answer.body.errors.map((error: { field: string }) => error.field).sort(), [
    'email',
    'name',
    'phone',
    'role',
  ]);
});

for (const [what, method, path, body] of [
  ['a body that is no JSON', 'POST', '/users', '{"name":'],
  ['no body at all', 'POST', '/users', undefined],
  ['an update of nothing', 'PUT', '/users/1', {}],
  ['a limit of 0', 'GET', '/users?limit=0', undefined],
  ['a made-up cursor', 'GET', '/users?cursor=abc', undefined],
] as const) {
  test(`${what} answers 400`, async () => {
    const answer = await call(method, path, body);
    assert.equal(answer.status, 400, JSON.stringify(answer.body));
  });
}

test('the list is paged by a cursor, and each user is on one page', async () => {
  const ids = await Promise.all(
    Array.from({ length: 7 }, async (_, index) => {
      const created = await call('POST', '/users', { ...ada, name: `Ada ${index}` });
      return created.body.userId as string;
    }),
  );
  const listed: string[] = [];
  for (let cursor = ''; ; ) {
    const page = await call('GET', `/users?limit=3${cursor}`);
    assert.equal(page.status, 200);
    assert.ok(page.body.users.length <= 3);
    listed.push(...page.body.users.map((user: { userId: string }) => user.userId));
    if (page.body.nextCursor === undefined) break;
    cursor = `&cursor=${page.body.nextCursor}`;
  }
  assert.deepEqual(listed.filter((id) => ids.includes(id)).sort(), ids.sort());
});

test('a browser of the allowed origin may call', async () => {
  const preflight = await fetch(`${samlet.url}/users`, {
    method: 'OPTIONS',
    headers: { Origin: 'http://localhost:5173', 'Access-Control-Request-Method': 'POST' },
  });
  assert.equal(preflight.status, 200);
  assert.equal(preflight.headers.get('access-control-allow-origin'), 'http://localhost:5173');
  assert.equal(preflight.headers.get('access-control-allow-methods'), 'GET,POST,PUT,DELETE,OPTIONS');
  assert.equal((await call('GET', '/users')).headers.get('access-control-allow-origin'), 'http://localhost:5173');
});
