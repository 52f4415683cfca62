import type { Integration } from '@aws-sdk/client-api-gateway';
import type { Integrate } from '../api-call.ts';
import { GatewayError } from '../gateway-error.ts';
import { compileResponses, methodResponse, selectResponse } from '../integration-response.ts';
import { compileRequestBody, integrationBody } from '../mapping-template.ts';
import type { BackendAnswer } from '../parameter-mapping.ts';
import type { TemplateRun } from '../template-context.ts';

const NOTHING = new Uint8Array();

/**
 * Answers without a backend: the request template's `statusCode` selects the integration response.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
export function mock(integration: Integration): Integrate {
  const requestBody = compileRequestBody(integration);
  const responses = compileResponses(integration.integrationResponses);
  return async (call) => {
    const template = requestBody(call.request.headers['content-type']);
    const run: TemplateRun = {};
    const status = statusCodeOf(integrationBody(template, call, integration.contentHandling, run).toString());
    if (status === undefined) {
      throw new GatewayError('API_CONFIGURATION_ERROR', { reason: 'the mock request template gave no statusCode' });
    }
    const answer: BackendAnswer = { status, headers: {}, body: NOTHING };
    call.trail.integrationStatus = status;
    return methodResponse(selectResponse(responses, String(status), call), call, answer, run);
  };
}

/** AWS reads the template leniently: `{statusCode: 200}` and single quotes are accepted. */
function statusCodeOf(text: string): number | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const status =
      typeof value === 'object' && value !== null ? (value as { statusCode?: unknown }).statusCode : undefined;
    if (typeof status === 'number' && Number.isInteger(status)) return status;
    return typeof status === 'string' && /^\d{3}$/.test(status) ? Number(status) : undefined;
  } catch {
    const lenient = /^\s*\{(?:[^{}]*[\s,{])?["']?statusCode["']?\s*:\s*["']?(\d{3})["']?\s*[,}]/.exec(text)?.[1];
    return lenient === undefined ? undefined : Number(lenient);
  }
}
