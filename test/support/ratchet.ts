import assert from 'node:assert/strict';
import { test } from 'node:test';

/**
 * Runs `check` for every case. A case listed as a known gap must fail: the day it passes, this test fails until the
 * line is deleted, so the list can only shrink.
 */
export function conformance<Case extends { readonly id: string }>(
  cases: readonly Case[],
  knownGaps: readonly string[],
  check: (one: Case) => void | Promise<void>,
): void {
  const ids = new Set(cases.map((one) => one.id));
  test('every known gap names a case', () =>
    assert.deepEqual(
      knownGaps.filter((id) => !ids.has(id)),
      [],
    ));

  for (const one of cases) {
    if (knownGaps.includes(one.id)) {
      test(`${one.id} (known gap)`, () =>
        assert.rejects(async () => check(one), 'passes now: delete it from known-gaps'));
    } else {
      test(one.id, async () => check(one));
    }
  }
}
