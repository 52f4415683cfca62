import type { Method } from '@aws-sdk/client-api-gateway';
import type { ApiDefinition } from '../../gateway/api-definition.ts';
import { functionName, functionOfUri } from '../../gateway/integrations/lambda-uri.ts';
import { parseServiceUri } from '../../gateway/integrations/service-uri.ts';
import type { ApigatewayState } from './state.ts';

export interface Route {
  readonly method: string;
  readonly path: string;
  /** The name of the function behind it, a service's action (`dynamodb:GetItem`), or the type of another integration. */
  readonly target: string;
  /** What a caller must bring: `AWS_IAM`, the name of an authorizer, `API key`. */
  readonly needs: readonly string[];
}

/** The routes of a deployed stage, for people: sorted by path, then method. Empty when the stage is not deployed. */
export function listRoutes(state: ApigatewayState, apiId: string, stageName: string): readonly Route[] {
  const definition = state.platform.stages.find(apiId, stageName)?.definition;
  return Object.values(definition?.resources ?? {})
    .flatMap(({ path, methods }) =>
      Object.entries(methods).map(([method, settings]) => ({
        method,
        path,
        target: targetOf(settings.methodIntegration),
        needs: needsOf(settings, definition),
      })),
    )
    .sort((a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method));
}

function targetOf({ uri = '', type = 'MOCK' }: NonNullable<Method['methodIntegration']> = {}): string {
  const functionArn = functionOfUri(uri);
  if (functionArn !== undefined) return functionName(functionArn);
  const service = type === 'AWS' ? parseServiceUri(uri) : undefined;
  return service?.kind === 'action' ? `${service.service}:${service.target}` : type;
}

function needsOf(method: Method, definition: ApiDefinition | undefined): readonly string[] {
  const { authorizationType = 'NONE', authorizerId = '', apiKeyRequired = false } = method;
  const authorizer = definition?.authorizers[authorizerId]?.name ?? authorizationType;
  return [...(authorizationType === 'NONE' ? [] : [authorizer]), ...(apiKeyRequired ? ['API key'] : [])];
}
