import type { ApiDefinition, ApiResource, StageSettings } from './api-definition.ts';
import { compileAuthorization } from './authorizers/compile-authorization.ts';
import { compileIntegration } from './compile-integration.ts';
import type { DeployedMethod, DeployedStage } from './deployed-stage.ts';
import { methodThrottle } from './limits/method-throttle.ts';
import { mediaTypes } from './media-types.ts';
import { router } from './router.ts';
import { compileValidation } from './validation/compile-validation.ts';
import { type ModelSchemas, modelSchemas } from './validation/model-schemas.ts';

/** Compiles a frozen definition for a stage: done once per deployment or change of the stage, never per request. */
export function compileStage(definition: ApiDefinition, settings: StageSettings): DeployedStage {
  const { variables } = settings;
  const schemas = modelSchemas(definition.models);
  return {
    apiId: definition.apiId,
    stageName: settings.stageName,
    deploymentId: settings.deploymentId,
    variables,
    stageVariables: Object.keys(variables).length === 0 ? null : variables,
    tracingEnabled: settings.tracingEnabled,
    binaryMediaTypes: mediaTypes(definition.binaryMediaTypes),
    router: router(
      Object.values(definition.resources).map((resource) => ({
        path: resource.path,
        routes: compileMethods(resource, { definition, settings, schemas }),
      })),
    ),
    definition,
  };
}

interface Compiling {
  readonly definition: ApiDefinition;
  readonly settings: StageSettings;
  readonly schemas: ModelSchemas;
}

function compileMethods(
  resource: ApiResource,
  { definition: api, settings, schemas }: Compiling,
): ReadonlyMap<string, DeployedMethod> {
  return new Map(
    Object.entries(resource.methods).map(([httpMethod, definition]) => [
      httpMethod,
      {
        resourceId: resource.id,
        resourcePath: resource.path,
        httpMethod,
        definition,
        authorize: compileAuthorization(definition, api, settings.variables),
        apiKeyRequired: definition.apiKeyRequired === true,
        throttle: methodThrottle(settings.methodSettings, resource.path, httpMethod),
        validation: compileValidation(definition, api, schemas),
        integrate: compileIntegration(definition, settings.variables),
      },
    ]),
  );
}
