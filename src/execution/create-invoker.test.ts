import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { lambdaLab } from '../../test/support/lambda-functions.ts';
import { manualClock } from '../../test/support/manual-clock.ts';
import { ServiceError } from '../aws/service-error.ts';
import { UserError } from '../std/user-error.ts';

const COUNTER = 'let n = 0; exports.handler = async () => ++n';
const SLOW = 'exports.handler = async (e) => { await new Promise((r) => setTimeout(r, e.ms ?? 100)); return e.n }';

describe('The invoker', { concurrency: 4 }, () => {
  test('an environment keeps its globals between calls, and its /tmp to itself', async (t) => {
    const lab = lambdaLab(t);
    const code = `const fs = require('node:fs'); const os = require('node:os'); const file = os.tmpdir() + '/state';
      exports.handler = async (e) => { await new Promise((r) => setTimeout(r, e.ms)); const seen = fs.existsSync(file); fs.writeFileSync(file, 'x'); return seen }`;
    const fn = lab.fn({ 'app.js': code });
    const both = await Promise.all([lab.call(fn, { ms: 300 }), lab.call(fn, { ms: 300 })]);
    assert.deepEqual(
      both.map(({ json }) => json),
      [false, false],
    );
    assert.equal(lab.invoker.stats().environments, 2);
    const warm = await lab.call(fn, { ms: 0 });
    assert.equal(warm.json, true);
    assert.equal(warm.initDurationMs, undefined);
    assert.ok(both.every(({ initDurationMs }) => initDurationMs !== undefined && initDurationMs > 0));
  });

  test('a timeout kills the environment and answers what Lambda answers', async (t) => {
    const lab = lambdaLab(t);
    const code =
      'let n = 0; exports.handler = async (e) => { n++; console.log("before"); if (e.hang) while (true); return n }';
    const fn = lab.fn({ 'app.js': code }, { timeoutMs: 2000 });
    assert.equal((await lab.call(fn)).json, 1);
    const hung = await lab.call(fn, { hang: true }, { requestId: 'r-1' });
    assert.equal(
      hung.text,
      '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: r-1 Error: Task timed out after 2.00 seconds"}',
    );
    assert.equal(hung.functionError, 'Unhandled');
    assert.match(
      hung.log,
      /^START RequestId: r-1 .*\n.*\tINFO\tbefore\n\S+Z r-1 Task timed out after 2\.00 seconds\n\nEND RequestId: r-1\nREPORT RequestId: r-1\tDuration: 2000\.00 ms\tBilled Duration: 2000 ms\t.*Status: timeout\n$/,
    );
    assert.equal((await lab.call(fn)).json, 1);
  });

  test('crashes, exits and silence are answered as Lambda answers them', async (t) => {
    const lab = lambdaLab(t);
    const call = (body: string) =>
      lab.call(lab.fn({ 'app.js': `exports.handler = async () => { ${body} }` }), {}, { requestId: 'r' });
    const answers = await Promise.all([
      call('process.exit(1)'),
      call('process.exit(0)'),
      call('process.kill(process.pid, "SIGSEGV")'),
    ]);
    assert.deepEqual(
      answers.map(({ json }) => json),
      [
        'RequestId: r Error: Runtime exited with error: exit status 1',
        'RequestId: r Error: Runtime exited without providing a reason',
        'RequestId: r Error: Runtime exited with error: signal: segmentation fault',
      ].map((errorMessage) => ({ errorType: 'Runtime.ExitError', errorMessage })),
    );
    assert.match(
      answers[0]?.log ?? '',
      /exit status 1\nRuntime\.ExitError\nEND .*\nREPORT .*\tStatus: error\tError Type: Runtime\.ExitError\n$/,
    );
  });

  test('a function that takes more memory than it has is killed', {
    skip: process.platform !== 'linux' && 'needs /proc',
  }, async (t) => {
    const lab = lambdaLab(t);
    const code = `exports.handler = async () => { const keep = []; for (;;) { keep.push(Buffer.alloc(8 << 20, 1)); await new Promise((r) => setTimeout(r, 5)) } }`;
    const answer = await lab.call(lab.fn({ 'app.js': code }), {}, { requestId: 'r' });
    assert.deepEqual(answer.json, {
      errorType: 'Runtime.OutOfMemory',
      errorMessage: 'RequestId: r Error: Runtime exited with error: signal: killed',
    });
    assert.match(answer.log, /Max Memory Used: 128 MB/);
  });

  test('an answer above 6 MB is refused, one just below arrives whole', async (t) => {
    const lab = lambdaLab(t);
    const fn = lab.fn({ 'app.js': 'exports.handler = async (e) => "x".repeat(e.size)' });
    const large = await lab.call(fn, { size: 6_291_557 });
    assert.deepEqual(large.json, {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    });
    assert.equal((await lab.call(fn, { size: 6_291_554 })).payload.length, 6_291_556);
    const echo = lab.fn({ 'app.js': 'exports.handler = async (e) => e' });
    const event = { text: 'ü'.repeat(3_000_000) };
    assert.deepEqual((await lab.call(echo, event)).json, event);
  });

  test('a failed init is tried once more within the invocation', async (t) => {
    const lab = lambdaLab(t);
    const fn = lab.fn({ 'app.js': 'console.log("loading"); process.exit(7)' });
    const answer = await lab.call(fn, {}, { requestId: 'r' });
    assert.deepEqual(answer.json, {
      errorType: 'Runtime.ExitError',
      errorMessage: 'RequestId: r Error: Runtime exited with error: exit status 7',
    });
    const log = lab.logs.messages();
    assert.equal(log.filter((line) => line.endsWith('loading\n')).length, 2);
    assert.deepEqual(
      log.filter((line) => line.startsWith('INIT_REPORT')).map((line) => line.replace(/[\d.]+ ms/, 'x ms')),
      ['init', 'invoke'].map(
        (phase) => `INIT_REPORT Init Duration: x ms\tPhase: ${phase}\tStatus: error\tError Type: Runtime.ExitError\n`,
      ),
    );
  });

  test('reserved concurrency refuses at once what is beyond it', async (t) => {
    const lab = lambdaLab(t);
    const fn = lab.fn({ 'app.js': SLOW }, { reservedConcurrency: 2 });
    const settled = await Promise.allSettled([1, 2, 3].map((n) => lab.call(fn, { n })));
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected'],
    );
    const [, , refused] = settled;
    assert.ok(refused?.status === 'rejected' && refused.reason instanceof ServiceError);
    const { code, message, status, members } = refused.reason;
    assert.deepEqual(
      [code, message, status, members],
      [
        'TooManyRequestsException',
        'Rate Exceeded.',
        429,
        { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', Type: 'User' },
      ],
    );
    assert.equal((await lab.call(fn, { n: 4 })).json, 4);
    const none = lab.fn({ 'app.js': SLOW }, { reservedConcurrency: 0 });
    await assert.rejects(lab.call(none), /Rate Exceeded\./);
  });

  test('200 calls at once wait for the few environments the machine bears, in order, and none is lost', async (t) => {
    const lab = lambdaLab(t, { maxEnvironments: 3 });
    const fn = lab.fn({ 'app.js': SLOW });
    const finished: number[] = [];
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, n) => {
        const answer = await lab.call(fn, { n, ms: 5 });
        finished.push(n);
        return answer.json;
      }),
    );
    assert.deepEqual(
      answers,
      Array.from({ length: 200 }, (_, n) => n),
    );
    assert.ok(lab.invoker.stats().environments <= 3);
    // Neighbours may change places as their environments do, on a busy machine more of them; nobody is left behind.
    assert.ok(
      finished.every((n, at) => Math.abs(n - at) <= 30),
      finished.join(),
    );
  });

  test('a function without a place gets one from idle environments of others', async (t) => {
    const lab = lambdaLab(t, { maxEnvironments: 1 });
    const [one, two] = [lab.fn({ 'app.js': SLOW }), lab.fn({ 'app.js': SLOW })];
    const answers = await Promise.all([
      lab.call(one, { n: 'a' }),
      lab.call(two, { n: 'b' }),
      lab.call(one, { n: 'c' }),
    ]);
    assert.deepEqual(
      answers.map(({ json }) => json),
      ['a', 'b', 'c'],
    );
    assert.equal(lab.invoker.stats().environments, 1);
  });

  test('who waits longer than the caller allows is given up', async (t) => {
    const lab = lambdaLab(t, { maxEnvironments: 1 });
    const fn = lab.fn({ 'app.js': SLOW });
    const first = lab.call(fn, { n: 1, ms: 1000 });
    await assert.rejects(lab.call(fn, { n: 2 }, { queueMs: 50 }), { code: 'TooManyRequestsException', status: 429 });
    assert.equal((await first).json, 1);
    assert.equal(lab.invoker.stats().waiting, 0);
  });

  test('a new revision runs the new code and the old environments go', async (t) => {
    const lab = lambdaLab(t);
    const fn = lab.fn({ 'app.js': COUNTER });
    assert.equal((await lab.call(fn)).json, 1);
    assert.equal((await lab.call(fn)).json, 2);
    const slow = lab.fn({ 'app.js': SLOW });
    await lab.call(slow, { ms: 0 });
    const running = lab.call(slow, { n: 'old', ms: 300 });
    lab.invoker.retire(slow.functionArn, 'r2');
    lab.invoker.retire(fn.functionArn, 'r2');
    const next = { ...fn, revisionId: 'r2' };
    assert.equal((await lab.call(next)).json, 1);
    assert.equal((await running).json, 'old');
    while (lab.invoker.stats().environments > 1) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal((await lab.call(next)).json, 2);
  });

  test('a prepared environment takes the next call without an init of its own', async (t) => {
    const lab = lambdaLab(t);
    const fn = lab.fn({ 'app.js': COUNTER });
    lab.invoker.prepare(fn);
    lab.invoker.prepare(fn);
    assert.equal(lab.invoker.stats().environments, 1);
    while (lab.invoker.stats().busy > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal((await lab.call(fn)).json, 1);
    assert.equal((await lab.call(fn)).json, 2);
    assert.equal(lab.invoker.stats().environments, 1);
    assert.equal(lab.invoker.retire(fn.functionArn, 'r2'), true);
    assert.equal(lab.invoker.retire('arn:of:nobody', 'r2'), false);
  });

  test('an environment that nobody uses goes away after its time', async (t) => {
    const clock = manualClock();
    const lab = lambdaLab(t, { clock, idleMs: 60_000 });
    const fn = lab.fn({ 'app.js': COUNTER });
    assert.equal((await lab.call(fn)).json, 1);
    await clock.advance(59_000);
    assert.equal((await lab.call(fn)).json, 2);
    await clock.advance(59_000);
    assert.equal(lab.invoker.stats().environments, 1);
    await clock.advance(1_001);
    while (lab.invoker.stats().environments > 0) await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await lab.call(fn)).json, 1);
  });

  test('an environment ends before its credentials do, however busy it is', async (t) => {
    const clock = manualClock();
    const lab = lambdaLab(t, { clock, idleMs: 24 * 3_600_000 });
    const fn = lab.fn({ 'app.js': COUNTER });
    assert.equal((await lab.call(fn)).json, 1);
    await clock.advance(10 * 3_600_000);
    assert.equal((await lab.call(fn)).json, 2);
    await clock.advance(3_600_000);
    assert.equal((await lab.call(fn)).json, 1);
  });

  test('after the stop no process is left and waiting calls are refused', async (t) => {
    const lab = lambdaLab(t, { maxEnvironments: 2 });
    const code = `const { spawn } = require('node:child_process'); spawn('sleep', ['98765.${process.pid}'], { stdio: 'ignore', detached: true }).unref();
      exports.handler = async () => { await new Promise((r) => setTimeout(r, 60000)) }`;
    const fn = lab.fn({ 'app.js': code }, { timeoutMs: 60_000 });
    const calls = [1, 2, 3].map(() => lab.call(fn));
    const settled = Promise.allSettled(calls);
    while (lab.invoker.stats().waiting > 1) await new Promise((resolve) => setTimeout(resolve, 10));
    await lab.invoker.stop();
    const outcome = await settled;
    assert.equal(outcome.filter(({ status }) => status === 'rejected').length, 1);
    assert.equal(lab.invoker.stats().environments, 0);
    if (process.platform === 'linux')
      assert.doesNotMatch(
        execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }),
        new RegExp(`^sleep 98765\\.${process.pid}`, 'm'),
      );
    await assert.rejects(lab.call(fn), /stopping/);
  });

  test('a runtime that samlet does not run is refused by name', async (t) => {
    const lab = lambdaLab(t);
    await assert.rejects(lab.call(lab.fn({}, { runtime: 'java21' })), (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.message, 'samlet does not run functions of the runtime java21 yet');
      return true;
    });
  });

  test('code is seen as it is on the disk when the environment starts', async (t) => {
    const lab = lambdaLab(t);
    const fn = lab.fn({
      'app.js': 'exports.handler = async () => require("node:fs").readFileSync(__dirname + "/data.txt", "utf8")',
      'data.txt': 'live',
    });
    assert.equal((await lab.call(fn)).json, 'live');
    assert.equal(readFileSync(`${fn.codeDir}/data.txt`, 'utf8'), 'live');
  });

  test('layers are seen together, the later over the earlier', async (t) => {
    const lab = lambdaLab(t);
    const [one, two] = ['one', 'two'].map((name) =>
      lab.fn({
        'nodejs/node_modules/which/index.js': `module.exports = '${name}'`,
        [`nodejs/node_modules/${name}/index.js`]: `module.exports = '${name}'`,
      }),
    );
    const layerDirs = [one?.codeDir ?? '', two?.codeDir ?? ''];
    const fn = lab.fn(
      { 'app.js': 'exports.handler = async () => [require("one"), require("two"), require("which")]' },
      { layerDirs },
    );
    assert.deepEqual((await lab.call(fn)).json, ['one', 'two', 'two']);
  });
});
