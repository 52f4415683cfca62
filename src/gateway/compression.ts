import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import type { HttpResponse } from '../std/http-message.ts';
import type { ApiCall } from './api-call.ts';
import { GatewayError } from './gateway-error.ts';
import { MAX_BODY_BYTES } from './stages/admit-request.ts';

const gzip = promisify(zlib.gzip);
const deflate = promisify(zlib.deflate);
const unzip = promisify(zlib.unzip);
const inflateRaw = promisify(zlib.inflateRaw);

type Coding = 'gzip' | 'deflate' | 'identity';

const isCoding = (name: string): name is Coding => name === 'gzip' || name === 'deflate' || name === 'identity';

/** Whether the API takes compressed bodies, and this is one. */
export function isCompressed({ stage, request }: ApiCall): boolean {
  return (
    stage.definition.minimumCompressionSize !== undefined &&
    request.headers['content-encoding'] !== undefined &&
    request.body.length > 0
  );
}

/**
 * The call with its body as it was before the client compressed it, which nothing behind the gateway can tell. What cannot be
 * read, or is compressed in another way, is a 415.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-make-request-with-compressed-payload.html
 */
export async function decompressed(call: ApiCall): Promise<ApiCall> {
  const { request } = call;
  const coding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (!isCoding(coding)) throw new GatewayError('UNSUPPORTED_MEDIA_TYPE');
  if (coding === 'identity') return call;
  const body = await inflated(request.body, coding);
  const { 'content-encoding': _, ...headers } = request.headers;
  const rawHeaders = request.rawHeaders.filter(
    (_name, at) => request.rawHeaders[at - (at % 2)]?.toLowerCase() !== 'content-encoding',
  );
  return { ...call, request: { ...request, headers, rawHeaders, body } };
}

async function inflated(body: Buffer, coding: Coding): Promise<Buffer> {
  const limit = { maxOutputLength: MAX_BODY_BYTES };
  // Clients call both forms deflate: that of zlib, which its first byte tells, and the bare one.
  const isZlib = coding === 'gzip' ? body[0] === 0x1f : ((body[0] ?? 0) & 0x0f) === 8;
  try {
    if (isZlib) return await unzip(body, limit);
    if (coding === 'deflate') return await inflateRaw(body, limit);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new GatewayError('REQUEST_TOO_LARGE');
  }
  throw new GatewayError('UNSUPPORTED_MEDIA_TYPE');
}

/**
 * Compresses an answer of at least the API's `minimumCompressionSize` for a client that accepts it. What the backend has
 * encoded itself, and what is streamed, goes as it is.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-receive-response-with-compressed-payload.html
 */
export async function compressAnswer(response: HttpResponse, { request }: ApiCall, minimumBytes: number) {
  const { body, headers, stream } = response;
  const bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  if (stream !== undefined || bytes === 0 || bytes < minimumBytes) return response;
  const coding = chosenCoding(request.headers['accept-encoding']);
  if (coding === 'identity') return response;
  if (Object.keys(headers).some((name) => name.toLowerCase() === 'content-encoding')) return response;
  const compressed = await (coding === 'gzip' ? gzip(body) : deflate(body));
  return { ...response, headers: { ...headers, 'Content-Encoding': coding }, body: compressed };
}

/** The coding a client likes best: by its weight, then by its place. */
function chosenCoding(accepted: string | undefined): Coding {
  let best: Coding = 'identity';
  let bestWeight = 0;
  for (const part of accepted?.split(',') ?? []) {
    const [name = '', ...parameters] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    const quality = parameters.find((one) => one.startsWith('q='))?.slice(2);
    const weight = quality === undefined ? 1 : Number(quality);
    const coding = name === '*' || name === 'x-gzip' ? 'gzip' : name;
    if (isCoding(coding) && weight > bestWeight) {
      best = coding;
      bestWeight = weight;
    }
  }
  return best;
}
