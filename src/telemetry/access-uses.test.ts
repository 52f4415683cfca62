import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manualClock } from '../../test/support/manual-clock.ts';
import type { AccessRecord } from '../aws/authorizer.ts';
import { memoryStore } from '../store/memory-store.ts';
import { accessUses } from './access-uses.ts';

const ROLE = 'arn:aws:iam::000000000000:role/app/reader';

const record = (at: number, action: string, resource: string, result: 'allowed' | 'implicitDeny'): AccessRecord => ({
  at,
  requestId: `r${at}`,
  operation: action,
  caller: { arn: 'session', userId: 'x', account: '000000000000', kind: 'assumedRole', roleArn: ROLE },
  action,
  resource,
  decision: {
    result,
    byType: {},
    deniedBy: result === 'allowed' ? undefined : 'identity',
    statements: [],
    crossAccount: false,
  },
});

test('uses are counted by action and resource, with their first and last time, over a restart', async () => {
  const store = memoryStore();
  const first = accessUses({ store, clock: manualClock() });
  first.record(record(1, 'a:Get', 'x', 'allowed'));
  first.record(record(2, 'a:Put', 'x', 'implicitDeny'));
  await first.flush();
  const again = accessUses({ store, clock: manualClock() });
  again.record(record(3, 'a:Get', 'x', 'allowed'));
  assert.deepEqual(await again.of(ROLE), [
    { action: 'a:Get', resource: 'x', allowed: 2, denied: 0, firstAt: 1, lastAt: 3, lastRequestId: 'r3' },
    {
      action: 'a:Put',
      resource: 'x',
      allowed: 0,
      denied: 1,
      firstAt: 2,
      lastAt: 2,
      lastRequestId: 'r2',
      deniedBy: 'identity',
    },
  ]);
  await again.clear(ROLE);
  assert.deepEqual(await again.of(ROLE), []);
});

test('an action that meets very many resources is kept as one use of all', async () => {
  const uses = accessUses({ store: memoryStore(), clock: manualClock() });
  for (let at = 0; at < 500; at++) uses.record(record(at, 'a:Get', `object-${at}`, 'allowed'));
  const [all, ...more] = await uses.of(ROLE);
  assert.deepEqual([all?.resource, all?.allowed, more.length], ['*', 500, 0]);
});

test("what services and strangers do is nobody's use", async () => {
  const uses = accessUses({ store: memoryStore(), clock: manualClock() });
  const made = record(1, 'a:Get', 'x', 'allowed');
  uses.record({ ...made, caller: { arn: 'apigateway.amazonaws.com', userId: '', account: '', kind: 'service' } });
  assert.deepEqual(await uses.of('apigateway.amazonaws.com'), []);
});
