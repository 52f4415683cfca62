import type { Integration, Method } from '@aws-sdk/client-api-gateway';
import { missingIntegration } from './errors.ts';
import { methodOf } from './get-method.ts';
import type { RestApiRecord } from './rest-api-record.ts';
import { type Call, editResource } from './state.ts';

export interface MethodId {
  readonly restApiId: string | undefined;
  readonly resourceId: string | undefined;
  readonly httpMethod: string | undefined;
}

/** Changes one method; an answer of `undefined` for it deletes it. */
export function editMethod<Result>(
  call: Call,
  { restApiId, resourceId, httpMethod }: MethodId,
  edit: (method: Method, api: RestApiRecord) => readonly [changed: Method | undefined, result: Result],
): Promise<Result> {
  return editResource(call, restApiId, resourceId, (resource, api) => {
    const [changed, result] = edit(methodOf(resource, httpMethod), api);
    const { [httpMethod ?? '']: _, ...others } = resource.methods;
    const methods = changed === undefined ? others : { ...others, [httpMethod ?? '']: changed };
    return [{ ...resource, methods }, result];
  });
}

/** Changes a method's integration; an answer of `undefined` for it deletes it. */
export function editIntegration<Result>(
  call: Call,
  id: MethodId,
  edit: (
    integration: Integration,
    api: RestApiRecord,
    method: Method,
  ) => readonly [changed: Integration | undefined, result: Result],
): Promise<Result> {
  return editMethod(call, id, (method, api) => {
    if (method.methodIntegration === undefined) throw missingIntegration();
    const [changed, result] = edit(method.methodIntegration, api, method);
    const { methodIntegration: _, ...rest } = method;
    return [changed === undefined ? rest : { ...rest, methodIntegration: changed }, result];
  });
}
