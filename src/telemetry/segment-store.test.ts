import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manualClock } from '../../test/support/manual-clock.ts';
import { memoryStore } from '../store/memory-store.ts';
import { KEPT_SEGMENTS, type Segment, storedSegments } from './segment-store.ts';

function stored() {
  const clock = manualClock();
  const segments = storedSegments({ store: memoryStore(), clock, onFault: (error) => assert.fail(String(error)) });
  return { clock, segments };
}

const aSegment = (traceId: string, id: string, start = 1): Segment => ({
  id,
  trace_id: traceId,
  name: 'api/prod',
  start_time: start,
  end_time: start + 1,
});

test('the segments of a trace are read together, in the order they began', async () => {
  const { clock, segments } = stored();
  segments.append(aSegment('1-a', 'x', 3));
  segments.append(aSegment('1-b', 'y'));
  segments.append(aSegment('1-a', 'z', 2));
  assert.deepEqual(await segments.segmentsOf('1-a'), []);
  await clock.advance(1000);
  assert.deepEqual(
    (await segments.segmentsOf('1-a')).map(({ id }) => id),
    ['z', 'x'],
  );
});

test('the oldest traces give way to new ones', async () => {
  const { segments } = stored();
  const traceId = (count: number) => `1-${String(count).padStart(8, '0')}`;
  for (let count = 0; count < KEPT_SEGMENTS; count += 1) segments.append(aSegment(traceId(count), 'x'));
  await segments.flush();
  for (let count = KEPT_SEGMENTS; count < KEPT_SEGMENTS + 5; count += 1) segments.append(aSegment(traceId(count), 'x'));
  await segments.stop();
  assert.equal((await segments.segmentsOf(traceId(4))).length, 0);
  assert.equal((await segments.segmentsOf(traceId(5))).length, 1);
  assert.equal((await segments.segmentsOf(traceId(KEPT_SEGMENTS + 4))).length, 1);
});
