import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rememberedLogs } from '../../test/support/lambda-functions.ts';
import { manualClock } from '../../test/support/manual-clock.ts';
import { EnvironmentLog, initStartLine, LineSplitter, logStreamName, reportLine } from './environment-log.ts';

const report = { requestId: 'id', durationMs: 3.014, initDurationMs: undefined, memoryMb: 128, usedMb: 35.2 };

test('a REPORT line has the members and tabs of Lambda', () => {
  assert.equal(
    reportLine(report),
    'REPORT RequestId: id\tDuration: 3.01 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t\n',
  );
  assert.match(
    reportLine({ ...report, initDurationMs: 110.1 }),
    /Billed Duration: 114 ms\t.*\tInit Duration: 110\.10 ms\t\n$/,
  );
  assert.match(reportLine({ ...report, usedMb: 300 }), /Max Memory Used: 128 MB/);
  assert.match(reportLine({ ...report, status: 'timeout' }), /\tStatus: timeout\n$/);
  assert.match(reportLine({ ...report, status: 'error', errorType: 'A.B' }), /\tStatus: error\tError Type: A\.B\n$/);
});

test('the first line names the runtime', () => {
  for (const [runtime, name] of [
    ['nodejs22.x', 'nodejs:22.v1'],
    ['python3.12', 'python:3.12.v1'],
    ['provided.al2023', 'provided:al2023.v1'],
  ] as const) {
    const start = `INIT_START Runtime Version: ${name}\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:`;
    assert.ok(initStartLine(runtime, 'eu-west-1').startsWith(start), initStartLine(runtime, 'eu-west-1'));
  }
});

test('a log stream is named by day, version and chance', () => {
  assert.equal(logStreamName(Date.UTC(2026, 0, 2), '$LATEST', 'ab'), '2026/01/02/[$LATEST]ab');
});

test('events wait for the flush and carry the time they were written', async () => {
  const logs = rememberedLogs();
  const clock = manualClock(1000);
  const log = new EnvironmentLog(logs, clock, 'group', 'stream');
  log.write('a\n');
  await clock.advance(5);
  log.write('b\n');
  assert.equal(logs.events.length, 0);
  log.flush();
  assert.deepEqual(
    logs.events.map(({ event }) => event),
    [
      { timestamp: 1000, message: 'a\n' },
      { timestamp: 1005, message: 'b\n' },
    ],
  );
});

test('the tail is the last 4 KB of the invocation and of no other', () => {
  const log = new EnvironmentLog(rememberedLogs(), manualClock(), 'group', 'stream');
  log.write('before\n');
  log.beginInvocation();
  for (let n = 0; n < 1000; n++) log.write(`line ${n}\n`);
  const tail = log.endInvocation();
  log.write('after\n');
  const text = Buffer.from(tail()).toString();
  assert.equal(text.length, 4096);
  assert.ok(text.endsWith('line 998\nline 999\n'));
});

test('lines are whole wherever the bytes are cut', () => {
  const bytes = Buffer.from('ä one\n\nö two\nrest');
  for (let size = 1; size < bytes.length; size++) {
    const lines: string[] = [];
    const splitter = new LineSplitter();
    for (let at = 0; at < bytes.length; at += size)
      splitter.push(bytes.subarray(at, at + size), (line) => lines.push(line));
    splitter.rest((line) => lines.push(line));
    assert.deepEqual(lines, ['ä one\n', '\n', 'ö two\n', 'rest\n']);
  }
});
