'use strict';
// awslambda.streamifyResponse: the stream is collected and answered whole.
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

/** A writable stream that keeps what is written to it in `chunks`. @param {any} handler */
function collectingStream(handler) {
  const { Writable } = require('node:stream');
  /** @type {Buffer[]} */
  const chunks = [];
  const stream = /** @type {any} */ (
    new Writable({
      ...(handler[HIGH_WATER_MARK] ? { highWaterMark: handler[HIGH_WATER_MARK] } : {}),
      write(chunk, _encoding, done) {
        if (chunks.length === 0)
          stream._onBeforeFirstWrite?.((/** @type {any} */ data) => chunks.push(Buffer.from(data)));
        chunks.push(chunk);
        done();
      },
      final(done) {
        if (chunks.length === 0)
          stream._onBeforeFirstWrite?.((/** @type {any} */ data) => chunks.push(Buffer.from(data)));
        done();
      },
    })
  );
  stream.setContentType = (/** @type {string} */ contentType) => {
    if (chunks.length > 0) throw new InvalidStreamingOperation('Cannot set content-type, too late.');
    stream._contentType = contentType;
  };
  return { stream, chunks };
}

module.exports = { awslambda, collectingStream, isStreaming };
