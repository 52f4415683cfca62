'use strict';
// awslambda.streamifyResponse: what is written to the stream goes to samlet at once, which answers it as it comes or whole.
const { InvalidStreamingOperation } = require('./errors.cjs');

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');
const INTEGRATION_CONTENT_TYPE = 'application/vnd.awslambda.http-integration-response';
const PRELUDE_DELIMITER_BYTES = 8;

const awslambda = {
  streamifyResponse(/** @type {any} */ handler, /** @type {{ highWaterMark?: number } | undefined} */ options) {
    handler[STREAMING] = 'response';
    if (typeof options?.highWaterMark === 'number') handler[HIGH_WATER_MARK] = Math.trunc(options.highWaterMark);
    return handler;
  },
  // biome-ignore lint/complexity/noStaticOnlyClass: a class on AWS too, and user code may test for one
  HttpResponseStream: class HttpResponseStream {
    /** The stream with `prelude` (status code, headers, cookies) in front of its first byte. */
    static from(/** @type {any} */ stream, /** @type {unknown} */ prelude) {
      stream.setContentType(INTEGRATION_CONTENT_TYPE);
      stream._onBeforeFirstWrite = (/** @type {(data: string | Uint8Array) => void} */ write) => {
        write(JSON.stringify(prelude));
        write(new Uint8Array(PRELUDE_DELIMITER_BYTES));
      };
      return stream;
    }
  },
};

/** @param {any} handler */
const isStreaming = (handler) => handler[STREAMING] === 'response';

/**
 * A writable stream that hands on what is written to it.
 * @param {any} handler
 * @param {(chunk: Uint8Array) => void} sendChunk
 */
function responseStream(handler, sendChunk) {
  const { Writable } = require('node:stream');
  let hasStarted = false;
  const begin = () => {
    if (hasStarted) return;
    hasStarted = true;
    stream._onBeforeFirstWrite?.((/** @type {any} */ data) => sendChunk(Buffer.from(data)));
  };
  const stream = /** @type {any} */ (
    new Writable({
      ...(handler[HIGH_WATER_MARK] ? { highWaterMark: handler[HIGH_WATER_MARK] } : {}),
      write(chunk, _encoding, done) {
        begin();
        sendChunk(chunk);
        done();
      },
      final(done) {
        begin();
        done();
      },
    })
  );
  stream.setContentType = (/** @type {string} */ contentType) => {
    if (hasStarted) throw new InvalidStreamingOperation('Cannot set content-type, too late.');
    stream._contentType = contentType;
  };
  return stream;
}

module.exports = { awslambda, isStreaming, responseStream };
