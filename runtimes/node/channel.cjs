'use strict';
// The framed channel to samlet on descriptor 3. Frame types are those of samlet's src/execution/frame.ts.
const { writeSync } = require('node:fs');
const { Socket } = require('node:net');

const CHANNEL_FD = 3;
const MAX_RESPONSE_BYTES = 6_291_556;
const OUT = {
  ready: 1,
  response: 2,
  error: 3,
  fatalError: 4,
  initError: 5,
  log: 6,
  output: 7,
  tooLarge: 8,
  notice: 9,
  chunk: 10,
};

/** @type {Int32Array | undefined} */
let pause;

/**
 * Writes all of `buffer` before it returns: what a function logged must have left the process when it hangs or crashes.
 * @param {Buffer} buffer
 */
function writeAll(buffer) {
  let at = 0;
  while (at < buffer.length) {
    try {
      at += writeSync(CHANNEL_FD, buffer, at);
    } catch (error) {
      if (error.code === 'EPIPE' || error.code === 'ECONNRESET') process.kill(process.pid, 'SIGKILL');
      if (error.code !== 'EAGAIN') throw error;
      pause ??= new Int32Array(new SharedArrayBuffer(4));
      Atomics.wait(pause, 0, 0, 0.2);
    }
  }
}

/**
 * @param {number} type
 * @param {string | Uint8Array} body
 */
function send(type, body) {
  const isText = typeof body === 'string';
  const length = isText ? Buffer.byteLength(body) : body.length;
  const buffer = Buffer.allocUnsafe(5 + length);
  buffer.writeUInt32BE(1 + length, 0);
  buffer[4] = type;
  if (isText) buffer.utf8Write(body, 5);
  else buffer.set(body, 5);
  writeAll(buffer);
}

/** @param {string | Uint8Array} body */
function sendResponse(body) {
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  if (length > MAX_RESPONSE_BYTES) send(OUT.tooLarge, String(length));
  else send(OUT.response, body);
}

const MAX_CHUNK_BYTES = 1024 * 1024;

/** A part of an answer that is streamed, as it is written. @param {Uint8Array} body */
function sendChunk(body) {
  for (let at = 0; at < body.length; at += MAX_CHUNK_BYTES) send(OUT.chunk, body.subarray(at, at + MAX_CHUNK_BYTES));
}

/**
 * @typedef {{ deadline: number, requestId: string, invokedArn: string, traceId: string, clientContext: string, event: string }} Invocation
 */

/**
 * @param {Buffer} body
 * @returns {Invocation}
 */
function decodeInvoke(body) {
  let at = 8;
  const text = () => {
    const length = body.readUInt16BE(at);
    at += 2 + length;
    return length === 0 ? '' : body.utf8Slice(at - length, at);
  };
  return {
    deadline: Date.now() + body.readDoubleBE(0),
    requestId: text(),
    invokedArn: text(),
    traceId: text(),
    clientContext: text(),
    event: body.utf8Slice(at, body.length),
  };
}

/**
 * Listens for invocations. The process ends when samlet does.
 * @param {(invocation: Invocation) => void} onInvoke
 * @returns {Socket} its `ref` and `unref` decide whether waiting for an invocation keeps the event loop alive
 */
function listen(onInvoke) {
  /** @type {Buffer | undefined} */
  let pending;
  let have = 0;
  const receive = (/** @type {Buffer} */ chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (pending === undefined) {
        const left = chunk.length - at;
        if (left >= 4) {
          const total = 4 + chunk.readUInt32BE(at);
          if (left >= total) {
            onInvoke(decodeInvoke(chunk.subarray(at + 5, at + total)));
            at += total;
            continue;
          }
          pending = Buffer.allocUnsafe(total);
        } else {
          pending = Buffer.allocUnsafe(4);
        }
        have = 0;
      }
      const copied = chunk.copy(pending, have, at);
      at += copied;
      have += copied;
      if (have < pending.length) return;
      if (have === 4) {
        const whole = Buffer.allocUnsafe(4 + pending.readUInt32BE(0));
        pending.copy(whole);
        pending = whole;
      } else {
        const body = pending.subarray(5);
        pending = undefined;
        onInvoke(decodeInvoke(body));
      }
    }
  };
  const socket = new Socket({
    fd: CHANNEL_FD,
    readable: true,
    writable: true,
    onread: {
      buffer: Buffer.allocUnsafeSlow(64 * 1024),
      callback: (length, buffer) => {
        receive(buffer.subarray(0, length));
        return true;
      },
    },
  });
  // The whole group: what the function started goes with it.
  const samletIsGone = () => process.kill(0, 'SIGKILL');
  socket.on('end', samletIsGone).on('error', samletIsGone);
  socket.resume();
  return socket;
}

/**
 * @param {string} key
 * @param {string} message
 */
const notice = (key, message) => send(OUT.notice, `${key}\0${message}`);

module.exports = { OUT, send, sendChunk, sendResponse, listen, notice };
