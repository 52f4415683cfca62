import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manualClock } from '../../test/support/manual-clock.ts';
import { Trail } from './trail.ts';

async function aTrail() {
  const clock = manualClock(1000);
  const trail = new Trail('id', 'extended', 'api', 'prod', 1000, clock);
  trail.httpMethod = 'GET';
  trail.path = '/users/7';
  trail.enter('admit');
  await clock.advance(2);
  trail.enter('throttle');
  trail.note('throttle', 'within the limit of {}: {} a second', 'the plan', 10);
  await clock.advance(3);
  trail.enter('integration');
  return { trail, clock };
}

test('a trail tells its decisions in order, with the milliseconds since the request came', async () => {
  const { trail } = await aTrail();
  assert.deepEqual(trail.decisions(), [
    { step: 'admit', atMs: 0, text: undefined },
    { step: 'throttle', atMs: 2, text: undefined },
    { step: 'throttle', atMs: 2, text: 'within the limit of the plan: 10 a second' },
    { step: 'integration', atMs: 5, text: undefined },
  ]);
  assert.equal(trail.lastStep, 'integration');
});

test('a step lasts until the next one begins, the last one until the answer', async () => {
  const { trail } = await aTrail();
  trail.latencyMs = 30;
  assert.equal(trail.durationOf('throttle'), 3);
  assert.equal(trail.durationOf('integration'), 25);
  assert.equal(trail.durationOf('authorize'), undefined);
});

test('the record of a request tells what backend and cache did where it happened', async () => {
  const { trail, clock } = await aTrail();
  await clock.advance(7);
  trail.note('integration', 'the default integration response: {}', 200);
  trail.integrationStatus = 200;
  trail.integrationLatencyMs = 7;
  trail.status = 200;
  trail.resourcePath = '/users/{id}';
  const record = trail.toRecord();
  assert.deepEqual(record.decisions.slice(3), [
    { step: 'integration', atMs: 5, text: undefined },
    { step: 'integration', atMs: 12, text: 'the backend answered 200 after 7 ms' },
    { step: 'integration', atMs: 12, text: 'the default integration response: 200' },
  ]);
  assert.deepEqual([record.kind, record.request, record.target], ['api', 'GET /users/7', 'api/prod GET /users/{id}']);
});

test('a value that is missing is a hyphen in the text', async () => {
  const { trail } = await aTrail();
  trail.note('cache', 'the key is {} of {}', undefined);
  assert.equal(trail.decisions().at(-1)?.text, 'the key is - of -');
});
