import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import { type AccessCheck, passRole } from '../../aws/access.ts';
import { type MoreAccess, managementArn } from './management-access.ts';
import type { Call } from './state.ts';

const API_GATEWAY = 'apigateway.amazonaws.com';

/** `iam:PassRole` of the roles that a request hands to API Gateway. `arn:aws:iam::*:user/*` is the caller, who is no role. */
export function passedRoles<Input>(rolesOf: (input: Input) => readonly unknown[]): MoreAccess<Input> {
  return {
    actions: ['iam:PassRole'],
    checks: (input) =>
      rolesOf(input).flatMap((role) =>
        typeof role === 'string' && !role.includes('*') ? passRole(role, API_GATEWAY) : [],
      ),
  };
}

/** The values that patch operations set at a path. */
export function patchedAt(path: string): (input: { patchOperations?: PatchOperation[] | undefined }) => unknown[] {
  return ({ patchOperations }) =>
    Array.isArray(patchOperations)
      ? patchOperations.flatMap((one) => (one.path === path && one.op !== 'remove' ? [one.value] : []))
      : [];
}

/** Who writes the policy of an API needs an action of its own for it. */
export function policyChange(
  call: Pick<Call, 'region'>,
  restApiId: string | undefined,
  changes: boolean,
): AccessCheck[] {
  const resource = managementArn(call, `/restapis/${restApiId ?? '*'}`);
  return changes ? [{ action: 'apigateway:UpdateRestApiPolicy', resource }] : [];
}

/** Roles and policies that an OpenAPI document brings. */
export const documentAccess: MoreAccess<{ body?: unknown; restApiId?: string | undefined }> = {
  actions: ['iam:PassRole', 'apigateway:UpdateRestApiPolicy'],
  checks({ body, restApiId }, call) {
    const text = typeof body === 'string' ? body : body instanceof Uint8Array ? Buffer.from(body).toString() : '';
    const roles = new Set(
      [...text.matchAll(/["']?(?:credentials|authorizerCredentials)["']?\s*:\s*["']?(arn:[^"'\s,}]+)/g)].map(
        ([, role = '']) => role,
      ),
    );
    return [
      ...[...roles].flatMap((role) => (role.includes('*') ? [] : passRole(role, API_GATEWAY))),
      ...policyChange(call, restApiId, text.includes('x-amazon-apigateway-policy')),
    ];
  },
};
