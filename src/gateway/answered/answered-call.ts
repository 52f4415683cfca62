import type { HttpResponse } from '../../std/http-message.ts';
import type { ApiCall } from '../api-call.ts';
import type { AnyCall } from '../context-variables.ts';
import type { GatewayError } from '../gateway-error.ts';

/** A request with its answer: what logs, metrics and traces are written from. */
export interface AnsweredCall {
  readonly call: ApiCall;
  readonly response: HttpResponse;
  /** Of the gateway itself. */
  readonly refusal: GatewayError | undefined;
  /** Of a body that was sent as it arrived. */
  readonly streamedBytes?: number;
}

/** The call with all that is known of it: its method, when it came as far as that. */
export const knownCall = ({ call }: Pick<AnsweredCall, 'call'>): AnyCall => call.routed ?? call;

/** The bytes of the answer's body. */
export function responseLength({ response: { body }, streamedBytes }: AnsweredCall): number {
  if (streamedBytes !== undefined) return streamedBytes;
  return typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
}
