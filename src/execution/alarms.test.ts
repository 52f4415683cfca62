import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manualClock } from '../../test/support/manual-clock.ts';
import { Alarms } from './alarms.ts';

test('alarms ring at their time, whatever the order they were set in', async () => {
  const clock = manualClock();
  const alarms = new Alarms(clock);
  const rung: string[] = [];
  alarms.set(300, () => rung.push('late'));
  alarms.set(100, () => rung.push('early'));
  alarms.set(200, () => rung.push('middle'));
  await clock.advance(100);
  assert.deepEqual(rung, ['early']);
  await clock.advance(100);
  assert.deepEqual(rung, ['early', 'middle']);
  await clock.advance(1000);
  assert.deepEqual(rung, ['early', 'middle', 'late']);
});

test('a cancelled alarm stays silent', async () => {
  const clock = manualClock();
  const alarms = new Alarms(clock);
  alarms.cancel(alarms.set(100, () => assert.fail('rang')));
  await clock.advance(1000);
});

test('no alarm rings after the stop', async () => {
  const clock = manualClock();
  const alarms = new Alarms(clock);
  alarms.set(100, () => assert.fail('rang'));
  alarms.stop();
  await clock.advance(1000);
});
