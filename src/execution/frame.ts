/**
 * The channel between samlet and its runtimes: frames of a 4-byte big-endian length (of what follows), a type byte and a
 * body. Kept in step with runtimes/node/channel.cjs and runtimes/python/bootstrap.py.
 */
export const FrameType = {
  /** To the runtime: 8-byte budget in ms (float), four strings (2-byte length each), then the event's bytes. */
  invoke: 1,
  /** From the runtime: the handler is loaded. */
  ready: 1,
  /** The handler's answer, as JSON. */
  response: 2,
  /** An error object, as JSON; the runtime goes on. */
  error: 3,
  /** The same, and the process ends. */
  fatalError: 4,
  /** The init phase failed: an error object, as JSON. */
  initError: 5,
  /** One log event, newlines and all. */
  log: 6,
  /** Bytes of stdout or stderr: every line is a log event. */
  output: 7,
  /** The answer was larger than Lambda carries: its size in decimal. */
  tooLarge: 8,
  /** `key\0message` for the person who runs samlet, said once. */
  notice: 9,
  /** A part of an answer that the handler streams; `response` ends it. */
  chunk: 10,
} as const;

/** Lambda's limit on a synchronous answer, in bytes: 6 MiB and a little. */
export const MAX_RESPONSE_BYTES = 6_291_556;
const MAX_FRAME_BYTES = 16 * 1024 * 1024;

export interface InvokeFrame {
  readonly budgetMs: number;
  readonly requestId: string;
  readonly invokedArn: string;
  readonly traceId: string;
  readonly clientContext: string;
  readonly payload: Uint8Array;
}

const HEADER_BYTES = 13;

/** One buffer for one write: a second write would wake the runtime twice. */
export function encodeInvoke(frame: InvokeFrame): Buffer {
  const { requestId, invokedArn, traceId, clientContext, payload } = frame;
  const strings =
    8 +
    Buffer.byteLength(requestId) +
    Buffer.byteLength(invokedArn) +
    Buffer.byteLength(traceId) +
    Buffer.byteLength(clientContext);
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + strings + payload.length);
  buffer.writeUInt32BE(buffer.length - 4, 0);
  buffer[4] = FrameType.invoke;
  buffer.writeDoubleBE(frame.budgetMs, 5);
  let at = HEADER_BYTES;
  for (const text of [requestId, invokedArn, traceId, clientContext]) {
    const bytes = buffer.write(text, at + 2);
    buffer.writeUInt16BE(bytes, at);
    at += 2 + bytes;
  }
  buffer.set(payload, at);
  return buffer;
}

/** Cuts a byte stream into frames; hands each body on as a view of what was read, without copying where it can. */
export class FrameReader {
  readonly #onFrame: (type: number, body: Buffer) => void;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #wanted = 4;

  constructor(onFrame: (type: number, body: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  /** Throws when a frame claims to be empty or larger than any that a runtime sends. */
  push(chunk: Buffer): void {
    let buffer = chunk;
    if (this.#pendingBytes > 0) {
      this.#pending.push(chunk);
      this.#pendingBytes += chunk.length;
      if (this.#pendingBytes < this.#wanted) return;
      buffer = Buffer.concat(this.#pending, this.#pendingBytes);
      this.#pending = [];
      this.#pendingBytes = 0;
    }
    let at = 0;
    this.#wanted = 4;
    while (buffer.length - at >= 4) {
      const length = buffer.readUInt32BE(at);
      if (length === 0 || length > MAX_FRAME_BYTES) throw new Error(`A runtime sent a frame of ${length} bytes`);
      if (buffer.length - at - 4 < length) {
        this.#wanted = 4 + length;
        break;
      }
      const body = buffer.subarray(at + 5, at + 4 + length);
      const type = buffer[at + 4] ?? 0;
      at += 4 + length;
      this.#onFrame(type, body);
    }
    if (at < buffer.length) {
      this.#pending = [at === 0 ? buffer : buffer.subarray(at)];
      this.#pendingBytes = buffer.length - at;
    }
  }
}
