import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorTypeOf, exitError, initError, responseTooLarge, timeoutError } from './function-error.ts';

const message = (payload: Uint8Array) =>
  (JSON.parse(Buffer.from(payload).toString()) as { errorMessage: string }).errorMessage;

test('the end of a process is told in the words of Lambda', () => {
  const cases = [
    [{ code: 1, signal: null }, 'with error: exit status 1'],
    [{ code: 0, signal: null }, 'without providing a reason'],
    [{ code: 129, signal: null }, 'with error: exit status 129'],
    [{ code: null, signal: 'SIGKILL' }, 'with error: signal: killed'],
    [{ code: 134, signal: null }, 'with error: signal: aborted'],
    [{ code: 137, signal: null }, 'with error: signal: killed'],
    [{ code: 139, signal: null }, 'with error: signal: segmentation fault'],
    [{ code: 255, signal: null }, 'with error: exit status 255'],
  ] as const;
  for (const [end, text] of cases) {
    const error = exitError('id', end, false);
    assert.equal(error.errorType, 'Runtime.ExitError');
    assert.equal(message(error.payload), `RequestId: id Error: Runtime exited ${text}`);
    assert.equal(error.logMessage, `RequestId: id Error: Runtime exited ${text}\nRuntime.ExitError\n`);
  }
});

test('a process ended for its memory is named so', () => {
  const error = exitError('id', { code: null, signal: 'SIGKILL' }, true);
  assert.equal(error.errorType, 'Runtime.OutOfMemory');
  assert.equal(message(error.payload), 'RequestId: id Error: Runtime exited with error: signal: killed');
});

test('a timeout names its seconds with two decimals', () => {
  const error = timeoutError('id', 3500, Date.UTC(2026, 0, 2, 3, 4, 5, 6));
  assert.equal(message(error.payload), 'RequestId: id Error: Task timed out after 3.50 seconds');
  assert.equal(error.logMessage, '2026-01-02T03:04:05.006Z id Task timed out after 3.50 seconds\n\n');
});

test('an answer that is too large names the limit', () => {
  assert.equal(
    message(responseTooLarge(6_291_556).payload),
    'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
  );
});

test('what the runtime said about a failed init is answered as it is', () => {
  const payload = Buffer.from('{"errorType":"App.Bad"}');
  assert.equal(initError('id', { errorType: 'App.Bad', payload }).payload, payload);
  assert.equal(errorTypeOf(payload), 'App.Bad');
  assert.equal(errorTypeOf(Buffer.from('nonsense')), 'Runtime.Unknown');
});
