import { compileAccessLog } from './answered/access-log.ts';
import { methodLogging } from './answered/method-logging.ts';
import { tracedAuthorize } from './answered/traced-steps.ts';
import type { ApiDefinition, ApiResource, StageSettings } from './api-definition.ts';
import { compileAuthorization } from './authorizers/compile-authorization.ts';
import { compileCache } from './cache/compile-cache.ts';
import { compileIntegration } from './compile-integration.ts';
import type { DeployedMethod, DeployedStage } from './deployed-stage.ts';
import { methodThrottle } from './limits/method-throttle.ts';
import { type MediaTypes, mediaTypes } from './media-types.ts';
import { methodSetting } from './method-setting.ts';
import { router } from './router.ts';
import { compileValidation } from './validation/compile-validation.ts';
import { type ModelSchemas, modelSchemas } from './validation/model-schemas.ts';

/** Compiles a frozen definition for a stage: done once per deployment or change of the stage, never per request. */
export function compileStage(definition: ApiDefinition, settings: StageSettings): DeployedStage {
  const { variables } = settings;
  const schemas = modelSchemas(definition.models);
  const binaryMediaTypes = mediaTypes(definition.binaryMediaTypes);
  return {
    apiId: definition.apiId,
    apiName: settings.apiName ?? definition.apiId,
    stageName: settings.stageName,
    deploymentId: settings.deploymentId,
    variables,
    stageVariables: Object.keys(variables).length === 0 ? null : variables,
    tracingEnabled: settings.tracingEnabled,
    accessLog: compileAccessLog(settings),
    binaryMediaTypes,
    router: router(
      Object.values(definition.resources).map((resource) => ({
        path: resource.path,
        routes: compileMethods(resource, { definition, settings, schemas, binaryMediaTypes }),
      })),
    ),
    definition,
    cacheBytes: settings.cacheBytes,
    isCanary: settings.isCanary,
    canary: undefined,
  };
}

interface Compiling {
  readonly definition: ApiDefinition;
  readonly settings: StageSettings;
  readonly schemas: ModelSchemas;
  readonly binaryMediaTypes: MediaTypes;
}

function compileMethods(
  resource: ApiResource,
  { definition: api, settings, schemas, binaryMediaTypes }: Compiling,
): ReadonlyMap<string, DeployedMethod> {
  return new Map(
    Object.entries(resource.methods).map(([httpMethod, definition]) => {
      const setting = methodSetting(settings.methodSettings, resource.path, httpMethod);
      const logging = methodLogging(setting);
      const authorize = compileAuthorization(definition, api, settings.variables);
      return [
        httpMethod,
        {
          resourceId: resource.id,
          resourcePath: resource.path,
          httpMethod,
          definition,
          authorize: tracedAuthorize(authorize, definition, logging),
          apiKeyRequired: definition.apiKeyRequired === true,
          throttle: methodThrottle(settings.methodSettings, resource.path, httpMethod),
          validation: compileValidation(definition, api, schemas),
          logging,
          detailedMetrics: setting?.metricsEnabled === true,
          cache: compileCache({ apiId: api.apiId, resource, httpMethod, settings, binaryMediaTypes }),
          integrate: compileIntegration(definition, settings),
        },
      ];
    }),
  );
}
