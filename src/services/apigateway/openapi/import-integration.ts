import type { Integration, IntegrationResponse, IntegrationType } from '@aws-sdk/client-api-gateway';
import { isObject, type Json, type JsonObject, listOf, member, objectOf, textOf } from './document.ts';

/** Where an integration stands, for warnings. */
export interface IntegrationPlace {
  readonly resourceId: string;
  readonly path: string;
  readonly httpMethod: string;
  readonly warnings: string[];
}

const TYPES: readonly IntegrationType[] = ['HTTP', 'MOCK', 'AWS_PROXY', 'HTTP_PROXY', 'AWS'];

/**
 * An `x-amazon-apigateway-integration`, with all its members.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
 */
export function importIntegration(value: JsonObject, place: IntegrationPlace): Integration {
  const type = TYPES.find((one) => one === textOf(value['type'])?.toUpperCase()) ?? 'MOCK';
  const timeout = textOf(value['timeoutInMillis']);
  const requestParameters = importRequestParameters(objectOf(value['requestParameters']), place);
  const tlsConfig = value['tlsConfig'];
  const responses = importResponses(objectOf(value['responses']));
  const connectionType =
    textOf(value['connectionType'])?.toUpperCase() ?? (type.startsWith('HTTP') ? 'INTERNET' : undefined);
  return {
    type,
    ...(type === 'MOCK' ? {} : upper('httpMethod', value['httpMethod'])),
    ...member('uri', value['uri']),
    ...(connectionType === undefined
      ? {}
      : { connectionType: connectionType === 'VPC_LINK' ? 'VPC_LINK' : 'INTERNET' }),
    ...member('connectionId', value['connectionId']),
    ...member('credentials', value['credentials']),
    ...(Object.keys(requestParameters).length === 0 ? {} : { requestParameters }),
    ...textMap('requestTemplates', value['requestTemplates']),
    passthroughBehavior: textOf(value['passthroughBehavior'])?.toUpperCase() ?? 'WHEN_NO_MATCH',
    ...contentHandling(value['contentHandling']),
    timeoutInMillis: timeout === undefined ? 29_000 : Number(timeout),
    cacheNamespace: textOf(value['cacheNamespace']) ?? place.resourceId,
    cacheKeyParameters: listOf(value['cacheKeyParameters']).flatMap((one) => textOf(one) ?? []),
    ...(isObject(tlsConfig)
      ? { tlsConfig: { insecureSkipVerification: tlsConfig['insecureSkipVerification'] === true } }
      : {}),
    ...(textOf(value['responseTransferMode'])?.toUpperCase() === 'STREAM'
      ? { responseTransferMode: 'STREAM' as const }
      : {}),
    ...member('integrationTarget', value['integrationTarget']),
    ...(Object.keys(responses).length === 0 ? {} : { integrationResponses: responses }),
  };
}

function importRequestParameters(parameters: JsonObject, place: IntegrationPlace): Record<string, string> {
  const imported: Record<string, string> = {};
  for (const [name, source] of Object.entries(parameters)) {
    if (typeof source === 'string') imported[name] = source;
    else {
      place.warnings.push(
        `Invalid format for 'requestParameters'. Expected type string for property '${name}' of resource '${place.path}' and method '${place.httpMethod}' but got '${textOf(source) ?? JSON.stringify(source)}'`,
      );
    }
  }
  return imported;
}

/** By status code, as API Gateway keeps them; the key in the document is the selection pattern. */
function importResponses(responses: JsonObject): Record<string, IntegrationResponse> {
  const imported: Record<string, IntegrationResponse> = {};
  for (const [pattern, value] of Object.entries(responses)) {
    const response = objectOf(value);
    const statusCode = textOf(response['statusCode']) ?? '200';
    imported[statusCode] = {
      statusCode,
      ...(pattern === 'default' ? {} : { selectionPattern: pattern }),
      ...textMap('responseParameters', response['responseParameters']),
      ...textMap('responseTemplates', response['responseTemplates']),
      ...contentHandling(response['contentHandling']),
    };
  }
  return imported;
}

function contentHandling(value: Json | undefined): Pick<Integration, 'contentHandling'> {
  const text = textOf(value)?.toUpperCase();
  return text === 'CONVERT_TO_BINARY' || text === 'CONVERT_TO_TEXT' ? { contentHandling: text } : {};
}

function upper<Name extends string>(name: Name, value: Json | undefined): { readonly [N in Name]?: string } {
  return member(name, textOf(value)?.toUpperCase());
}

function textMap<Name extends string>(
  name: Name,
  value: Json | undefined,
): { readonly [N in Name]?: Record<string, string> } {
  if (!isObject(value)) return {};
  const texts = Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, textOf(one) ?? JSON.stringify(one)]),
  );
  return { [name]: texts } as { readonly [N in Name]: Record<string, string> };
}
