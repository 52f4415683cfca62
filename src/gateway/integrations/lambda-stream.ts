import { Readable } from 'node:stream';
import type { InvocationResponse } from '@aws-sdk/client-lambda';
import { traceInvoke } from '../answered/trace-exchange.ts';
import type { Integrate } from '../api-call.ts';
import type { GatewayError } from '../gateway-error.ts';
import { timedOut } from './integration-request.ts';
import { malformedAnswer, streamHead } from './lambda-answer.ts';
import { lambdaProxyEvent } from './lambda-event.ts';
import { functionFailed, type LambdaProxyOptions, lambdaTrace, refusalOf } from './lambda-proxy.ts';
import { streamedAnswer } from './streamed-answer.ts';

/** Between the metadata of a streamed answer and its body. */
const DELIMITER = Buffer.alloc(8);
/** Within so many bytes the delimiter must come. */
const MAX_HEAD_BYTES = 16 * 1024;
/** What a function may stream at most: Lambda's quota. */
const MAX_STREAM_BYTES = 200 * 1024 * 1024;

/**
 * `AWS_PROXY` with `responseTransferMode` `STREAM`: the function writes metadata as JSON (`statusCode`, `headers`,
 * `multiValueHeaders`, `cookies`), eight null bytes, and then a body that goes to the client as it is written.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
export function lambdaStream(options: Omit<LambdaProxyOptions, 'asynchronous'>): Integrate {
  const { functionArn, timeoutMs, callerOf } = options;
  return async (call) => {
    const { backends, trail } = call;
    const trace = lambdaTrace(call);
    const output = streamedOutput();
    const startedAt = backends.clock.now();
    const payload = Buffer.from(JSON.stringify(lambdaProxyEvent(call)));
    if (trail.trace !== undefined) traceInvoke(trail.trace, call, { functionArn, payload, trace });
    const input = {
      FunctionName: functionArn,
      Payload: payload,
      // Not members of Lambda's API, but of the call in this process.
      XAmznTraceId: trace,
      QueueMs: timeoutMs,
      PayloadIsJson: true,
      OnChunk: output.write,
    };
    const known = callerOf(call);
    const caller = known instanceof Promise ? await known : known;
    const invoked: Promise<InvocationResponse> = backends.callService('lambda', 'Invoke', input, caller);
    invoked.then(output.end, output.fail);
    try {
      const head = await backends.deadlines.race(output.head, timeoutMs, timedOut);
      trail.integrationStatus = 200;
      const { status, headers } = streamHead(head, call, trace);
      return streamedAnswer(call, { status, headers, stream: output.stream });
    } catch (error) {
      output.stream.destroy();
      throw refusalOf(error, functionArn, call);
    } finally {
      trail.integrationLatencyMs = backends.clock.now() - startedAt;
    }
  };
}

interface StreamedOutput {
  /** The metadata's bytes, once the delimiter is there. */
  readonly head: Promise<Buffer>;
  readonly stream: Readable;
  readonly write: (chunk: Uint8Array) => void;
  readonly end: (answer: InvocationResponse) => void;
  readonly fail: (error: unknown) => void;
}

/** Splits what a function writes into head and body. */
function streamedOutput(): StreamedOutput {
  const stream = new Readable({ read() {} });
  // Who waits for the head is told; a reader of the body sees its connection end.
  stream.on('error', () => {});
  let pending: Buffer | undefined = Buffer.alloc(0);
  let bytes = 0;
  let resolve: (head: Buffer) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const head = new Promise<Buffer>((fulfil, fail) => {
    resolve = fulfil;
    reject = fail;
  });
  head.catch(() => {});

  const fail = (error: unknown) => {
    reject(error);
    stream.destroy(error instanceof Error ? error : new Error(String(error)));
  };
  const write = (chunk: Uint8Array) => {
    if (stream.destroyed || chunk.length === 0) return;
    bytes += chunk.length;
    if (bytes > MAX_STREAM_BYTES) return fail(malformedAnswer(`it is larger than ${MAX_STREAM_BYTES} bytes`));
    if (pending === undefined) {
      stream.push(Buffer.from(chunk));
      return;
    }
    pending = Buffer.concat([pending, chunk]);
    const at = pending.indexOf(DELIMITER);
    if (at < 0 || at > MAX_HEAD_BYTES) {
      if (pending.length > MAX_HEAD_BYTES) fail(noDelimiter());
      return;
    }
    resolve(pending.subarray(0, at));
    const body = pending.subarray(at + DELIMITER.length);
    pending = undefined;
    if (body.length > 0) stream.push(body);
  };
  return {
    head,
    stream,
    write,
    fail,
    end({ FunctionError, Payload }) {
      if (FunctionError !== undefined) return fail(functionFailed(Payload));
      // What a function returns that does not stream comes in one piece.
      if (Payload !== undefined) write(Payload);
      if (pending !== undefined) fail(noDelimiter());
      else stream.push(null);
    },
  };
}

const noDelimiter = (): GatewayError =>
  malformedAnswer(`the function streamed no metadata that ends with 8 null bytes, within ${MAX_HEAD_BYTES} bytes`);
