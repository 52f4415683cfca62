import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lambdaLab } from '../../test/support/lambda-functions.ts';

const ISO = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z';

describe('Node.js functions', { concurrency: 4 }, () => {
  test('handlers are found as on AWS: CommonJS, ES modules, nested folders and nested exports', async (t) => {
    const lab = lambdaLab(t);
    const answers = await Promise.all([
      lab.call(lab.fn({ 'app.js': 'exports.handler = async () => "cjs"' })),
      lab.call(lab.fn({ 'app.mjs': 'export const handler = async () => "mjs"' })),
      lab.call(lab.fn({ 'app.js': 'export const handler = async () => "type"', 'package.json': '{"type":"module"}' })),
      lab.call(
        lab.fn({
          'app.cjs': 'exports.handler = () => Promise.resolve("cjs file")',
          'package.json': '{"type":"module"}',
        }),
      ),
      lab.call(
        lab.fn(
          { 'dist/app.js': 'exports.lambdaHandler = async () => "nested"' },
          { handler: 'dist/app.lambdaHandler' },
        ),
      ),
      lab.call(lab.fn({ 'app.js': 'exports.a = { b: { c: async () => "deep" } }' }, { handler: 'app.a.b.c' })),
    ]);
    assert.deepEqual(
      answers.map((answer) => answer.json),
      ['cjs', 'mjs', 'type', 'cjs file', 'nested', 'deep'],
    );
  });

  test('callbacks, done and forgotten answers end an invocation as the official runtime ends it', async (t) => {
    const lab = lambdaLab(t);
    const call = (body: string) => lab.call(lab.fn({ 'app.js': `exports.handler = ${body}` }));
    const [callback, waits, doesNotWait, done, silent, pending, thrown, string, circular] = await Promise.all([
      call('(event, context, callback) => { callback(null, "called"); callback(null, "twice") }'),
      call(
        '(event, context, callback) => { const s = Date.now(); setTimeout(() => {}, 80); callback(null, "x"); process.once("x", () => s) }',
      ),
      call(
        '(event, context, callback) => { context.callbackWaitsForEmptyEventLoop = false; setTimeout(() => {}, 25000); callback(null, "at once") }',
      ),
      call('(event, context) => context.done(null, { done: true })'),
      call('() => {}'),
      call('async () => { await new Promise(() => {}) }'),
      call('async () => { throw new TypeError("no such luck") }'),
      call('async () => { throw "a string" }'),
      call('async () => { const a = {}; a.a = a; return a }'),
    ]);
    assert.equal(callback.json, 'called');
    assert.equal(waits.json, 'x');
    assert.ok(waits.durationMs >= 79, String(waits.durationMs));
    assert.equal(doesNotWait.json, 'at once');
    assert.ok(doesNotWait.durationMs < 20_000);
    assert.deepEqual(done.json, { done: true });
    assert.equal(silent.text, 'null');
    assert.equal(pending.functionError, 'Unhandled');
    assert.equal((pending.json as { errorType: string }).errorType, 'Runtime.NodeJsExit');
    const { trace, ...error } = thrown.json as { trace: string[] };
    assert.deepEqual(error, { errorType: 'TypeError', errorMessage: 'no such luck' });
    assert.equal(trace[0], 'TypeError: no such luck');
    assert.match(trace[1] ?? '', /^ {4}at .*app\.js:1:\d+\)?$/);
    assert.deepEqual(string.json, { errorType: 'string', errorMessage: 'a string', trace: [] });
    assert.match(circular.text, /"errorMessage":"Unable to stringify response body"/);
    assert.equal(circular.functionError, 'Unhandled');
  });

  test('an error shows in the log as the official runtime writes it', async (t) => {
    const lab = lambdaLab(t);
    const answer = await lab.call(lab.fn({ 'app.js': 'exports.handler = async () => { throw new Error("boom") }' }));
    assert.match(
      answer.log,
      new RegExp(
        `^START .*\\n${ISO}\\t[0-9a-f-]{36}\\tERROR\\tInvoke Error \\t\\{"errorType":"Error","errorMessage":"boom","stack":\\["Error: boom",.*\\nEND`,
      ),
    );
  });

  test('console lines carry time, request and level; raw output stays raw', async (t) => {
    const lab = lambdaLab(t);
    const code = `exports.handler = async () => {
      console.log("one\\ntwo", { a: 1 }); console.error("bad"); console.debug("%s!", "d");
      process.stdout.write("raw a\\nraw b\\n"); process.stderr.write("partial"); return 1 }`;
    const fn = lab.fn({ 'app.js': code });
    await lab.call(fn, {}, { requestId: 'req-1' });
    const own = lab.logs.events.filter(({ group }) => group === fn.logGroup).map(({ event }) => event.message);
    assert.match(
      own[0] ?? '',
      /^INIT_START Runtime Version: nodejs:20\.v1\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}\n$/,
    );
    assert.equal(own[1], 'START RequestId: req-1 Version: $LATEST\n');
    assert.match(own[2] ?? '', new RegExp(`^${ISO}\\treq-1\\tINFO\\tone\\ntwo \\{ a: 1 \\}\\n$`));
    assert.match(own[3] ?? '', /\treq-1\tERROR\tbad\n$/);
    assert.match(own[4] ?? '', /\treq-1\tDEBUG\td!\n$/);
    assert.deepEqual(own.slice(5, 7), ['raw a\n', 'raw b\n']);
    assert.equal(own[7], 'partial\n');
    assert.equal(own[8], 'END RequestId: req-1\n');
    assert.match(
      own[9] ?? '',
      /^REPORT RequestId: req-1\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: \d+\.\d\d ms\t\n$/,
    );
    assert.match(lab.logs.events[0]?.stream ?? '', /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
  });

  test('the context and the environment are those of AWS', async (t) => {
    const lab = lambdaLab(t);
    const code = `exports.handler = async (event, context) => ({ event, ...context, left: context.getRemainingTimeInMillis(), env: process.env })`;
    const fn = lab.fn({ 'app.js': code }, { timeoutMs: 5000, environment: { TABLE: 'users', AWS_REGION: 'mars' } });
    const { json } = await lab.call(
      fn,
      { a: 'ü' },
      {
        requestId: 'r-1',
        invokedArn: `${fn.functionArn}:live`,
        traceId: 'Root=1-2-3',
        clientContext: '{"custom":{"a":1}}',
      },
    );
    const { env, left, ...context } = json as { env: Record<string, string>; left: number };
    assert.ok(left > 4000 && left <= 5000, String(left));
    const { logStreamName, ...rest } = context as unknown as Record<string, unknown>;
    assert.deepEqual(rest, {
      event: { a: 'ü' },
      callbackWaitsForEmptyEventLoop: true,
      functionVersion: '$LATEST',
      functionName: fn.functionName,
      memoryLimitInMB: '128',
      logGroupName: fn.logGroup,
      clientContext: { custom: { a: 1 } },
      invokedFunctionArn: `${fn.functionArn}:live`,
      awsRequestId: 'r-1',
    });
    assert.equal(env['AWS_LAMBDA_LOG_STREAM_NAME'], logStreamName);
    for (const [name, value] of Object.entries({
      TABLE: 'users',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_ACCESS_KEY_ID: 'ASIATEST',
      AWS_SESSION_TOKEN: 'token',
      _HANDLER: 'app.handler',
      _X_AMZN_TRACE_ID: 'Root=1-2-3',
      TZ: ':UTC',
    }))
      assert.equal(env[name], value, name);
    assert.equal(env['HOME'], undefined);
  });

  test('a function that cannot be loaded answers what the official runtime answers', async (t) => {
    const lab = lambdaLab(t);
    const [noFile, noExport, noFunction, syntax, thrown, dots] = await Promise.all([
      lab.call(lab.fn({})),
      lab.call(lab.fn({ 'app.js': 'exports.other = 1' })),
      lab.call(lab.fn({ 'app.js': 'exports.handler = 1' })),
      lab.call(lab.fn({ 'app.js': 'exports.handler = async ( => 1' })),
      lab.call(lab.fn({ 'app.js': 'throw new Error("at import")' })),
      lab.call(lab.fn({}, { handler: '../app.handler' })),
    ]);
    const error = (answer: { json: unknown; functionError?: string }) => {
      assert.equal(answer.functionError, 'Unhandled');
      const { errorType, errorMessage } = answer.json as { errorType: string; errorMessage: string };
      return [errorType, errorMessage.replace(/Require stack:\n- .*\/index\.mjs$/, 'Require stack:\n- index.mjs')];
    };
    assert.deepEqual(error(noFile), [
      'Runtime.ImportModuleError',
      "Error: Cannot find module 'app'\nRequire stack:\n- index.mjs",
    ]);
    assert.deepEqual(error(noExport), ['Runtime.HandlerNotFound', 'app.handler is undefined or not exported']);
    assert.deepEqual(error(noFunction), ['Runtime.HandlerNotFound', 'app.handler is not a function']);
    assert.deepEqual(error(syntax), ['Runtime.UserCodeSyntaxError', "SyntaxError: Unexpected token '=>'"]);
    assert.deepEqual(error(thrown), ['Error', 'at import']);
    assert.equal(error(dots)[0], 'Runtime.MalformedHandlerName');
    assert.match(
      lab.logs.messages().join(''),
      /INIT_REPORT Init Duration: [\d.]+ ms\tPhase: init\tStatus: error\tError Type: Runtime\.ImportModuleError\n/,
    );
  });

  test('an unhandled rejection is the answer, and the environment is replaced', async (t) => {
    const lab = lambdaLab(t);
    const code = `let n = 0; exports.handler = async (e) => { n++; if (e.bad) { Promise.reject(new Error("lost")); await new Promise((r) => setTimeout(r, 1000)) } return n }`;
    const fn = lab.fn({ 'app.js': code });
    assert.equal((await lab.call(fn)).json, 1);
    const bad = await lab.call(fn, { bad: true });
    assert.match(
      bad.text,
      /^\{"errorType":"Runtime\.UnhandledPromiseRejection","errorMessage":"Error: lost","trace":\[/,
    );
    assert.equal((await lab.call(fn)).json, 1);
  });

  test('a response stream is collected', async (t) => {
    const lab = lambdaLab(t);
    const code = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201 });
      stream.write("Hello "); stream.write("world"); stream.end() })`;
    const answer = await lab.call(lab.fn({ 'app.js': code }));
    assert.equal(answer.text, `{"statusCode":201}${'\0'.repeat(8)}Hello world`);
  });

  test('a response stream is handed on as it is written, to who asks for it', async (t) => {
    const lab = lambdaLab(t);
    const code = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      stream.write("first"); await new Promise((r) => setTimeout(r, 50)); stream.write("last"); stream.end() })`;
    const chunks: string[] = [];
    const onChunk = (bytes: Uint8Array) => chunks.push(Buffer.from(bytes).toString());
    const answer = await lab.call(lab.fn({ 'app.js': code }), undefined, { onChunk });
    assert.deepEqual([chunks, answer.text], [['first', 'last'], '']);
  });

  test('a response stream of more than 6 MB is too large for who waits for the whole', async (t) => {
    const lab = lambdaLab(t);
    const code = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      for (let i = 0; i < 7; i++) stream.write(Buffer.alloc(1048576, 97)); stream.end() })`;
    const fn = lab.fn({ 'app.js': code });
    const answer = await lab.call(fn);
    assert.equal(answer.functionError, 'Unhandled');
    assert.match(answer.text, /Function\.ResponseSizeTooLarge/);
    let bytes = 0;
    await lab.call(fn, undefined, { onChunk: (chunk) => (bytes += chunk.length) });
    assert.equal(bytes, 7 * 1024 * 1024);
  });

  test('a stream that fails halfway is an error of the function', async (t) => {
    const lab = lambdaLab(t);
    const code = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      stream.write("half"); if (event.fail) throw new Error("lost"); stream.end() })`;
    const fn = lab.fn({ 'app.js': code });
    const failed = await lab.call(fn, { fail: true });
    assert.deepEqual([failed.functionError, /"errorMessage":"lost"/.test(failed.text)], ['Unhandled', true]);
    assert.equal((await lab.call(fn, {})).text, 'half');
  });

  test('the SDK that the managed runtime brings is there without node_modules', async (t) => {
    const lab = lambdaLab(t);
    const use = 'typeof DynamoDBClient + typeof DynamoDBDocumentClient';
    const [cjs, esm, nested, missing, missingEsm] = await Promise.all([
      lab.call(
        lab.fn({
          'app.js': `const { DynamoDBClient } = require('@aws-sdk/client-dynamodb'); const { DynamoDBDocumentClient } = require('@aws-sdk/lib-dynamodb'); exports.handler = async () => ${use}`,
        }),
      ),
      lab.call(
        lab.fn({
          'app.mjs': `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'; import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'; export const handler = async () => ${use}`,
        }),
      ),
      lab.call(
        lab.fn({
          'app.mjs': `import { kind } from './lib/db.mjs'; export const handler = async () => kind`,
          'lib/db.mjs': `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'; export const kind = typeof DynamoDBClient`,
        }),
      ),
      lab.call(lab.fn({ 'app.js': `require('@aws-sdk/client-groundstation')` })),
      lab.call(lab.fn({ 'app.mjs': `import '@aws-sdk/client-groundstation'` })),
    ]);
    assert.equal(cjs.json, 'functionfunction', cjs.text);
    assert.equal(esm.json, 'functionfunction', esm.text);
    assert.equal(nested.json, 'function', nested.text);
    for (const answer of [missing, missingEsm]) assert.match(answer.text, /npm install @aws-sdk\/client-groundstation/);
    assert.ok(
      lab.said.some((line) => /comes with the runtime on AWS.*npm install @aws-sdk\/client-groundstation/.test(line)),
    );
  });

  test('the SDK v2, which knows no AWS_ENDPOINT_URL, is pointed at samlet', async (t) => {
    const lab = lambdaLab(t);
    const sdk = {
      'node_modules/aws-sdk/package.json': '{"name":"aws-sdk","version":"2.1.0","main":"lib/aws.js"}',
      'node_modules/aws-sdk/lib/core.js': 'exports.config = { update(more) { Object.assign(this, more); } };',
      'node_modules/aws-sdk/lib/aws.js': "module.exports = require('./core');",
      'node_modules/aws-sdk/clients/dynamodb.js':
        "const AWS = require('../lib/core'); module.exports = class { endpoint = AWS.config.endpoint; };",
    };
    const answers = await Promise.all(
      [
        { 'app.js': "const { config } = require('aws-sdk'); exports.handler = async () => config.endpoint" },
        {
          'app.js': `const Client = require('aws-sdk/clients/dynamodb'); const client = new Client();
            exports.handler = async () => client.endpoint`,
        },
        { 'app.mjs': "import AWS from 'aws-sdk'; export const handler = async () => AWS.config.endpoint" },
      ].map((code) => lab.call(lab.fn({ ...sdk, ...code }, { environment: { AWS_ENDPOINT_URL: 'http://here:1' } }))),
    );
    for (const answer of answers) assert.equal(answer.json, 'http://here:1', answer.text);
  });

  test('a function of a runtime that brought the SDK v2 hears how to install it, a later one what AWS says', async (t) => {
    const lab = lambdaLab(t);
    const call = (runtime: string) => lab.call(lab.fn({ 'app.js': "require('aws-sdk')" }, { runtime }));
    const [old, later] = await Promise.all([call('nodejs14.x'), call('nodejs22.x')]);
    assert.match(old.text, /Cannot find module 'aws-sdk' \(on AWS the runtime brings it; here: npm install aws-sdk\)/);
    assert.doesNotMatch(later.text, /npm install/);
  });
});
