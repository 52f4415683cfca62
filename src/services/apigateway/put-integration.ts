import type { Integration, PutIntegrationCommandInput } from '@aws-sdk/client-api-gateway';
import { checkRequestMapping } from './check-mapping.ts';
import { editMethod } from './edit-method.ts';
import { badRequest, invalidValue } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { passedRoles } from './more-access.ts';
import type { RestApiRecord } from './rest-api-record.ts';
import type { Call } from './state.ts';

const TYPES = ['HTTP', 'MOCK', 'AWS_PROXY', 'HTTP_PROXY', 'AWS'];

export async function putIntegration(input: PutIntegrationCommandInput, call: Call): Promise<Integration> {
  const { restApiId, resourceId, httpMethod, type = 'MOCK' } = input;
  if (!TYPES.includes(type)) {
    const constraint = `Member must satisfy enum value set: [${TYPES.join(', ')}]`;
    throw invalidValue(type, 'putIntegrationInput.type', constraint);
  }
  return editMethod(call, { restApiId, resourceId, httpMethod }, (method, api) => {
    checkIntegrationTimeout(input, api);
    checkTarget(input);
    const integration: Integration = {
      type,
      ...(input.integrationHttpMethod === undefined ? {} : { httpMethod: input.integrationHttpMethod }),
      ...(input.uri === undefined ? {} : { uri: input.uri }),
      ...(input.connectionType !== undefined
        ? { connectionType: input.connectionType }
        : type.startsWith('HTTP')
          ? { connectionType: 'INTERNET' as const }
          : {}),
      ...(input.connectionId === undefined ? {} : { connectionId: input.connectionId }),
      ...(input.credentials === undefined ? {} : { credentials: input.credentials }),
      ...(input.requestParameters === undefined ? {} : { requestParameters: input.requestParameters }),
      ...(input.requestTemplates === undefined ? {} : { requestTemplates: input.requestTemplates }),
      passthroughBehavior: input.passthroughBehavior ?? 'WHEN_NO_MATCH',
      ...(input.contentHandling === undefined ? {} : { contentHandling: input.contentHandling }),
      timeoutInMillis: input.timeoutInMillis ?? 29_000,
      cacheNamespace: input.cacheNamespace ?? resourceId ?? '',
      cacheKeyParameters: input.cacheKeyParameters ?? [],
      ...(input.tlsConfig === undefined ? {} : { tlsConfig: input.tlsConfig }),
      ...(input.responseTransferMode === undefined ? {} : { responseTransferMode: input.responseTransferMode }),
      ...(input.integrationTarget === undefined ? {} : { integrationTarget: input.integrationTarget }),
    };
    checkRequestMapping(integration, method);
    return [{ ...method, methodIntegration: integration }, integration];
  });
}

putIntegration.access = managementAccess(
  'PUT /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}/integration',
  passedRoles(({ credentials }: PutIntegrationCommandInput) => [credentials]),
);

const DEFAULT_MAX_TIMEOUT_MS = 29_000;
/** What AWS raises an account's quota to, for APIs that are not edge-optimized. */
const RAISED_MAX_TIMEOUT_MS = 300_000;
const STREAM_MAX_TIMEOUT_MS = 900_000;

/**
 * 50 ms to 29 s; up to 300 s for regional and private APIs, for which the account's quota counts as raised, and up to 15
 * minutes for an answer that is streamed.
 */
export function checkIntegrationTimeout(
  { timeoutInMillis, responseTransferMode }: Pick<Integration, 'timeoutInMillis' | 'responseTransferMode'>,
  { endpointConfiguration }: Pick<RestApiRecord, 'endpointConfiguration'>,
): void {
  if (timeoutInMillis === undefined) return;
  const isEdge = endpointConfiguration.types?.includes('EDGE') === true;
  const raised = isEdge ? DEFAULT_MAX_TIMEOUT_MS : RAISED_MAX_TIMEOUT_MS;
  const maximum = responseTransferMode === 'STREAM' ? STREAM_MAX_TIMEOUT_MS : raised;
  if (timeoutInMillis < 50 || timeoutInMillis > maximum || !Number.isInteger(timeoutInMillis)) {
    throw badRequest(`Timeout should be between 50 ms and ${isEdge || timeoutInMillis < 50 ? 29000 : maximum} ms`);
  }
}

function checkTarget({
  type = 'MOCK',
  integrationHttpMethod,
  uri = '',
  credentials,
  responseTransferMode,
}: PutIntegrationCommandInput): void {
  if (credentials && !/^arn:|\$\{stageVariables\./.test(credentials))
    throw badRequest('Invalid ARN specified in the request');
  // Unlike AWS: its words for this are not known.
  if (responseTransferMode === 'STREAM' && type !== 'HTTP_PROXY' && type !== 'AWS_PROXY') {
    throw badRequest(
      'Response transfer mode STREAM is only supported for integrations of type HTTP_PROXY and AWS_PROXY',
    );
  }
  if (type === 'MOCK') return;
  if (integrationHttpMethod === undefined || integrationHttpMethod === '') {
    throw badRequest('Enumeration value for HttpMethod must be non-empty');
  }
  if (type === 'HTTP' || type === 'HTTP_PROXY') {
    if (!/^https?:\/\/|\$\{stageVariables\./.test(uri)) throw badRequest('Invalid HTTP endpoint specified for URI');
    return;
  }
  const [, service, resource = ''] = /^arn:[\w-]+:[\w-]+:[^:]*:([^:]+):(.*)$/s.exec(uri) ?? [];
  if (service === undefined) throw badRequest('Invalid ARN specified in the request');
  if (!/^(?:path|action)\//.test(resource)) throw badRequest('AWS ARN for integration must contain path or action');
  if (type !== 'AWS_PROXY') {
    if (service !== 'lambda' && !credentials) throw badRequest('Role ARN must be specified for AWS integrations');
    return;
  }
  const lambda = service === 'lambda' && resource.includes('/functions/');
  const firehose = service === 'firehose' && /^action\/PutRecord/.test(resource);
  if (!lambda && !firehose) {
    throw badRequest(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    );
  }
}
