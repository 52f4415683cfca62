import type { ExecutionTrace } from '../../telemetry/execution-trace.ts';
import type { RoutedCall } from '../api-call.ts';
import { bodyText, mapText } from './execution-text.ts';

type Headers = Readonly<Record<string, string | readonly string[] | number | undefined>>;

export interface TracedRequest {
  readonly uri: string;
  readonly headers: Headers;
  readonly body: Uint8Array | string;
}

export interface TracedResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array | string;
}

/** Tells the execution log what goes to a backend: `if (trail.trace !== undefined) traceRequest(trail.trace, {...})`. */
export function traceRequest(trace: ExecutionTrace, { uri, headers, body }: TracedRequest): void {
  trace.data(`Endpoint request URI: ${uri}`);
  trace.data(`Endpoint request headers: ${mapText(headers)}`);
  trace.data(`Endpoint request body after transformations: ${bodyText(body)}`);
  trace.info(`Sending request to ${uri}`);
}

/** Tells it what came back. */
export function traceResponse(
  trace: ExecutionTrace,
  { status, headers, body }: TracedResponse,
  latencyMs: number,
): void {
  trace.info(`Received response. Status: ${status}, Integration latency: ${latencyMs} ms`);
  trace.data(`Endpoint response headers: ${mapText(headers)}`);
  trace.data(`Endpoint response body before transformations: ${bodyText(body)}`);
}

/**
 * Lambda's Invoke as the wire would carry it.
 *
 * Unlike AWS: the call stays in the process, so the log shows no signature and no session token among its headers.
 */
export function traceInvoke(
  trace: ExecutionTrace,
  call: RoutedCall,
  { functionArn, payload, trace: traceHeader }: { functionArn: string; payload: Uint8Array; trace: string },
): void {
  const { stage, backends, method, request } = call;
  const path = method.resourcePath === '/' ? '/' : method.resourcePath;
  traceRequest(trace, {
    uri: `https://lambda.${backends.region}.amazonaws.com/2015-03-31/functions/${functionArn}/invocations`,
    headers: {
      'x-amzn-lambda-integration-tag': call.requestId,
      'X-Amz-Date': new Date(backends.clock.now()).toISOString().replace(/[-:]|\.\d+/g, ''),
      'x-amzn-apigateway-api-id': stage.apiId,
      'X-Amz-Source-Arn': `arn:aws:execute-api:${backends.region}:${backends.account}:${stage.apiId}/${stage.stageName}/${request.method}${path}`,
      Accept: 'application/json',
      'User-Agent': `AmazonAPIGateway_${stage.apiId}`,
      'X-Amzn-Trace-Id': traceHeader,
    },
    body: payload,
  });
}

export interface InvokeAnswer {
  readonly StatusCode?: number | undefined;
  readonly FunctionError?: string | undefined;
  readonly ExecutedVersion?: string | undefined;
  readonly Payload?: Uint8Array | undefined;
  readonly RequestId?: string | undefined;
}

/** What Lambda answered, with the headers its API has. */
export function traceInvoked(
  trace: ExecutionTrace,
  answer: InvokeAnswer,
  { at, startedAt, traceHeader }: { readonly at: number; readonly startedAt: number; readonly traceHeader: string },
): void {
  const { Payload = new Uint8Array() } = answer;
  traceResponse(
    trace,
    {
      status: answer.StatusCode ?? 200,
      headers: {
        Date: new Date(at).toUTCString(),
        'Content-Type': 'application/json',
        'Content-Length': Payload.byteLength,
        Connection: 'keep-alive',
        'x-amzn-RequestId': answer.RequestId,
        'x-amzn-Remapped-Content-Length': 0,
        'X-Amz-Function-Error': answer.FunctionError,
        'X-Amz-Executed-Version': answer.ExecutedVersion,
        'X-Amzn-Trace-Id': traceHeader,
      },
      body: Payload,
    },
    at - startedAt,
  );
}
