'use strict';
// samlet's Node.js runtime: loads the handler, then answers one invocation at a time. Behaves as the official runtime
// (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html), over a framed channel instead of HTTP.
// Unlike AWS: between invocations the process is not frozen, so timers of the last invocation may run before the next.
const { OUT, listen, send, sendChunk, sendResponse } = require('./channel.cjs');
const { logError, patchConsole, setRequestId } = require('./logging.cjs');

const env = process.env;
const environment = {
  functionVersion: env['AWS_LAMBDA_FUNCTION_VERSION'],
  functionName: env['AWS_LAMBDA_FUNCTION_NAME'],
  memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
  logGroupName: env['AWS_LAMBDA_LOG_GROUP_NAME'],
  logStreamName: env['AWS_LAMBDA_LOG_STREAM_NAME'],
};
/** From nodejs24.x on a handler has no callback and its context no done, succeed and fail. */
const isPromiseOnly = Number(/nodejs(\d+)/.exec(env['AWS_EXECUTION_ENV'] ?? '')?.[1] ?? 0) >= 24;
const UNSETTLED =
  'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes';

const errors = () => require('./errors.cjs');
/** @type {import('node:net').Socket} */
let socket;
/** @type {any} */
let handler;
let isStreaming = false;
let lastTraceId = '';
/** What to do when the event loop runs empty during an invocation. @type {(() => void) | undefined} */
let onEmptyLoop;
/** @type {(error: unknown, exitCode: number) => void} */
let failProcess = (error, exitCode) => {
  send(OUT.initError, JSON.stringify(errors().toAnswer(error)));
  process.exit(exitCode);
};

/** @param {unknown} result */
function toJson(result) {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch {
    const message = 'Unable to stringify response body';
    throw isPromiseOnly ? new (errors().JSONStringifyError)(message) : new Error(message);
  }
}

/** @param {string} text @param {string} name */
function parseHeader(text, name) {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`Cannot parse ${name} as json: ${error}`);
  }
}

/** @param {import('./channel.cjs').Invocation} invocation */
function invoke(invocation) {
  const { requestId, traceId, deadline } = invocation;
  setRequestId(requestId);
  if (traceId !== lastTraceId) {
    lastTraceId = traceId;
    if (traceId === '') delete env['_X_AMZN_TRACE_ID'];
    else env['_X_AMZN_TRACE_ID'] = traceId;
  }
  // While a handler runs only its own work keeps the event loop alive.
  socket.unref();
  let answered = false;
  const finish = () => {
    answered = true;
    onEmptyLoop = undefined;
    socket.ref();
  };
  const fail = (/** @type {unknown} */ error) => {
    if (answered) return;
    logError('Invoke Error', error);
    finish();
    send(OUT.error, JSON.stringify(errors().toAnswer(error)));
  };
  const succeed = (/** @type {unknown} */ result) => {
    if (answered) return;
    const body = toJson(result);
    finish();
    sendResponse(body);
  };
  const succeedOrFail = (/** @type {unknown} */ result) => {
    try {
      succeed(result);
    } catch (error) {
      fail(error);
    }
  };
  failProcess = (error, exitCode) => {
    if (!answered) {
      finish();
      send(OUT.fatalError, JSON.stringify(errors().toAnswer(error)));
    }
    process.exit(exitCode);
  };
  onEmptyLoop = () => {
    if (handler.constructor?.name === 'AsyncFunction' || isPromiseOnly) fail(new (errors().NodeJsExit)(UNSETTLED));
    else succeed(null);
  };

  let waitsForEmptyLoop = true;
  let isDone = false;
  const once =
    (/** @type {(error: unknown, result?: unknown) => void} */ complete) =>
    (/** @type {unknown} */ error, /** @type {unknown} */ result) => {
      if (isDone) return;
      isDone = true;
      if (error !== undefined && error !== null) fail(error);
      else complete(result);
    };
  const done = once(succeedOrFail);
  const callback = once((result) => {
    if (waitsForEmptyLoop) onEmptyLoop = () => succeedOrFail(result);
    else succeedOrFail(result);
  });

  try {
    const callbacks = isPromiseOnly
      ? {}
      : {
          get callbackWaitsForEmptyEventLoop() {
            return waitsForEmptyLoop;
          },
          set callbackWaitsForEmptyEventLoop(value) {
            waitsForEmptyLoop = value;
          },
          succeed: (/** @type {unknown} */ result) => done(null, result),
          fail: (/** @type {unknown} */ error) => done(error ?? 'handled'),
          done,
        };
    const context = Object.assign(callbacks, environment, {
      clientContext: parseHeader(invocation.clientContext, 'ClientContext'),
      identity: undefined,
      invokedFunctionArn: invocation.invokedArn,
      awsRequestId: requestId,
      getRemainingTimeInMillis: () => Math.trunc(deadline - Date.now()),
    });
    if (isStreaming) {
      stream(JSON.parse(invocation.event), context, fail, finish);
      return;
    }
    const result = handler(JSON.parse(invocation.event), context, callback);
    if (typeof result?.then === 'function') result.then(succeedOrFail, fail);
    else if (isPromiseOnly) succeed(result);
  } catch (error) {
    fail(error);
  }
}

/** @param {unknown} event @param {any} context @param {(error: unknown) => void} fail @param {() => void} finish */
async function stream(event, context, fail, finish) {
  try {
    const stream = require('./streaming.cjs').responseStream(handler, sendChunk);
    onEmptyLoop = () => fail('Response stream is not finished.');
    const promise = handler(event, stream, context);
    if (typeof promise?.then !== 'function') return fail('Streaming does not support non-async handlers.');
    if ((await promise) !== undefined) console.warn('Streaming handlers ignore return values.');
    if (!stream.writableFinished && stream.writableEnded) await new Promise((end) => stream.once('finish', end));
    if (!stream.writableFinished) return fail('Response stream is not finished.');
    finish();
    sendResponse('');
  } catch (error) {
    fail(error);
  }
}

async function start() {
  patchConsole();
  process.on('uncaughtException', (error) => {
    logError('Uncaught Exception', error);
    failProcess(error, 129);
  });
  process.on('unhandledRejection', (reason, promise) => {
    const error = new (errors().UnhandledPromiseRejection)(reason, promise);
    logError('Unhandled Promise Rejection', error);
    failProcess(error, 128);
  });
  process.on('beforeExit', () => {
    const act = onEmptyLoop;
    onEmptyLoop = undefined;
    act?.();
  });
  if (!/^(1|true)$/.test(env['AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA'] ?? '')) {
    globalThis.awslambda = require('./streaming.cjs').awslambda;
  }
  require('./aws-sdk.cjs').patchRequire();
  require('./aws-sdk-v2.cjs').patchLoad();
  const taskRoot = env['LAMBDA_TASK_ROOT'] ?? process.cwd();
  handler = await require('./load-handler.cjs').loadHandler(taskRoot, env['_HANDLER'] ?? '', isPromiseOnly);
  isStreaming = require('./streaming.cjs').isStreaming(handler);
  if (isPromiseOnly && handler.length >= 3 && !isStreaming) {
    throw new (errors().CallbackHandlerDeprecated)(
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
    );
  }
  socket = listen(invoke);
  send(OUT.ready, '');
}

start().catch((error) => {
  logError('Uncaught Exception', error);
  failProcess(error, 129);
});
