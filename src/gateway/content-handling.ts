import { isUtf8 } from 'node:buffer';
import type { RoutedCall } from './api-call.ts';
import { GatewayError } from './gateway-error.ts';
import { firstAccepted } from './media-types.ts';

/** `CONVERT_TO_TEXT`, `CONVERT_TO_BINARY`, or `undefined`: bodies go as the API's binary media types say. */
export type ContentHandling = string | undefined;

/**
 * The client's body as the integration gets it: text is UTF-8 with U+FFFD for what is none, binary is bytes.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 */
export function requestPayload(call: RoutedCall, handling: ContentHandling): Buffer {
  const { body, headers } = call.request;
  if (body.length === 0) return body;
  const { binaryMediaTypes } = call.stage;
  if (!binaryMediaTypes.empty && binaryMediaTypes.has(headers['content-type'])) {
    return handling === 'CONVERT_TO_TEXT' ? Buffer.from(body.toString('base64')) : body;
  }
  if (handling === 'CONVERT_TO_BINARY') return decoded(body.toString(), 'request');
  return asText(body);
}

/**
 * The body that a request template reads. Bytes are no text: AWS refuses them with a 500, also an empty body of a binary
 * media type (the full wildcard makes it one), unless the integration converts to text.
 */
export function templateBody(call: RoutedCall, handling: ContentHandling): string {
  const { binaryMediaTypes } = call.stage;
  const binary = !binaryMediaTypes.empty && binaryMediaTypes.has(call.request.headers['content-type']);
  if (binary && handling !== 'CONVERT_TO_TEXT') {
    throw new GatewayError('API_CONFIGURATION_ERROR', {
      reason: 'Execution failed due to configuration error: Unable to transform request',
    });
  }
  return requestPayload(call, handling).toString();
}

/** What the backend answered, as the client gets it. `text` is the output of a response template, which goes before the body. */
export function responsePayload(
  call: RoutedCall,
  answer: { readonly body: Uint8Array; readonly contentType: string | undefined },
  handling: ContentHandling,
  text?: string,
): Uint8Array | string {
  const { binaryMediaTypes } = call.stage;
  const bytes = bufferOf(answer.body);
  if (binaryMediaTypes.empty) {
    const whole = text ?? bytes.toString();
    return handling === 'CONVERT_TO_BINARY' ? decoded(whole, 'response') : whole;
  }
  const binary = text === undefined && binaryMediaTypes.has(answer.contentType);
  if (handling === 'CONVERT_TO_TEXT') return binary ? bytes.toString('base64') : (text ?? bytes.toString());
  if (handling === 'CONVERT_TO_BINARY') return binary ? bytes : decoded(text ?? bytes.toString(), 'response');
  const wanted = binaryMediaTypes.has(firstAccepted(call.request.headers['accept']));
  if (binary) return wanted ? bytes : bytes.toString('base64');
  const whole = text ?? bytes.toString();
  return wanted && text === undefined ? decoded(whole, 'response') : whole;
}

/** Base64, but for line breaks and the quotes of a JSON string. What is none is a 500. */
function decoded(text: string, of: 'request' | 'response'): Buffer {
  const bare = text.replace(/[\r\n]+/g, '').replace(/^"|"$|={1,2}"?$/g, '');
  const bytes = Buffer.from(bare, 'base64');
  // Node leaves out what is no base64, and reads the alphabet of URLs too.
  if (Math.ceil((bytes.length * 4) / 3) === bare.length && !/[-_]/.test(bare)) return bytes;
  const reason = `Execution failed due to configuration error: Unable to base64 decode the body of the ${of}`;
  throw new GatewayError('API_CONFIGURATION_ERROR', { reason });
}

/** The same bytes where they are UTF-8, so that text that is valid is not copied. */
function asText(body: Buffer): Buffer {
  return isUtf8(body) ? body : Buffer.from(body.toString());
}

const bufferOf = (body: Uint8Array) =>
  Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
