import type { InvocationResponse } from '@aws-sdk/client-lambda';
import type { Caller } from '../../aws/caller.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { isSampled, segmentId } from '../answered/stage-segment.ts';
import { type InvokeAnswer, traceInvoke, traceInvoked } from '../answered/trace-exchange.ts';
import type { Integrate, RoutedCall } from '../api-call.ts';
import { GatewayError } from '../gateway-error.ts';
import { gatewayHeaders } from '../response-headers.ts';
import { timedOut } from './integration-request.ts';
import { lambdaAnswer } from './lambda-answer.ts';
import { lambdaProxyEvent } from './lambda-event.ts';
import type { CallerOf } from './role-caller.ts';

export interface LambdaProxyOptions {
  readonly functionArn: string;
  readonly timeoutMs: number;
  /** By `X-Amz-Invocation-Type: 'Event'`: the answer does not wait for the function. */
  readonly asynchronous: (call: RoutedCall) => boolean;
  readonly callerOf: CallerOf;
}

/** Invokes the function with the proxy event, and answers what it returns. */
export function lambdaProxy({ functionArn, timeoutMs, asynchronous, callerOf }: LambdaProxyOptions): Integrate {
  return async (call) => {
    const trace = lambdaTrace(call);
    const payload = Buffer.from(JSON.stringify(lambdaProxyEvent(call)));
    const isEvent = asynchronous(call);
    const caller = callerOf(call);
    const result = await invokeFunction(call, {
      functionArn,
      payload,
      payloadIsJson: true,
      timeoutMs,
      asynchronous: isEvent,
      trace,
      caller: caller instanceof Promise ? await caller : caller,
    });
    if (isEvent) {
      const headers = gatewayHeaders(call);
      headers['X-Amzn-Trace-Id'] = trace;
      headers['Content-Type'] = 'application/json';
      return { status: 200, headers, body: '' };
    }
    if (result.FunctionError !== undefined) throw functionFailed(result.Payload);
    return lambdaAnswer(result.Payload ?? new Uint8Array(), call, trace);
  };
}

/** In the words of API Gateway's own execution log. */
export function functionFailed(payload: Uint8Array | undefined): GatewayError {
  const error = Buffer.from(payload ?? [])
    .toString()
    .slice(0, 1000);
  return new GatewayError('API_CONFIGURATION_ERROR', {
    status: 502,
    reason: `Lambda execution failed with status 200 due to customer function error: ${error}`,
  });
}

/** The trace header of this call's segment: what the function gets, and what the answer tells. */
export function lambdaTrace(call: RoutedCall): string {
  const parent = segmentId(call);
  return `${call.traceRoot};Parent=${parent};Sampled=${isSampled(call) ? 1 : 0};Lineage=1:${parent.slice(0, 8)}:0`;
}

export interface FunctionCall {
  readonly functionArn: string;
  readonly payload: Uint8Array;
  /** It was made by `JSON.stringify`: Lambda need not parse it to see. */
  readonly payloadIsJson?: true;
  readonly timeoutMs: number;
  readonly asynchronous: boolean;
  readonly trace: string;
  readonly caller: Caller;
}

/** Lambda's Invoke as API Gateway makes it: in its own name or a role's, and no longer than the integration's timeout. */
export async function invokeFunction(call: RoutedCall, options: FunctionCall): Promise<InvocationResponse> {
  const { backends, trail } = call;
  const startedAt = backends.clock.now();
  if (trail.trace !== undefined) traceInvoke(trail.trace, call, options);
  const input = {
    FunctionName: options.functionArn,
    Payload: options.payload,
    InvocationType: options.asynchronous ? 'Event' : 'RequestResponse',
    // Not members of Lambda's API, but of the call in this process.
    XAmznTraceId: options.trace,
    QueueMs: options.timeoutMs,
    PayloadIsJson: options.payloadIsJson,
  };
  try {
    const invoked: Promise<InvocationResponse & InvokeAnswer> = backends.callService(
      'lambda',
      'Invoke',
      input,
      options.caller,
    );
    const answer = await backends.deadlines.race(invoked, options.timeoutMs, timedOut);
    trail.integrationStatus = answer.StatusCode;
    trail.integrationRequestId = answer.RequestId;
    if (trail.trace !== undefined) {
      traceInvoked(trail.trace, answer, { at: backends.clock.now(), startedAt, traceHeader: options.trace });
    }
    return answer;
  } catch (error) {
    throw refusalOf(error, options.functionArn, call);
  } finally {
    trail.integrationLatencyMs = backends.clock.now() - startedAt;
  }
}

/** Lambda refused the event: it is no JSON. */
export class InvalidEvent extends Error {}

export function refusalOf(error: unknown, functionArn: string, { trail }: RoutedCall): unknown {
  if (!(error instanceof ServiceError)) return error;
  trail.integrationStatus = error.status;
  if (error.code === 'InvalidRequestContentException') return new InvalidEvent(error.message);
  // A payload over Lambda's 6 MB is the client's to make smaller; all else (no such function, throttled) is a 500.
  if (error.code === 'RequestEntityTooLargeException') {
    return new GatewayError('REQUEST_TOO_LARGE', {
      reason: `Lambda invocation failed with status: 413. ${error.message} (${functionArn})`,
    });
  }
  return new GatewayError('API_CONFIGURATION_ERROR', { reason: `${inWordsOfTheLog(error)} (${functionArn})` });
}

/** What API Gateway's own execution log says. */
function inWordsOfTheLog({ code, message, status }: ServiceError): string {
  if (code === 'AccessDeniedException') {
    return `Execution failed due to configuration error: Invalid permissions on Lambda function: ${message}`;
  }
  return `Execution failed due to configuration error: Lambda refused the invocation with status ${status}: ${code}: ${message}`;
}
