import { functionName, functionOfUri } from '../../gateway/integrations/lambda-uri.ts';
import type { ApigatewayState } from './state.ts';

export interface Route {
  readonly method: string;
  readonly path: string;
  /** The name of the function behind it, or the type of another integration. */
  readonly target: string;
}

/** The routes of a deployed stage, for people: sorted by path, then method. Empty when the stage is not deployed. */
export function listRoutes(state: ApigatewayState, apiId: string, stageName: string): readonly Route[] {
  const resources = Object.values(state.platform.stages.find(apiId, stageName)?.definition.resources ?? {});
  return resources
    .flatMap(({ path, methods }) =>
      Object.entries(methods).map(([method, { methodIntegration }]) => {
        const functionArn = functionOfUri(methodIntegration?.uri ?? '');
        return {
          method,
          path,
          target: functionArn === undefined ? (methodIntegration?.type ?? 'MOCK') : functionName(functionArn),
        };
      }),
    )
    .sort((a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method));
}
