import assert from 'node:assert/strict';
import { test } from 'node:test';
import { movePhase } from './environment-phase.ts';

test('an environment is reused after an invoke', () => {
  assert.equal(movePhase(movePhase(movePhase('init', 'ready'), 'invoke'), 'ready'), 'ready');
});

test('an environment that is gone never comes back', () => {
  assert.throws(() => movePhase('gone', 'ready'), /cannot go from gone to ready/);
});
