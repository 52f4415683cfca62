import { createHash } from 'node:crypto';
import type { TraceLevel, TraceLine } from '../../telemetry/execution-trace.ts';
import type { LogEvent } from '../../telemetry/log-store.ts';
import type { AnyCall } from '../context-variables.ts';
import { parseQuery } from '../query-string.ts';
import { requestHeaders } from '../request-headers.ts';
import { type AnsweredCall, knownCall } from './answered-call.ts';
import { bodyText, fitted, javaDate, mapText, redacted } from './execution-text.ts';
import type { MethodLogging } from './method-logging.ts';
import { refusalLines } from './refusal-lines.ts';

/** The group that API Gateway writes a stage's execution log to. */
export const executionLogGroup = (apiId: string, stageName: string): string =>
  `API-Gateway-Execution-Logs_${apiId}/${stageName}`;

/** API Gateway names its log streams by 32 hex digits; a group of ours has one. */
export const gatewayLogStream = (group: string): string => createHash('md5').update(group).digest('hex');

/** A request refused in one of these was not executed. */
const BEFORE_USAGE_PLAN = new Set(['admit', 'waf', 'resource-policy', 'route', 'authorize']);
const BEFORE_EXECUTION = new Set([...BEFORE_USAGE_PLAN, 'api-key', 'throttle']);

/**
 * The execution log of a request, in API Gateway's words: each line begins with the request's id.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export function executionLogEvents(answered: AnsweredCall, logging: MethodLogging): readonly LogEvent[] {
  const told: ReadonlySet<TraceLevel> = new Set(
    logging.level === 'ERROR' ? ['error'] : logging.dataTrace ? ['error', 'info', 'data'] : ['error', 'info'],
  );
  const { requestId } = answered.call;
  return [...admissionLines(answered), ...executionLines(answered), ...closingLines(answered)]
    .filter(({ level }) => told.has(level))
    .map(({ timestamp, text }) => ({ timestamp, message: fitted(`(${requestId}) ${text}`) }));
}

/**
 * The log that TestInvokeMethod answers: the execution of a call whose `trail.trace` was set before it ran.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeMethod.html
 */
export function testInvokeLog(answered: AnsweredCall): string {
  const lines = executionLines(answered).map(({ timestamp, text }) => `${javaDate(timestamp)} : ${fitted(text)}\n`);
  return `Execution log for request ${answered.call.requestId}\n${lines.join('')}`;
}

/**
 * The log that TestInvokeAuthorizer answers: what went on between gateway and authorizer.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeAuthorizer.html
 */
export function testAuthorizerLog(answered: AnsweredCall): string {
  const { requestId, trail } = answered.call;
  const asked = trail.trace?.lines.slice(0, trail.trace.authorizerLines) ?? [];
  const lines = [...asked, ...refusalLines(answered)].map(
    ({ timestamp, text }) => `${javaDate(timestamp)} : ${fitted(text)}\n`,
  );
  return `Execution log for request ${requestId}\n${lines.join('')}`;
}

function admissionLines(answered: AnsweredCall): readonly TraceLine[] {
  const { call } = answered;
  const { trail } = call;
  const known = knownCall(answered);
  const at = (step: string) => trail.startedAt + (trail.enteredAt(step) ?? trail.latencyMs);
  const lines: TraceLine[] = [info(trail.startedAt, `Extended Request Id: ${call.extendedRequestId}`)];
  if (trail.trace !== undefined) lines.push(...trail.trace.lines.slice(0, trail.trace.authorizerLines));
  if (refusedBefore(answered, BEFORE_USAGE_PLAN)) return [...lines, ...refusalLines(answered)];

  const stage = `${call.stage.apiId}/${call.stage.stageName}`;
  const key = shownKey(known);
  const checkedAt = at(known.method?.apiKeyRequired ? 'api-key' : 'throttle');
  lines.push(
    info(checkedAt, `Verifying Usage Plan for request: ${call.requestId}. API Key: ${key} API Stage: ${stage}`),
  );
  if (refusedBefore(answered, BEFORE_EXECUTION)) return [...lines, ...refusalLines(answered)];
  if (known.method !== undefined) {
    const method = `'${known.method.httpMethod} ${known.method.resourcePath}'`;
    lines.push(
      info(
        checkedAt,
        known.method.apiKeyRequired
          ? `API Key ${key} authorized because method ${method} requires API Key and API Key is associated with usage plan ${known.admitted?.plan.id} for API Stage ${stage}`
          : `API Key ${key} authorized because method ${method} does not require API Key. Request will not contribute to throttle or quota limits`,
      ),
    );
  }
  lines.push(info(checkedAt, `Usage Plan check succeeded for API Key ${key} and API Stage ${stage}`));
  return lines;
}

/** From "Starting execution" to the status. */
function executionLines(answered: AnsweredCall): readonly TraceLine[] {
  if (refusedBefore(answered, BEFORE_EXECUTION)) return completion(answered);
  const { call, response, refusal } = answered;
  const { trail, request } = call;
  const known = knownCall(answered);
  const began = ['validate', 'cache', 'integration', 'throttle'].map((step) => trail.enteredAt(step));
  const startedAt = trail.startedAt + (began.find((ms) => ms !== undefined) ?? 0);
  const endedAt = trail.startedAt + trail.latencyMs;
  const lines: TraceLine[] = [
    info(startedAt, `Starting execution for request: ${call.requestId}`),
    info(startedAt, `HTTP Method: ${request.method}, Resource Path: ${known.method?.resourcePath ?? call.path}`),
    data(startedAt, `Method request path: ${mapText(known.pathParameters)}`),
    data(startedAt, `Method request query string: ${mapText(parseQuery(request.rawQuery)?.single)}`),
    data(startedAt, `Method request headers: ${mapText(requestHeaders(call).single)}`),
    data(startedAt, `Method request body before transformations: ${bodyText(request.body)}`),
  ];
  if (trail.trace !== undefined) lines.push(...trail.trace.lines.slice(trail.trace.authorizerLines));
  if (refusal !== undefined) return [...lines, ...refusalLines(answered), ...completion(answered)];
  lines.push(
    data(endedAt, `Method response body after transformations: ${bodyText(response.body)}`),
    data(endedAt, `Method response headers: ${mapText(methodHeaders(response.headers))}`),
    info(endedAt, 'Successfully completed execution'),
  );
  return [...lines, ...completion(answered)];
}

function completion({ call: { trail }, refusal, response }: AnsweredCall): readonly TraceLine[] {
  const timestamp = trail.startedAt + trail.latencyMs;
  const level = refusal === undefined ? 'info' : 'error';
  const lines: TraceLine[] = [];
  if (refusal !== undefined) {
    const text = `Gateway response type: ${refusal.responseType} with status code: ${response.status}`;
    lines.push({ level, timestamp, text });
  }
  return [...lines, { level, timestamp, text: `Method completed with status: ${response.status}` }];
}

function closingLines({ call }: AnsweredCall): readonly TraceLine[] {
  const { trail, stage, traceRoot } = call;
  const timestamp = trail.startedAt + trail.latencyMs;
  const lines: TraceLine[] = [];
  if (trail.integrationRequestId !== undefined) {
    lines.push(info(timestamp, `AWS Integration Endpoint RequestId : ${trail.integrationRequestId}`));
  }
  if (stage.tracingEnabled) lines.push(info(timestamp, `X-ray Tracing ID : ${traceRoot.slice('Root='.length)}`));
  return lines;
}

function refusedBefore({ call, refusal }: AnsweredCall, steps: ReadonlySet<string>): boolean {
  return refusal !== undefined && steps.has(call.trail.lastStep ?? '');
}

function shownKey({ admitted, request, method }: AnyCall): string {
  const value = admitted?.key.value ?? (method?.apiKeyRequired === true ? request.headers['x-api-key'] : undefined);
  return value === undefined ? '' : redacted(value);
}

/** What the gateway itself adds to an answer is no part of the method response. */
function methodHeaders(headers: Readonly<Record<string, string | readonly string[]>>) {
  const { 'x-amzn-RequestId': _, 'x-amz-apigw-id': __, ...rest } = headers;
  return rest;
}

const info = (timestamp: number, text: string): TraceLine => ({ level: 'info', timestamp, text });
const data = (timestamp: number, text: string): TraceLine => ({ level: 'data', timestamp, text });
