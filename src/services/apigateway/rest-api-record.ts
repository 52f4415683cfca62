import type {
  AccessLogSettings,
  CanarySettings,
  DocumentationPart,
  EndpointConfiguration,
  MethodSetting,
} from '@aws-sdk/client-api-gateway';
import type { ApiDefinition } from '../../gateway/api-definition.ts';

/** A REST API as it is edited. One record holds all of it, so that each edit is atomic and a deployment is one copy. */
export interface RestApiRecord extends ApiDefinition {
  readonly name: string;
  readonly description?: string;
  readonly version?: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly endpointConfiguration: EndpointConfiguration;
  readonly tags: Readonly<Record<string, string>>;
  readonly warnings?: readonly string[];
  /** By id. */
  readonly documentationParts?: Readonly<Record<string, DocumentationPart>>;
  /** Kept and told; the TLS versions of the default endpoint are the listener's. */
  readonly securityPolicy?: string;
  readonly endpointAccessMode?: string;
}

/** The documentation parts of an API as they were. */
export interface DocumentationVersionRecord {
  readonly apiId: string;
  readonly version: string;
  readonly description?: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly parts: readonly DocumentationPart[];
}

/** A deployment: the API as it was. */
export interface DeploymentRecord {
  readonly id: string;
  readonly apiId: string;
  readonly description?: string;
  readonly createdAt: number;
  readonly definition: ApiDefinition;
}

export interface StageRecord {
  readonly apiId: string;
  readonly stageName: string;
  readonly deploymentId: string;
  readonly description?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly variables?: Readonly<Record<string, string>>;
  readonly cacheClusterEnabled: boolean;
  readonly cacheClusterSize?: string;
  readonly clientCertificateId?: string;
  readonly documentationVersion?: string;
  readonly accessLogSettings?: AccessLogSettings;
  readonly canarySettings?: CanarySettings;
  /** By `<resource path without its first slash>/<method>`, or the wildcard of both. */
  readonly methodSettings: Readonly<Record<string, MethodSetting>>;
  readonly tracingEnabled: boolean;
  readonly tags?: Readonly<Record<string, string>>;
}

/** What CreateDeployment freezes. */
export function definitionOf(api: RestApiRecord): ApiDefinition {
  const { apiId, rootResourceId, binaryMediaTypes, minimumCompressionSize, apiKeySource, policy } = api;
  const { disableExecuteApiEndpoint, resources, models, requestValidators, authorizers, gatewayResponses } = api;
  return {
    apiId,
    rootResourceId,
    binaryMediaTypes,
    ...(minimumCompressionSize === undefined ? {} : { minimumCompressionSize }),
    ...(policy === undefined ? {} : { policy }),
    apiKeySource,
    disableExecuteApiEndpoint,
    resources,
    models,
    requestValidators,
    authorizers,
    gatewayResponses,
  };
}
