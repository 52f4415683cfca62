'use strict';
// console.* becomes one log event per call, with time, request id and level in front; process.stdout and process.stderr
// travel as they are, line by line.
const { format } = require('node:util');
const { OUT, send } = require('./channel.cjs');

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const REQUEST_ID = Symbol.for('aws.lambda.runtime.requestId');
const asJson = process.env['AWS_LAMBDA_LOG_FORMAT']?.toUpperCase() === 'JSON';

/** @param {string} id */
function setRequestId(id) {
  globalThis[REQUEST_ID] = id;
}

const errorMembers = (/** @type {any} */ error) => ({
  errorType: error?.constructor?.name ?? 'UnknownError',
  errorMessage: error.message,
  stackTrace: typeof error.stack === 'string' ? error.stack.split('\n') : error.stack,
});

/** @param {string} level @param {unknown[]} values */
function jsonEntry(level, values) {
  const entry = { timestamp: new Date().toISOString(), level, requestId: globalThis[REQUEST_ID] };
  if (values.length === 1) {
    try {
      return JSON.stringify({ ...entry, message: values[0] }, (_key, value) =>
        value instanceof Error ? { ...errorMembers(value), ...value } : value,
      );
    } catch {
      return JSON.stringify({ ...entry, message: format(values[0]) });
    }
  }
  const error = values.find((value) => value instanceof Error);
  return JSON.stringify({ ...entry, message: format(...values), ...(error ? errorMembers(error) : {}) });
}

/** @param {string} level @param {unknown[]} values */
function log(level, values) {
  if (asJson) send(OUT.log, `${jsonEntry(level, values)}\n`);
  else send(OUT.log, `${new Date().toISOString()}\t${globalThis[REQUEST_ID]}\t${level}\t${format(...values)}\n`);
}

/** @param {string} title @param {unknown} error */
function logError(title, error) {
  const { toLogText } = require('./errors.cjs');
  if (asJson) log('ERROR', [error instanceof Error ? error : new Error(/** @type {string} */ (error))]);
  else log('ERROR', [title, toLogText(error)]);
}

function patchConsole() {
  const wanted = LEVELS.indexOf(process.env['AWS_LAMBDA_LOG_LEVEL']?.toUpperCase() ?? 'TRACE');
  for (const [at, level] of LEVELS.entries()) {
    console[level.toLowerCase()] = at < wanted ? () => {} : (/** @type {unknown[]} */ ...values) => log(level, values);
  }
  console.log = console.info;

  // Opening the real streams costs milliseconds of a cold start: only who asks for them pays.
  for (const name of ['stdout', 'stderr']) {
    const original = Object.getOwnPropertyDescriptor(process, name);
    /** @type {any} */
    let stream;
    Object.defineProperty(process, name, {
      configurable: true,
      enumerable: true,
      get() {
        if (stream === undefined) {
          stream = original?.get?.call(process);
          stream.write = (/** @type {any} */ chunk, /** @type {any} */ encoding, /** @type {any} */ done) => {
            send(OUT.output, typeof chunk === 'string' ? Buffer.from(chunk, encodingOf(encoding)) : chunk);
            const callback = typeof encoding === 'function' ? encoding : done;
            if (typeof callback === 'function') process.nextTick(callback);
            return true;
          };
        }
        return stream;
      },
    });
  }
}

const encodingOf = (/** @type {unknown} */ value) => (typeof value === 'string' ? value : 'utf8');

module.exports = { logError, patchConsole, setRequestId };
