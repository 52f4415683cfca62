import assert from 'node:assert/strict';
import { test } from 'node:test';
import { router } from './router.ts';

const PATHS = [
  '/',
  '/users',
  '/users/{id}',
  '/users/me',
  '/users/{id}/posts',
  '/users/{id}/{rest+}',
  '/files/{proxy+}',
  '/a b',
  '/x/{y}/only',
];
const routes = router(PATHS.map((path) => ({ path, routes: new Map([['GET', path]]) })));
const found = (path: string) => {
  const match = routes.match(path);
  return match && [match.routes.get('GET'), match.pathParameters];
};

const cases: [path: string, resource: string | undefined, parameters?: object | null][] = [
  ['/', '/'],
  ['/users', '/users'],
  ['/users/', '/users'],
  ['/users/me', '/users/me'],
  ['/users/42', '/users/{id}', { id: '42' }],
  ['/users/42/', '/users/{id}', { id: '42' }],
  ['/users/me/posts', '/users/{id}/posts', { id: 'me' }],
  ['/users/42/posts', '/users/{id}/posts', { id: '42' }],
  ['/users/42/likes', '/users/{id}/{rest+}', { id: '42', rest: 'likes' }],
  ['/users/42/a/b', '/users/{id}/{rest+}', { id: '42', rest: 'a/b' }],
  ['/files/a', '/files/{proxy+}', { proxy: 'a' }],
  ['/files/a/', '/files/{proxy+}', { proxy: 'a' }],
  ['/files/a//b', '/files/{proxy+}', { proxy: 'a//b' }],
  ['/files/a%20b', '/files/{proxy+}', { proxy: 'a%20b' }],
  ['/files', undefined],
  ['/files/', undefined],
  ['/Users', undefined],
  ['/users//42', undefined],
  ['/a%20b', '/a b'],
  ['/a%zzb', undefined],
  ['/x/1', undefined],
  ['/x/1/other', undefined],
];

for (const [path, resource, parameters = null] of cases) {
  test(`${path} is ${resource ?? 'no resource'}`, () => {
    assert.deepEqual(found(path), resource && [resource, parameters]);
  });
}

test('a resource without methods leaves its path to a greedy one', () => {
  const greedy = router([
    { path: '/a', routes: new Map<string, string>() },
    { path: '/a/b', routes: new Map([['GET', 'b']]) },
    { path: '/{proxy+}', routes: new Map([['GET', 'proxy']]) },
  ]);
  assert.equal(greedy.match('/a')?.routes.get('GET'), 'proxy');
  assert.equal(greedy.match('/a/b')?.routes.get('GET'), 'b');
  assert.equal(greedy.match('/a/c')?.routes.get('GET'), 'proxy');
});
