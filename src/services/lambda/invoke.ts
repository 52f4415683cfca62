import type { InvokeCommandInput, InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { access } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { oneOf, requireValid } from './constraint.ts';
import { requestTooLarge } from './errors.ts';
import { functionTarget } from './function-access.ts';
import type { Route } from './route-table.ts';
import { chooseTarget, type Invocation, type InvocationAnswer, runTarget } from './run-target.ts';
import type { LambdaState } from './state.ts';

const MAX_SYNCHRONOUS_BYTES = 6_291_456;
const MAX_ASYNCHRONOUS_BYTES = 1_048_576;
const EMPTY_EVENT = Buffer.from('{}');
const NOTHING = new Uint8Array();
const TYPES = ['Event', 'RequestResponse', 'DryRun'];

/** What callers in this process may add to the SDK's own input. */
export interface InvokeInput extends InvokeCommandInput {
  /** The `X-Amzn-Trace-Id` that the function sees. */
  readonly XAmznTraceId?: string;
  /** How long the caller waits for a free environment, in milliseconds. */
  readonly QueueMs?: number;
  /** The payload was made by `JSON.stringify`: it is not parsed again to see whether it is JSON. */
  readonly PayloadIsJson?: boolean;
  /** Gets what a function streams as it writes it; `Payload` then has the rest alone. */
  readonly OnChunk?: (bytes: Uint8Array) => void;
}

type Answer = Omit<InvokeCommandOutput, '$metadata' | 'Payload'> & {
  Payload?: Uint8Array;
  /** For callers in this process, who see no headers; no member on the wire. */
  RequestId?: string;
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function invoke(input: InvokeInput, call: CallContext<LambdaState>): Promise<Answer> {
  const { routes } = call.state;
  const route = routes.known(call, input.FunctionName ?? '', input.Qualifier);
  if (route !== undefined && route.target.live?.settling === undefined) return invokeRoute(route, input, call);
  return settleAndInvoke(input, call);
}

invoke.access = access('lambda:InvokeFunction', (input: InvokeInput, call: CallContext<LambdaState>) => {
  const { FunctionName = '', Qualifier } = input;
  const route = call.state.routes.known(call, FunctionName, Qualifier);
  return route === undefined
    ? call.state.routes.find(call, FunctionName, Qualifier).then(invokedFunction)
    : invokedFunction(route);
});

const invokedFunction = ({ invokedArn, record, qualifier }: Route) => functionTarget(invokedArn, record, qualifier);

/** The first call after a change: code that is being built is awaited, and may lead to another route. */
async function settleAndInvoke(input: InvokeInput, call: CallContext<LambdaState>): Promise<Answer> {
  const { routes } = call.state;
  let route = await routes.find(call, input.FunctionName ?? '', input.Qualifier);
  while (route.target.live?.settling !== undefined) {
    await route.target.live.settling;
    route = await routes.find(call, input.FunctionName ?? '', input.Qualifier);
  }
  return invokeRoute(route, input, call);
}

async function invokeRoute(route: Route, input: InvokeInput, call: CallContext<LambdaState>): Promise<Answer> {
  const { state } = call;
  const type = input.InvocationType ?? 'RequestResponse';
  if (input.InvocationType !== undefined) requireValid(oneOf(type, 'invocationType', TYPES));
  const payload = payloadOf(input, type);
  if (type === 'DryRun') return { StatusCode: 204, Payload: NOTHING };

  const invocation: Invocation = {
    requestId: call.requestId,
    payload,
    ...(input.XAmznTraceId === undefined ? {} : { traceId: input.XAmznTraceId }),
    ...(input.QueueMs === undefined ? {} : { queueMs: input.QueueMs }),
    ...(input.OnChunk === undefined ? {} : { onChunk: input.OnChunk }),
    ...(input.ClientContext === undefined ? {} : { clientContext: clientContextOf(input.ClientContext) }),
  };
  if (type === 'Event') {
    await state.asynchronous.accept(route, invocation);
    return { StatusCode: 202, Payload: NOTHING, RequestId: call.requestId };
  }
  const answer = await runTarget(state.platform, route, chooseTarget(route, state.random), invocation);
  return describeAnswer(answer, call.requestId, input.LogType === 'Tail');
}

function describeAnswer(answer: InvocationAnswer, requestId: string, withLog: boolean): Answer {
  const described: Answer = {
    StatusCode: 200,
    Payload: answer.payload,
    ExecutedVersion: answer.executedVersion,
    RequestId: requestId,
  };
  if (answer.functionError !== undefined) described.FunctionError = answer.functionError;
  if (withLog) described.LogResult = Buffer.from(answer.logTail).toString('base64');
  return described;
}

function payloadOf(input: InvokeInput, type: string): Uint8Array {
  const payload = input.Payload as Uint8Array | string | undefined;
  if (payload === undefined || payload.length === 0) return EMPTY_EVENT;
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
  const limit = type === 'Event' ? MAX_ASYNCHRONOUS_BYTES : MAX_SYNCHRONOUS_BYTES;
  if (bytes.byteLength > limit) throw requestTooLarge(limit, 'InvokeFunction');
  if (input.PayloadIsJson !== true) requireJson(bytes);
  return bytes;
}

/** The parser's own words follow AWS's: those of its Java parser cannot be had. */
function requireJson(bytes: Uint8Array): void {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  try {
    JSON.parse(text);
  } catch (error) {
    throw new ServiceError(
      'InvalidRequestContentException',
      `Could not parse request body into json: Could not parse payload into json: ${error instanceof Error ? error.message : String(error)}`,
      400,
      { Type: 'User' },
    );
  }
}

function clientContextOf(encoded: string): string {
  const text = Buffer.from(encoded, 'base64').toString();
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new ServiceError(
      'InvalidRequestContentException',
      'Client context must be a valid Base64-encoded JSON object.',
      400,
      { Type: 'User' },
    );
  }
}
