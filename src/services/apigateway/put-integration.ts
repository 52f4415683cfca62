import type { Integration, PutIntegrationCommandInput } from '@aws-sdk/client-api-gateway';
import { editMethod } from './edit-method.ts';
import { badRequest, invalidValue } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { passedRoles } from './more-access.ts';
import type { Call } from './state.ts';

const TYPES = ['HTTP', 'MOCK', 'AWS_PROXY', 'HTTP_PROXY', 'AWS'];

export async function putIntegration(input: PutIntegrationCommandInput, call: Call): Promise<Integration> {
  const { restApiId, resourceId, httpMethod, type = 'MOCK' } = input;
  if (!TYPES.includes(type)) {
    const constraint = `Member must satisfy enum value set: [${TYPES.join(', ')}]`;
    throw invalidValue(type, 'putIntegrationInput.type', constraint);
  }
  return editMethod(call, { restApiId, resourceId, httpMethod }, (method) => {
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
    return [{ ...method, methodIntegration: integration }, integration];
  });
}

putIntegration.access = managementAccess(
  'PUT /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}/integration',
  passedRoles(({ credentials }: PutIntegrationCommandInput) => [credentials]),
);

function checkTarget({
  type = 'MOCK',
  integrationHttpMethod,
  uri = '',
  timeoutInMillis,
}: PutIntegrationCommandInput): void {
  if (timeoutInMillis !== undefined && timeoutInMillis < 50)
    throw badRequest('Timeout should be between 50 ms and 29000 ms');
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
  if (type !== 'AWS_PROXY') return;
  const lambda = service === 'lambda' && resource.includes('/functions/');
  const firehose = service === 'firehose' && /^action\/PutRecord/.test(resource);
  if (!lambda && !firehose) {
    throw badRequest(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    );
  }
}
