import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderResources } from './order-resources.ts';

const order = (graph: Record<string, readonly string[]>) =>
  orderResources(Object.keys(graph), (name) => graph[name] ?? []);

test('each resource comes after all it depends on, otherwise as written', () =>
  assert.deepEqual(order({ a: ['c'], b: [], c: ['d'], d: [] }), ['d', 'c', 'a', 'b']));

test('a circle is named in the order of its dependencies', () =>
  assert.deepEqual(order({ x: ['a'], a: ['b'], b: ['c'], c: ['a'] }), { circle: ['a', 'b', 'c'] }));

test('a resource that depends on itself is a circle of one', () =>
  assert.deepEqual(order({ a: ['a'] }), { circle: ['a'] }));
