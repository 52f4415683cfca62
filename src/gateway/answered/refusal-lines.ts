import type { TraceLine } from '../../telemetry/execution-trace.ts';
import type { GatewayError } from '../gateway-error.ts';
import { type AnsweredCall, knownCall } from './answered-call.ts';
import { redacted } from './execution-text.ts';

/** Why the gateway refused, as its execution log says it. */
export function refusalLines(answered: AnsweredCall): readonly TraceLine[] {
  const { call, refusal } = answered;
  if (refusal === undefined) return [];
  const timestamp = call.trail.startedAt + call.trail.latencyMs;
  const text = refusal.logLine ?? lineOf(refusal, answered);
  return text === undefined ? [] : [{ level: 'error', timestamp, text }];
}

function lineOf(refusal: GatewayError, answered: AnsweredCall): string | undefined {
  const { call } = answered;
  switch (refusal.responseType) {
    case 'UNAUTHORIZED':
      return `Unauthorized request: ${call.requestId}`;
    case 'ACCESS_DENIED':
      return 'The client is not authorized to perform this operation.';
    case 'INVALID_API_KEY':
      return apiKeyLine(answered);
    case 'BAD_REQUEST_BODY': {
      const type = call.request.headers['content-type'] ?? 'application/json';
      return `Request body does not match model schema for content type ${type}: ${refusal.explain?.() ?? '[]'}`;
    }
    case 'INTEGRATION_TIMEOUT':
      return 'Execution failed due to a timeout error';
    case 'API_CONFIGURATION_ERROR':
    case 'AUTHORIZER_CONFIGURATION_ERROR':
    case 'AUTHORIZER_FAILURE':
    case 'DEFAULT_5XX':
    case 'INTEGRATION_FAILURE':
      return failureLine(refusal);
    default:
      return refusal.reason ?? refusal.message;
  }
}

function apiKeyLine(answered: AnsweredCall): string {
  const { stage, request } = answered.call;
  const { method } = knownCall(answered);
  const sent = request.headers['x-api-key'];
  const place = `${stage.apiId}/${stage.stageName}`;
  return (
    `API Key ${sent === undefined ? '' : redacted(sent)} not authorized because method ` +
    `'${method?.httpMethod} ${method?.resourcePath}' requires API Key and API Key is not associated with a Usage Plan ` +
    `for API Stage ${place}: No Usage Plan found for key and API Stage`
  );
}

function failureLine({ reason }: GatewayError): string {
  if (reason === undefined) return 'Execution failed due to an internal error';
  // Integrations that know the log's words say them.
  if (/^(Lambda |Execution failed )/.test(reason)) return reason;
  return `Execution failed due to configuration error: ${reason}`;
}
