import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { pipeline, type Readable } from 'node:stream';
import type { HttpRequest, HttpResponse, TlsConnection } from '../std/http-message.ts';
import { UserError } from '../std/user-error.ts';
import type { SecureConnections } from './secure-connections.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Answers a request that was read whole. A rejection answers 500 and is told to `onFault`. */
  readonly handle: (request: HttpRequest) => Promise<HttpResponse>;
  readonly onFault: (error: unknown) => void;
  /** Larger bodies are not read: `tooLarge` answers, and the connection ends. 80 MiB by default. */
  readonly maxBodyBytes?: number;
  /** Gets the request with an empty body; a bare 413 by default. */
  readonly tooLarge?: (request: HttpRequest) => Promise<HttpResponse>;
  /** The time a client has to send a request whole, and its headers; 300 s and 60 s by default. */
  readonly requestTimeoutMs?: number;
  readonly headersTimeoutMs?: number;
  /** The option that changes the port, for the hint when it is taken. */
  readonly portOption?: string;
  /** Makes it a port of HTTPS. */
  readonly secure?: SecureConnections;
}

export interface Listener {
  readonly port: number;
  /** `http://127.0.0.1:4566` */
  readonly url: string;
  /** Takes no more connections, ends idle ones now, and waits up to `graceMs` (2 s) for requests in progress. */
  close(graceMs?: number): Promise<void>;
}

const DEFAULT_MAX_BODY_BYTES = 80 * 1024 * 1024;
const MAX_HEADER_BYTES = 64 * 1024;
const KEEP_ALIVE_MS = 75_000;

/** Opens a port; throws `UserError` `SAMLET_PORT_IN_USE` (or why else it cannot) when it is not to be had. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { host, maxBodyBytes = DEFAULT_MAX_BODY_BYTES, secure } = options;
  let closing = false;

  const respond = (request: HttpRequest, response: ServerResponse, answer: Promise<HttpResponse>) => {
    answer.then(
      (message) => send(message, request, response, closing),
      (error: unknown) => {
        options.onFault(error);
        send(INTERNAL_ERROR, request, response, closing);
      },
    );
  };

  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      requestTimeout: options.requestTimeoutMs ?? 300_000,
      headersTimeout: options.headersTimeoutMs ?? 60_000,
      connectionsCheckingInterval: Math.min(30_000, options.headersTimeoutMs ?? 30_000),
      keepAliveTimeout: KEEP_ALIVE_MS,
      noDelay: true,
    },
    (incoming, response) => {
      const { url = '/' } = incoming;
      if (!url.startsWith('/') && !url.startsWith('http')) return sendBare(response, 400);
      const length = incoming.headers['content-length'];
      if (length === undefined && incoming.headers['transfer-encoding'] === undefined) {
        const request = httpRequest(incoming, EMPTY, secure);
        return respond(request, response, options.handle(request));
      }
      readBody(incoming, Number(length ?? 0), maxBodyBytes, (body) => {
        if (body !== undefined) {
          const request = httpRequest(incoming, body, secure);
          return respond(request, response, options.handle(request));
        }
        const request = httpRequest(incoming, EMPTY, secure);
        response.shouldKeepAlive = false;
        response.once('finish', () => incoming.destroy());
        respond(request, response, options.tooLarge?.(request) ?? Promise.resolve(TOO_LARGE));
      });
    },
  );
  // 0: no limit. Node would answer 503 beyond it.
  server.maxConnections = Number.POSITIVE_INFINITY;
  server.on('clientError', refuseMalformed);
  if (secure !== undefined) listenSecurely(server, secure);

  await bind(server, options);
  const { port } = server.address() as AddressInfo;
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return {
    port,
    url: `${secure === undefined ? 'http' : 'https'}://${name.includes(':') ? `[${name}]` : name}:${port}`,
    close(graceMs = 2000) {
      closing = true;
      return new Promise((resolve) => {
        const timer = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
        server.closeIdleConnections();
        secure?.close();
      });
    },
  };
}

const EMPTY = Buffer.alloc(0);
const JSON_TYPE = { 'Content-Type': 'application/json' };
const TOO_LARGE: HttpResponse = { status: 413, headers: JSON_TYPE, body: '{"message":"Request Too Long"}' };
const INTERNAL_ERROR: HttpResponse = { status: 500, headers: JSON_TYPE, body: '{"message":"Internal server error"}' };

function bind(server: Server, { host, port, portOption = '--port' }: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        const message = `Port ${port} is in use by another program`;
        reject(
          new UserError('SAMLET_PORT_IN_USE', message, {
            hint: `Choose another port with ${portOption} <number>, or end the program that listens on ${port}.`,
            cause: error,
          }),
        );
      } else if (error.code === 'EACCES') {
        reject(
          new UserError('SAMLET_PORT_NOT_ALLOWED', `The system does not let samlet listen on port ${port}`, {
            hint: `Choose a port above 1023 with ${portOption} <number>.`,
            cause: error,
          }),
        );
      } else if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
        const message = `${host} is no address of this machine`;
        reject(new UserError('SAMLET_BAD_HOST', message, { hint: 'Choose another one with --host.', cause: error }));
      } else reject(error);
    });
    server.listen({ host, port, backlog: 1024 }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

/** Node's own HTTP takes the connections over once they are secured, with all of its limits of time. */
function listenSecurely(server: Server, secure: SecureConnections): void {
  const takers = server.listeners('connection') as ((connection: Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) =>
    secure.accept(socket, (connection) => {
      for (const take of takers) take.call(server, connection);
    }),
  );
}

function httpRequest(incoming: IncomingMessage, body: Buffer, secure: SecureConnections | undefined): HttpRequest {
  let url = incoming.url ?? '/';
  if (!url.startsWith('/')) {
    // The absolute form, as sent to a proxy.
    const slash = url.indexOf('/', url.indexOf('//') + 2);
    url = slash < 0 ? '/' : url.slice(slash);
  }
  const question = url.indexOf('?');
  return {
    method: incoming.method ?? 'GET',
    rawPath: question < 0 ? url : url.slice(0, question) || '/',
    rawQuery: question < 0 ? '' : url.slice(question + 1),
    rawHeaders: incoming.rawHeaders,
    headers: incoming.headers as Record<string, string | undefined>,
    body,
    sourceIp: sourceIp(incoming.socket),
    protocol: incoming.httpVersionMinor === 1 ? 'HTTP/1.1' : `HTTP/${incoming.httpVersion}`,
    scheme: secure === undefined ? 'http' : 'https',
    ...(secure === undefined ? undefined : withTls(secure.of(incoming.socket))),
  };
}

const withTls = (tls: TlsConnection | undefined) => (tls === undefined ? undefined : { tls });

function sourceIp(socket: Socket): string {
  const { remoteAddress = '127.0.0.1' } = socket;
  return remoteAddress.startsWith('::ffff:') ? remoteAddress.slice(7) : remoteAddress;
}

/** Calls `done` once: with the whole body, or with `undefined` as soon as it is over the limit; never when the client hangs up first. */
function readBody(
  incoming: IncomingMessage,
  declaredBytes: number,
  maxBytes: number,
  done: (body: Buffer | undefined) => void,
): void {
  if (declaredBytes > maxBytes) {
    done(undefined);
    return;
  }
  let chunks: Buffer[] | undefined = [];
  let size = 0;
  incoming.on('data', (chunk: Buffer) => {
    if (chunks === undefined) return;
    size += chunk.length;
    if (size > maxBytes) {
      chunks = undefined;
      incoming.pause();
      return done(undefined);
    }
    chunks.push(chunk);
  });
  incoming.on('end', () => {
    if (chunks === undefined) return;
    const [first] = chunks;
    done(first === undefined ? EMPTY : chunks.length === 1 ? first : Buffer.concat(chunks, size));
  });
  // The client hung up, or the body ended early: nobody waits for an answer.
  incoming.on('error', () => {
    chunks = undefined;
  });
}

function send(message: HttpResponse, request: HttpRequest, response: ServerResponse, closing: boolean): void {
  const { status, body, stream } = message;
  if (response.destroyed) {
    stream?.destroy();
    return;
  }
  if (closing) response.shouldKeepAlive = false;
  const bodyless = status === 204 || status === 304 || (status >= 100 && status < 200);
  const headers: string[] = [];
  let hasLength = false;
  for (const name in message.headers) {
    const value = message.headers[name];
    if (typeof value === 'string') headers.push(name, headerValue(value));
    else if (value !== undefined) for (const one of value) headers.push(name, headerValue(one));
    if (name.length === 14 && name.toLowerCase() === 'content-length') hasLength = true;
  }
  if (!hasLength && !bodyless && stream === undefined) {
    headers.push('Content-Length', String(typeof body === 'string' ? Buffer.byteLength(body) : body.length));
  }
  try {
    response.writeHead(status, headers);
  } catch {
    // A name or status that HTTP has no form for.
    response.writeHead(502, ['Content-Length', '0']);
    response.end();
    stream?.destroy();
    return;
  }
  if (stream !== undefined) sendStream(stream, response, bodyless || request.method === 'HEAD');
  else if (bodyless || request.method === 'HEAD' || body.length === 0) response.end();
  else if (typeof body === 'string' || body.length > ONE_PIECE_BYTES) response.end(body);
  else response.end(bytesOf(body).toString('latin1'), 'latin1');
}

function sendStream(stream: Readable, response: ServerResponse, headOnly: boolean): void {
  if (headOnly) {
    stream.destroy();
    response.end();
    return;
  }
  response.flushHeaders();
  // A failure on either side ends the other: a client sees a broken connection, not a whole answer.
  pipeline(stream, response, () => {});
}

/** Node sends head and body as one piece when both are strings, which for small bodies saves a fifth of an answer's cost. */
const ONE_PIECE_BYTES = 4096;

const bytesOf = (body: Uint8Array) =>
  Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);

/** A line break in a header would let a function write headers, or a whole answer, of its own. */
function headerValue(value: string): string {
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if ((code < 32 && code !== 9) || code === 127 || code > 255) return cleaned(value);
  }
  return value;
}

const cleaned = (value: string) =>
  Buffer.from(value, 'utf8')
    .toString('latin1')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
    .replace(/[\u0000-\u0008\u000a-\u001f\u007f]+/g, ' ');

function sendBare(response: ServerResponse, status: number): void {
  response.writeHead(status, ['Content-Length', '0', 'Connection', 'close']);
  response.end();
}

const MALFORMED_STATUS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  const busy = '_httpMessage' in socket && socket._httpMessage != null;
  if (error.code === 'ECONNRESET' || !socket.writable || busy) {
    socket.destroy();
    return;
  }
  const status = MALFORMED_STATUS[error.code ?? ''] ?? '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
