import type { HttpRequest } from '../../std/http-message.ts';
import { GatewayError } from '../gateway-error.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;
export const MAX_HEADER_BYTES = 10_240;

/** Refuses what no method ever sees: too large a body, or too much in request line and headers together. */
export function admitRequest(request: HttpRequest): void {
  if (request.body.length > MAX_BODY_BYTES) throw new GatewayError('REQUEST_TOO_LARGE');
  let bytes = request.method.length + request.rawPath.length + request.rawQuery.length + 1;
  for (const text of request.rawHeaders) bytes += text.length;
  // Unlike AWS: the status of too large headers is not documented; this is HTTP's own for it.
  if (bytes > MAX_HEADER_BYTES)
    throw new GatewayError('DEFAULT_4XX', { status: 431, message: 'Request Header Fields Too Large' });
}
