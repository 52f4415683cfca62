import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
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

/** How an integration speaks TLS to its backend. */
export interface BackendTls {
  /** `tlsConfig.insecureSkipVerification`: any certificate will do. */
  readonly insecure: boolean;
  /** The certificate of the stage, in PEM, with its key. */
  readonly clientCertificate: { readonly pem: string; readonly key: string } | undefined;
}

/** What a backend may answer at most, as AWS has it. */
export const MAX_ANSWER_BYTES = 10 * 1024 * 1024;

const plainAgent = new HttpAgent({ keepAlive: true });
const tlsAgent = new HttpsAgent({ keepAlive: true });

/** Sends requests to HTTP backends; connections are kept for the next one. */
export interface HttpSender {
  /** Resolves when the answer begins. Throws `INTEGRATION_FAILURE` when there is none. */
  open(request: HttpBackendRequest, signal: AbortSignal): Promise<IncomingMessage>;
  /** The whole answer, of 10 MB at most. */
  send(request: HttpBackendRequest, signal: AbortSignal): Promise<HttpAnswer>;
}

export function httpSender({ insecure, clientCertificate }: BackendTls): HttpSender {
  const agent =
    insecure || clientCertificate !== undefined
      ? new HttpsAgent({
          keepAlive: true,
          rejectUnauthorized: !insecure,
          ...(clientCertificate && { cert: clientCertificate.pem, key: clientCertificate.key }),
        })
      : tlsAgent;
  const open: HttpSender['open'] = (request, signal) => openOn(agent, request, signal, 'may try again');
  return {
    open,
    async send(request, signal) {
      const incoming = await open(request, signal);
      try {
        return await readWhole(incoming);
      } catch (error) {
        incoming.destroy();
        throw error instanceof GatewayError ? error : failed(request, error as Error);
      }
    },
  };
}

function openOn(
  tls: HttpsAgent,
  request: HttpBackendRequest,
  signal: AbortSignal,
  retry: 'may try again' | 'last try',
): Promise<IncomingMessage> {
  const url = parseUrl(request.url);
  return new Promise((resolve, reject) => {
    const options = { method: request.method, headers: request.headers, signal };
    const secure = url.protocol === 'https:';
    let outgoing: ReturnType<typeof httpRequest>;
    try {
      outgoing = secure
        ? httpsRequest(url, { ...options, agent: tls }, resolve)
        : httpRequest(url, { ...options, agent: plainAgent }, resolve);
    } catch (error) {
      // A method, path or header that HTTP cannot carry: a mapping made it.
      reject(configurationError(`${request.method} ${url.origin}: ${(error as Error).message}`));
      return;
    }
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      // The backend closed a kept connection as we were about to use it: it has not seen the request.
      if (retry === 'may try again' && outgoing.reusedSocket && error.code === 'ECONNRESET' && !signal.aborted) {
        openOn(tls, request, signal, 'last try').then(resolve, reject);
      } else reject(failed(request, error));
    });
    // A switch of protocols, which no integration can follow.
    outgoing.on('upgrade', (_answer, socket) => {
      socket.destroy();
      reject(failed(request, new Error('the backend switches protocols')));
    });
    outgoing.end(request.body.length > 0 ? request.body : undefined);
  });
}

/** Codes of Node for a certificate that is not trusted, and for a handshake that fails. */
const TLS_FAULT = /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/;

function failed({ method, url }: HttpBackendRequest, error: NodeJS.ErrnoException): GatewayError {
  const what = `${method} ${new URL(url).origin}: ${error.message}`;
  if (TLS_FAULT.test(error.code ?? '')) return configurationError(`General SSLEngine problem (${what})`);
  return new GatewayError('INTEGRATION_FAILURE', {
    reason: `Execution failed due to a network error communicating with endpoint (${what})`,
  });
}

const configurationError = (what: string) =>
  new GatewayError('API_CONFIGURATION_ERROR', { reason: `Execution failed due to configuration error: ${what}` });

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw configurationError(`Invalid endpoint address (the integration's URI is no HTTP URL: ${text})`);
  }
  return url;
}

export const answerTooLarge = (bytes: number) =>
  configurationError(
    `Integration response of reported length ${bytes} is larger than allowed maximum of ${MAX_ANSWER_BYTES} bytes.`,
  );

async function readWhole(incoming: IncomingMessage): Promise<HttpAnswer> {
  const declared = Number(incoming.headers['content-length'] ?? 0);
  if (declared > MAX_ANSWER_BYTES) throw answerTooLarge(declared);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw answerTooLarge(bytes);
    chunks.push(chunk);
  }
  return {
    status: incoming.statusCode ?? 502,
    headers: incoming.headers,
    rawHeaders: incoming.rawHeaders,
    body: Buffer.concat(chunks),
  };
}
