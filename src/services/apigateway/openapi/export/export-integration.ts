import type { Integration } from '@aws-sdk/client-api-gateway';
import type { JsonObject } from '../document.ts';
import { unlessEmpty } from './export-dialect.ts';

const DEFAULT_TIMEOUT_MS = 29_000;

/** An integration as an `x-amazon-apigateway-integration`; defaults are left out, as AWS does. */
export function exportIntegration(integration: Integration): JsonObject {
  const { type = 'MOCK', timeoutInMillis = DEFAULT_TIMEOUT_MS, tlsConfig, cacheKeyParameters = [] } = integration;
  return {
    ...unlessEmpty('credentials', integration.credentials),
    ...unlessEmpty('httpMethod', integration.httpMethod),
    ...unlessEmpty('uri', integration.uri),
    ...unlessEmpty('responses', exportResponses(integration)),
    ...unlessEmpty('requestParameters', integration.requestParameters),
    ...unlessEmpty('requestTemplates', integration.requestTemplates),
    ...unlessEmpty('passthroughBehavior', integration.passthroughBehavior?.toLowerCase()),
    ...(integration.connectionType === 'VPC_LINK' ? { connectionType: 'VPC_LINK' } : {}),
    ...unlessEmpty('connectionId', integration.connectionId),
    ...(timeoutInMillis === DEFAULT_TIMEOUT_MS ? {} : { timeoutInMillis }),
    ...(cacheKeyParameters.length === 0
      ? {}
      : { cacheNamespace: integration.cacheNamespace ?? '', cacheKeyParameters: [...cacheKeyParameters] }),
    ...unlessEmpty('contentHandling', integration.contentHandling),
    ...(tlsConfig?.insecureSkipVerification === true ? { tlsConfig: { insecureSkipVerification: true } } : {}),
    ...(integration.responseTransferMode === 'STREAM' ? { responseTransferMode: 'STREAM' } : {}),
    ...unlessEmpty('integrationTarget', integration.integrationTarget),
    type: type.toLowerCase(),
  };
}

function exportResponses({ integrationResponses = {} }: Integration): JsonObject {
  return Object.fromEntries(
    Object.values(integrationResponses).map((response) => [
      response.selectionPattern === undefined || response.selectionPattern === ''
        ? 'default'
        : response.selectionPattern,
      {
        statusCode: response.statusCode ?? '200',
        ...unlessEmpty('responseParameters', response.responseParameters),
        ...unlessEmpty('responseTemplates', response.responseTemplates),
        ...unlessEmpty('contentHandling', response.contentHandling),
      },
    ]),
  );
}
