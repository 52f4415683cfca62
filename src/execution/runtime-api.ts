import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FrameType, type InvokeFrame, MAX_RESPONSE_BYTES } from './frame.ts';

/** The Lambda Runtime API of one execution environment (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html). */
export interface RuntimeApi {
  /** `127.0.0.1:40000`, as in AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /** Answers the runtime's pending or next `invocation/next`. */
  deliver(frame: InvokeFrame): void;
  close(): void;
}

const PREFIX = '/2018-06-01/runtime';
const INVOCATION = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/;

/** What the runtime says arrives as the frames that samlet's own runtimes send. The first `next` means that it is ready. */
export async function openRuntimeApi(onMessage: (type: number, body: Buffer) => void): Promise<RuntimeApi> {
  let isReady = false;
  let waiting: ServerResponse | undefined;
  let undelivered: InvokeFrame | undefined;
  let current: string | undefined;

  const hand = (frame: InvokeFrame, response: ServerResponse) => {
    current = frame.requestId;
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': frame.payload.length,
      'Lambda-Runtime-Aws-Request-Id': frame.requestId,
      'Lambda-Runtime-Deadline-Ms': Math.trunc(performance.timeOrigin + performance.now() + frame.budgetMs),
      'Lambda-Runtime-Invoked-Function-Arn': frame.invokedArn,
      ...(frame.traceId === '' ? {} : { 'Lambda-Runtime-Trace-Id': frame.traceId }),
      ...(frame.clientContext === '' ? {} : { 'Lambda-Runtime-Client-Context': frame.clientContext }),
    });
    response.end(frame.payload);
  };
  const refuse = (response: ServerResponse, status: number, errorType: string, errorMessage: string) =>
    respond(response, status, { errorMessage, errorType });

  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (request.method === 'GET' && path === `${PREFIX}/invocation/next`) {
      if (!isReady) {
        isReady = true;
        onMessage(FrameType.ready, Buffer.alloc(0));
      }
      const frame = undelivered;
      undelivered = undefined;
      if (frame) hand(frame, response);
      else waiting = response;
      return;
    }
    const [, id, kind] = (request.method === 'POST' && INVOCATION.exec(path)) || [];
    if (id !== undefined && id === current && kind === 'response' && isStreamed(request)) {
      current = undefined;
      await handOn(request, response, onMessage);
      return;
    }
    let body: Buffer;
    try {
      body = await readBody(request);
    } catch {
      return;
    }
    if (request.method === 'POST' && path === `${PREFIX}/init/error`) {
      respond(response, 202, { status: 'OK' });
      onMessage(FrameType.initError, body);
      return;
    }
    if (id === undefined) {
      refuse(response, 404, 'NotImplemented', `samlet's Runtime API has no ${request.method} ${path}`);
      return;
    }
    if (id !== current) {
      refuse(response, 400, 'InvalidRequestID', 'Invalid request ID');
      return;
    }
    current = undefined;
    if (kind === 'response' && body.length > MAX_RESPONSE_BYTES) {
      refuse(
        response,
        413,
        'Function.ResponseSizeTooLarge',
        `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
      );
      onMessage(FrameType.tooLarge, Buffer.from(String(body.length)));
      return;
    }
    respond(response, 202, { status: 'OK' });
    onMessage(kind === 'response' ? FrameType.response : FrameType.error, body);
  });
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    deliver(frame) {
      const response = waiting;
      waiting = undefined;
      if (response && !response.destroyed) hand(frame, response);
      else undelivered = frame;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function respond(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

const isStreamed = ({ headers }: IncomingMessage) =>
  headers['lambda-runtime-function-response-mode']?.toString().toLowerCase() === 'streaming';

/** An answer that is streamed, part by part; an error halfway stands in its trailers. */
async function handOn(
  request: IncomingMessage,
  response: ServerResponse,
  onMessage: (type: number, body: Buffer) => void,
): Promise<void> {
  try {
    for await (const chunk of request) onMessage(FrameType.chunk, chunk as Buffer);
  } catch {
    const error = { errorType: 'Runtime.TruncatedResponse', errorMessage: 'The response was broken off' };
    onMessage(FrameType.error, Buffer.from(JSON.stringify(error)));
    return;
  }
  respond(response, 202, { status: 'OK' });
  const errorType = request.trailers['lambda-runtime-function-error-type'];
  if (errorType === undefined) onMessage(FrameType.response, Buffer.alloc(0));
  else {
    const told = Buffer.from(request.trailers['lambda-runtime-function-error-body'] ?? '', 'base64');
    onMessage(FrameType.error, told.length > 0 ? told : Buffer.from(JSON.stringify({ errorType })));
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
