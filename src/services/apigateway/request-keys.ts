import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import type { RequestContext } from '../../policy/request-context.ts';

type Members = Readonly<Record<string, unknown>>;

/** Members of what is made at a path, with the condition key that tells each. */
const CREATED: readonly (readonly [place: RegExp, keys: Readonly<Record<string, string>>])[] = [
  [
    /^\/restapis$/,
    {
      name: 'ApiName',
      disableExecuteApiEndpoint: 'DisableExecuteApiEndpoint',
      'endpointConfiguration.types': 'EndpointType',
    },
  ],
  [/^\/restapis\/[^/]+\/(?:stages|deployments)/, { stageName: 'StageName' }],
  [/\/methods\/[^/]+$/, { apiKeyRequired: 'ApiKeyRequired', authorizationType: 'RouteAuthorizationType' }],
  [/^\/restapis\/[^/]+\/authorizers$/, { type: 'AuthorizerType', authorizerUri: 'AuthorizerUri' }],
  [
    /^\/domainnames$/,
    {
      'endpointConfiguration.types': 'EndpointType',
      securityPolicy: 'SecurityPolicy',
      'mutualTlsAuthentication.truststoreUri': 'MtlsTrustStoreUri',
      'mutualTlsAuthentication.truststoreVersion': 'MtlsTrustStoreVersion',
    },
  ],
];

const PATCHED: Readonly<Record<string, string>> = {
  '/accessLogSettings/destinationArn': 'AccessLoggingDestination',
  '/accessLogSettings/format': 'AccessLoggingFormat',
  '/apiKeyRequired': 'ApiKeyRequired',
  '/authorizationType': 'RouteAuthorizationType',
  '/authorizerUri': 'AuthorizerUri',
  '/disableExecuteApiEndpoint': 'DisableExecuteApiEndpoint',
  '/securityPolicy': 'SecurityPolicy',
  '/mutualTlsAuthentication/truststoreUri': 'MtlsTrustStoreUri',
  '/mutualTlsAuthentication/truststoreVersion': 'MtlsTrustStoreVersion',
};

/** `apigateway:Request/...`: what a request asks for, for policies that allow some of it only. */
export function requestKeys(place: string, input: Members): RequestContext {
  const found: Record<string, string | readonly string[]> = {};
  for (const [where, keys] of CREATED) {
    if (!where.test(place)) continue;
    for (const [path, key] of Object.entries(keys)) {
      const value = path.split('.').reduce<unknown>((at, name) => (isMembers(at) ? at[name] : undefined), input);
      if (Array.isArray(value)) found[`apigateway:Request/${key}`] = value.map(String);
      else if (value !== undefined && value !== null) found[`apigateway:Request/${key}`] = String(value);
    }
  }
  const operations = Array.isArray(input['patchOperations']) ? (input['patchOperations'] as PatchOperation[]) : [];
  for (const { op, path = '', value } of operations) {
    const key = PATCHED[path];
    if (key !== undefined && op !== 'remove' && value !== undefined) found[`apigateway:Request/${key}`] = value;
  }
  return found;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}
