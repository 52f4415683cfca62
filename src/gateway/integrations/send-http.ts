import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { GatewayError } from '../gateway-error.ts';
import type { BackendAnswer } from '../parameter-mapping.ts';

export interface HttpBackendRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Uint8Array;
}

export interface HttpAnswer extends BackendAnswer {
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What a backend may answer at most, as AWS has it. */
const MAX_ANSWER_BYTES = 10 * 1024 * 1024;

/** Sends a request to an HTTP backend. Throws `INTEGRATION_FAILURE` when there is no answer. */
export function sendHttp(request: HttpBackendRequest, signal: AbortSignal): Promise<HttpAnswer> {
  const url = parseUrl(request.url);
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (error: Error) =>
      reject(new GatewayError('INTEGRATION_FAILURE', { reason: `${request.method} ${url.origin}: ${error.message}` }));
    try {
      const outgoing = send(url, { method: request.method, headers: request.headers, signal }, (incoming) => {
        readWhole(incoming).then(resolve, (error) => (error instanceof GatewayError ? reject(error) : fail(error)));
      });
      outgoing.on('error', fail);
      outgoing.end(request.body.length > 0 ? request.body : undefined);
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new GatewayError('API_CONFIGURATION_ERROR', { reason: `the integration's URI is no HTTP URL: ${text}` });
  }
  return url;
}

async function readWhole(incoming: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) {
      incoming.destroy();
      throw new GatewayError('API_CONFIGURATION_ERROR', { reason: 'the backend answered more than 10 MB' });
    }
    chunks.push(chunk);
  }
  return {
    status: incoming.statusCode ?? 502,
    headers: incoming.headers,
    rawHeaders: incoming.rawHeaders,
    body: Buffer.concat(chunks),
  };
}
