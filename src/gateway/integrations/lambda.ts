import type { Integration } from '@aws-sdk/client-api-gateway';
import type { InvocationResponse } from '@aws-sdk/client-lambda';
import type { Integrate, RoutedCall } from '../api-call.ts';
import { compileResponses, methodResponse, selectResponse } from '../integration-response.ts';
import { compileRequestBody, integrationBody } from '../mapping-template.ts';
import { type BackendAnswer, mappedValue } from '../parameter-mapping.ts';
import type { TemplateRun } from '../template-context.ts';
import { InvalidEvent, invokeFunction, lambdaTrace } from './lambda-proxy.ts';
import type { CallerOf } from './role-caller.ts';

export interface LambdaOptions {
  readonly functionArn: string;
  readonly timeoutMs: number;
  readonly callerOf: CallerOf;
}

const EMPTY_EVENT = Buffer.from('{}');
const INVOCATION_TYPE = 'integration.request.header.x-amz-invocation-type';

/**
 * `AWS` with a Lambda function: the request template makes its event, integration responses make the answer. Patterns are
 * held against the `errorMessage` of a function that failed; what any other returns is for the default response.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-custom-integrations.html
 */
export function lambda(integration: Integration, { functionArn, timeoutMs, callerOf }: LambdaOptions): Integrate {
  const requestBody = compileRequestBody(integration);
  const responses = compileResponses(integration.integrationResponses);
  const asynchronous = invocationTypeOf(integration);
  return async (call) => {
    const run: TemplateRun = {};
    const template = requestBody(call.request.headers['content-type']);
    const payload = integrationBody(template, call, integration.contentHandling, run);
    const trace = lambdaTrace(call);
    const answer = await answerOf(call, {
      functionArn,
      // A function that is given nothing gets an empty object.
      payload: payload.length === 0 ? EMPTY_EVENT : payload,
      timeoutMs,
      asynchronous: asynchronous(call, run),
      trace,
      caller: await callerOf(call),
    });
    const mapping = selectResponse(responses, answer.errorMessage, call);
    const response = methodResponse(mapping, call, answer, run);
    return { ...response, headers: { ...response.headers, 'X-Amzn-Trace-Id': trace } };
  };
}

/** Whether a call asks for an asynchronous invocation: by the header `X-Amz-Invocation-Type`, mapped or overridden. */
export function invocationTypeOf(integration: Integration): (call: RoutedCall, run?: TemplateRun) => boolean {
  const [, source] =
    Object.entries(integration.requestParameters ?? {}).find(([target]) => target.toLowerCase() === INVOCATION_TYPE) ??
    [];
  return (call, run) => {
    const overrides = run?.overrides?.requestHeaders;
    if (source === undefined && overrides === undefined) return false;
    const override = Object.entries(overrides ?? {}).find(([name]) => name.toLowerCase() === 'x-amz-invocation-type');
    const value = override?.[1] ?? (source === undefined ? undefined : mappedValue(source, call));
    return String(value) === 'Event';
  };
}

interface FunctionAnswer extends BackendAnswer {
  /** Of a function that failed. */
  readonly errorMessage: string | undefined;
}

async function answerOf(call: RoutedCall, options: Parameters<typeof invokeFunction>[1]): Promise<FunctionAnswer> {
  try {
    return answered(await invokeFunction(call, options));
  } catch (error) {
    if (!(error instanceof InvalidEvent)) throw error;
    // AWS takes Lambda's refusal of an event that is no JSON for the function's answer.
    const body = Buffer.from(JSON.stringify({ Type: 'User', message: error.message }));
    return { status: 400, headers: JSON_HEADERS, body, errorMessage: undefined };
  }
}

const JSON_HEADERS = { 'content-type': 'application/json' };

function answered({ StatusCode = 200, FunctionError, ExecutedVersion, Payload }: InvocationResponse): FunctionAnswer {
  const body = Payload ?? new Uint8Array();
  const headers = {
    ...JSON_HEADERS,
    'x-amz-executed-version': ExecutedVersion,
    'x-amz-function-error': FunctionError,
  };
  return {
    status: StatusCode,
    headers,
    body,
    errorMessage: FunctionError === undefined ? undefined : errorMessageOf(textOf(body)),
  };
}

function errorMessageOf(payload: string): string {
  try {
    const { errorMessage }: { errorMessage?: unknown } = JSON.parse(payload) ?? {};
    return typeof errorMessage === 'string' ? errorMessage : '';
  } catch {
    return '';
  }
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
}
