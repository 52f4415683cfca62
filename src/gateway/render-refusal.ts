import type { GatewayResponse } from '@aws-sdk/client-api-gateway';
import type { HttpResponse } from '../std/http-message.ts';
import { type AnyCall, contextVariable } from './context-variables.ts';
import type { GatewayError } from './gateway-error.ts';
import { ownMember } from './own-member.ts';
import { parseQuery } from './query-string.ts';
import { gatewayHeaders, isValidHeader } from './response-headers.ts';

/** The answer to a refused call: AWS's own, or what the API's gateway responses make of it. */
export function renderRefusal(error: GatewayError, call: AnyCall): HttpResponse {
  const headers = gatewayHeaders(call);
  headers['x-amzn-ErrorType'] = error.errorType;
  headers['Content-Type'] = 'application/json';
  const { own, fallback } = gatewayResponse(error, call);
  const custom = own ?? fallback;
  if (custom === undefined) return { status: error.status, headers, body: error.defaultBody };

  for (const [target, source] of Object.entries(custom.responseParameters ?? {})) {
    const name = /^gatewayresponse\.header\.(.+)$/.exec(target)?.[1];
    const value = name === undefined ? undefined : parameterValue(source, call, error);
    if (name !== undefined && value !== undefined && isValidHeader(name, value)) {
      headers[name.toLowerCase() === 'content-type' ? 'Content-Type' : name] = value;
    }
  }
  const templates = custom.responseTemplates ?? {};
  const [contentType, template] = chooseTemplate(templates, call.request.headers['accept']);
  if (template !== undefined && custom.responseParameters?.['gatewayresponse.header.Content-Type'] === undefined) {
    headers['Content-Type'] = contentType;
  }
  return {
    status: custom.statusCode === undefined ? error.status : Number(custom.statusCode),
    headers,
    body: template === undefined ? error.defaultBody : renderTemplate(template, call, error),
  };
}

function gatewayResponse(
  error: GatewayError,
  call: AnyCall,
): { own: GatewayResponse | undefined; fallback: GatewayResponse | undefined } {
  const { gatewayResponses } = call.stage.definition;
  return {
    own: gatewayResponses[error.responseType],
    fallback: gatewayResponses[error.status >= 500 ? 'DEFAULT_5XX' : 'DEFAULT_4XX'],
  };
}

function chooseTemplate(
  templates: Readonly<Record<string, string>>,
  accept: string | undefined,
): [contentType: string, template: string | undefined] {
  const accepted = accept
    ?.split(',')
    .map((type) => type.split(';')[0]?.trim() ?? '')
    .find((type) => Object.hasOwn(templates, type));
  if (accepted !== undefined) return [accepted, templates[accepted]];
  if (templates['application/json'] !== undefined) return ['application/json', templates['application/json']];
  const [first] = Object.entries(templates);
  return first ?? ['application/json', undefined];
}

/**
 * Templates of gateway responses know variables only, no VTL.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
function renderTemplate(template: string, call: AnyCall, error: GatewayError): string {
  return template.replace(
    VARIABLE,
    (_, braced?: string, bare?: string) => parameterValue(braced ?? bare ?? '', call, error) ?? '',
  );
}

const NAME = String.raw`(?:context|stageVariables|method\.request\.(?:header|querystring|path))\.[A-Za-z_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?`;
const VARIABLE = new RegExp(String.raw`\$!?(?:\{(${NAME})\}|(${NAME}))`, 'g');

function parameterValue(source: string, call: AnyCall, error: GatewayError): string | undefined {
  const literal = /^'(.*)'$/s.exec(source);
  if (literal) return literal[1] ?? '';
  const [, kind, name] =
    /^(method\.request\.header|method\.request\.querystring|method\.request\.path|context|stageVariables)\.(.+)$/.exec(
      source,
    ) ?? [];
  if (kind === undefined || name === undefined) return undefined;
  switch (kind) {
    case 'method.request.header':
      return ownMember(call.request.headers, name.toLowerCase());
    case 'method.request.querystring':
      return ownMember(parseQuery(call.request.rawQuery)?.single, name);
    case 'method.request.path':
      return ownMember(call.pathParameters ?? undefined, name);
    case 'context':
      return contextVariable(name, call, error);
    default:
      return ownMember(call.stage.variables, name);
  }
}
