import assert from 'node:assert/strict';
import { test } from 'node:test';
import { domainRegistry, type ServedDomain } from './domain-registry.ts';

const domain = (domainName: string, mappings: ServedDomain['mappings']): ServedDomain => ({
  domainName,
  mappings,
  securityPolicy: 'TLS_1_2',
  certificate: { arn: 'arn:aws:acm:us-east-1:000000000000:certificate/1' },
});

const registry = domainRegistry();
registry.set(
  domain('api.example.com', {
    '': { apiId: 'root', stage: 'prod' },
    v1: { apiId: 'one', stage: 'prod' },
    'v1/deep': { apiId: 'deep', stage: 'prod' },
    any: { apiId: 'any' },
  }),
);
registry.set(domain('*.example.com', { only: { apiId: 'wild', stage: 'test' } }));

const routed = (host: string, path: string) => {
  const route = registry.route(host, path);
  return typeof route === 'object' ? [route.apiId, route.stageName, route.basePath, route.path, route.implied] : route;
};

for (const [host, path, expected] of [
  ['api.example.com', '/v1/users/1', ['one', 'prod', '/v1', '/users/1', true]],
  ['api.example.com', '/v1', ['one', 'prod', '/v1', '/', true]],
  ['api.example.com', '/v1/', ['one', 'prod', '/v1', '/', true]],
  ['api.example.com', '/v1/deep/x', ['deep', 'prod', '/v1/deep', '/x', true]],
  ['api.example.com', '/v12/x', ['root', 'prod', '', '/v12/x', true]],
  ['api.example.com', '/', ['root', 'prod', '', '/', true]],
  ['api.example.com', '/any/test/users', ['any', 'test', '/any', '/users', false]],
  ['api.example.com', '/any/test', ['any', 'test', '/any', '/', false]],
  ['api.example.com', '/any', 'no mapping'],
  ['api.example.com', '/constructor', ['root', 'prod', '', '/constructor', true]],
  ['other.example.com', '/only/x', ['wild', 'test', '/only', '/x', true]],
  ['other.example.com', '/else', 'no mapping'],
  ['a.b.example.com', '/only', undefined],
  ['example.com', '/only', undefined],
  ['localhost', '/only', undefined],
] as const) {
  test(`${host}${path} is routed by host and base path`, () => assert.deepEqual(routed(host, path), expected));
}

test('a removed domain is served no more', () => {
  const one = domainRegistry();
  one.set(domain('api.example.com', { '': { apiId: 'a', stage: 's' } }));
  assert.equal(one.find('api.example.com')?.domainName, 'api.example.com');
  one.remove('api.example.com');
  assert.deepEqual(
    [one.find('api.example.com'), one.route('api.example.com', '/'), one.size],
    [undefined, undefined, 0],
  );
});
