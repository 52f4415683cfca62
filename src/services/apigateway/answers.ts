import type {
  CacheClusterSize,
  Deployment,
  Method,
  Resource,
  RestApi,
  SecurityPolicy,
  Stage,
} from '@aws-sdk/client-api-gateway';
import type { ApiResource } from '../../gateway/api-definition.ts';
import type { DeploymentRecord, RestApiRecord, StageRecord } from './rest-api-record.ts';
import type { Call } from './state.ts';

/** `withTags`: reads tell empty tags too, creations only what was given. */
export function restApiAnswer(api: RestApiRecord, withTags: boolean): RestApi {
  return {
    id: api.apiId,
    name: api.name,
    ...(api.description === undefined ? {} : { description: api.description }),
    createdDate: new Date(api.createdAt),
    ...(api.version === undefined ? {} : { version: api.version }),
    ...(api.warnings === undefined || api.warnings.length === 0 ? {} : { warnings: [...api.warnings] }),
    ...(api.binaryMediaTypes.length === 0 ? {} : { binaryMediaTypes: [...api.binaryMediaTypes] }),
    ...(api.minimumCompressionSize === undefined ? {} : { minimumCompressionSize: api.minimumCompressionSize }),
    apiKeySource: api.apiKeySource === 'AUTHORIZER' ? 'AUTHORIZER' : 'HEADER',
    endpointConfiguration: api.endpointConfiguration,
    // AWS escapes the policy once more than JSON needs; clients count on it.
    ...(api.policy === undefined ? {} : { policy: JSON.stringify(api.policy).slice(1, -1) }),
    ...(withTags || Object.keys(api.tags).length > 0 ? { tags: { ...api.tags } } : {}),
    disableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
    ...(api.securityPolicy === undefined ? {} : { securityPolicy: api.securityPolicy as SecurityPolicy }),
    ...(api.endpointAccessMode === undefined
      ? {}
      : { endpointAccessMode: api.endpointAccessMode as 'BASIC' | 'STRICT' }),
    rootResourceId: api.rootResourceId,
  };
}

/** `embedMethods`: the methods whole, else only their names. */
export function resourceAnswer(resource: ApiResource, embedMethods: boolean): Resource {
  const methods = Object.entries(resource.methods);
  return {
    id: resource.id,
    ...(resource.parentId === undefined ? {} : { parentId: resource.parentId, pathPart: resource.pathPart }),
    path: resource.path,
    ...(methods.length === 0
      ? {}
      : {
          resourceMethods: Object.fromEntries(
            methods.map(([name, method]): [string, Method] => [name, embedMethods ? method : {}]),
          ),
        }),
  };
}

export function deploymentAnswer(deployment: DeploymentRecord): Deployment {
  return {
    id: deployment.id,
    ...(deployment.description === undefined ? {} : { description: deployment.description }),
    createdDate: new Date(deployment.createdAt),
  };
}

/** With the web ACL that AWS WAF has associated with it. */
export function stageAnswer(stage: StageRecord, { state }: Pick<Call, 'state'>): Stage {
  const webAclArn = state.platform.stages.firewalls.of(stage.apiId, stage.stageName)?.webAclArn;
  const {
    apiId: _,
    createdAt,
    updatedAt,
    variables,
    tags,
    methodSettings,
    cacheClusterEnabled,
    cacheClusterSize,
    ...rest
  } = stage;
  return {
    ...rest,
    ...(webAclArn === undefined ? {} : { webAclArn }),
    ...cacheClusterSizeOf(cacheClusterSize),
    cacheClusterEnabled,
    cacheClusterStatus: cacheClusterEnabled ? 'AVAILABLE' : 'NOT_AVAILABLE',
    methodSettings: { ...methodSettings },
    ...(variables === undefined || Object.keys(variables).length === 0 ? {} : { variables: { ...variables } }),
    ...(tags === undefined || Object.keys(tags).length === 0 ? {} : { tags: { ...tags } }),
    createdDate: new Date(createdAt),
    lastUpdatedDate: new Date(updatedAt),
  };
}

function cacheClusterSizeOf(size: string | undefined): Pick<Stage, 'cacheClusterSize'> {
  // Any text is kept as it was given; AWS's type names the sizes it sells.
  return size === undefined ? {} : { cacheClusterSize: size as CacheClusterSize };
}
