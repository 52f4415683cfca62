import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lambdaLab } from '../../test/support/lambda-functions.ts';
import { findNode } from './interpreter.ts';

/** A custom runtime as its authors write them: a loop around the Runtime API. */
const BOOTSTRAP = `#!${findNode().file}
const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime';
const post = (path, body) => fetch(api + path, { method: 'POST', body });
(async () => {
  if (process.env.FAIL) {
    await post('/init/error', '{"errorType":"App.NoConfig","errorMessage":"no config"}');
    process.exit(1);
  }
  for (;;) {
    const next = await fetch(api + '/invocation/next');
    const id = next.headers.get('lambda-runtime-aws-request-id');
    const event = await next.json();
    console.log('handling ' + event.n);
    if (event.crash) process.exit(2);
    if (event.wrongId) { const r = await post('/invocation/other/response', '1'); event.status = r.status; }
    if (event.bad) await post('/invocation/' + id + '/error', '{"errorType":"App.Bad","errorMessage":"bad"}');
    else if (event.stream) {
      const { request } = require('node:http');
      const headers = { 'Lambda-Runtime-Function-Response-Mode': 'streaming', Trailer: 'Lambda-Runtime-Function-Error-Type' };
      await new Promise((done) => {
        const out = request(api + '/invocation/' + id + '/response', { method: 'POST', headers }, (r) => r.resume().on('end', done));
        out.write('first ');
        if (event.fail) out.addTrailers({ 'Lambda-Runtime-Function-Error-Type': 'App.Lost' });
        setImmediate(() => out.end('last'));
      });
    }
    else if (event.large) { const r = await post('/invocation/' + id + '/response', 'x'.repeat(6291557)); console.log('refused with ' + r.status); }
    else await post('/invocation/' + id + '/response', JSON.stringify({ event, headers: Object.fromEntries(next.headers), root: process.env.LAMBDA_TASK_ROOT }));
  }
})();
`;
const custom = { runtime: 'provided.al2023', handler: 'unused' };

describe('Custom runtimes', { concurrency: 4 }, () => {
  test('a program that loops over the Runtime API answers invocations', async (t) => {
    const lab = lambdaLab(t, { sandboxLevel: 'none' });
    const fn = lab.fn({ bootstrap: BOOTSTRAP }, custom);
    const before = Date.now();
    const overrides = { requestId: 'r-1', traceId: 'Root=1', clientContext: '{"a":1}' };
    const { json } = await lab.call(fn, { n: 1 }, overrides);
    const { event, headers, root } = json as { event: unknown; headers: Record<string, string>; root: string };
    assert.deepEqual(event, { n: 1 });
    assert.equal(root, fn.codeDir);
    assert.equal(headers['lambda-runtime-invoked-function-arn'], fn.functionArn);
    assert.equal(headers['lambda-runtime-aws-request-id'], 'r-1');
    assert.equal(headers['lambda-runtime-trace-id'], 'Root=1');
    assert.equal(headers['lambda-runtime-client-context'], '{"a":1}');
    const deadline = Number(headers['lambda-runtime-deadline-ms']);
    assert.ok(deadline > before + fn.timeoutMs - 1000 && deadline < Date.now() + fn.timeoutMs + 1000);
    const wrong = await lab.call(fn, { n: 2, wrongId: true });
    assert.equal((wrong.json as { event: { status: number } }).event.status, 400);
    const bad = await lab.call(fn, { n: 3, bad: true });
    assert.equal(bad.functionError, 'Unhandled');
    assert.deepEqual(bad.json, { errorType: 'App.Bad', errorMessage: 'bad' });
    let streamed = '';
    const onChunk = (bytes: Uint8Array) => {
      streamed += Buffer.from(bytes);
    };
    await lab.call(fn, { n: 7, stream: true }, { onChunk });
    assert.equal(streamed, 'first last');
    assert.equal((await lab.call(fn, { n: 8, stream: true })).text, 'first last');
    const lost = await lab.call(fn, { n: 9, stream: true, fail: true }, { onChunk });
    assert.deepEqual([lost.functionError, lost.json], ['Unhandled', { errorType: 'App.Lost' }]);
    const large = await lab.call(fn, { n: 4, large: true });
    assert.match(large.text, /"Function\.ResponseSizeTooLarge"/);
    const crash = await lab.call(fn, { n: 5, crash: true }, { requestId: 'r-5' });
    assert.match(crash.text, /RequestId: r-5 Error: Runtime exited with error: exit status 2/);
    assert.equal(((await lab.call(fn, { n: 6 })).json as { event: unknown } | undefined)?.event !== undefined, true);
    assert.ok(lab.logs.messages().includes('handling 1\n'));
  });

  test('an init error is answered, a missing program named', async (t) => {
    const lab = lambdaLab(t, { sandboxLevel: 'none' });
    const [failed, missing] = [
      lab.fn({ bootstrap: BOOTSTRAP }, { ...custom, environment: { FAIL: '1' } }),
      lab.fn({ 'main.go': '' }, custom),
    ];
    assert.deepEqual((await lab.call(failed)).json, { errorType: 'App.NoConfig', errorMessage: 'no config' });
    const answer = await lab.call(missing, {}, { requestId: 'r' });
    assert.deepEqual(answer.json, {
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage: `RequestId: r Error: Couldn't find valid bootstrap(s): [${missing.codeDir}/bootstrap /opt/bootstrap]`,
    });
  });
});
