import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import { ServiceError } from '../../aws/service-error.ts';
import { badRequest } from './errors.ts';

const POINTER_ESCAPES: Readonly<Record<string, string>> = { '~1': '/', '~0': '~' };

/** The parts of a patch path: `/variables/a~1b` is `variables` and `a/b`. */
export function pathParts(path: string | undefined): string[] {
  return (path ?? '')
    .split('/')
    .slice(1)
    .map((part) => part.replace(/~[01]/g, (escaped) => POINTER_ESCAPES[escaped] ?? escaped));
}

const OPS = ['add', 'remove', 'move', 'test', 'replace', 'copy'];

/**
 * Refuses operations that the model of API Gateway does not know, all together, before anything is looked at. `others` are
 * further faults of the same request, in AWS's words.
 */
export function checkPatchOps(
  operationName: string,
  operations: readonly PatchOperation[] | undefined,
  others: readonly string[] = [],
): void {
  const errors = (operations ?? []).flatMap(({ op }, index) =>
    op === undefined || OPS.includes(op)
      ? []
      : [
          `Value '${op}' at '${operationName}Input.patchOperations.${index + 1}.member.op' failed to satisfy constraint: Member must satisfy enum value set: [${OPS.join(', ')}]`,
        ],
  );
  errors.push(...others);
  if (errors.length === 0) return;
  const count = `${errors.length} validation error${errors.length > 1 ? 's' : ''} detected`;
  throw new ServiceError('ValidationException', `${count}: ${errors.join('; ')}`, 400);
}

/** AWS's two texts for a path or operation that a resource does not support. */
export function unsupportedPatch(operation: PatchOperation, supported: readonly string[]): Error {
  return operation.op === 'replace'
    ? badRequest(
        `Invalid patch path  '${operation.path}' specified for op 'replace'. Must be one of: [${supported.join(', ')}]`,
      )
    : badRequest(
        `Invalid patch path  '${operation.path}' specified for op '${operation.op}'. Please choose supported operations`,
      );
}

/**
 * Applies one operation to a value made of objects and lists by its JSON pointer, creating the objects on the way. A list
 * of texts takes `add` and `remove` by the value at the path's end.
 */
export function applyPatch<T extends object>(target: T, operation: PatchOperation): T {
  return patched(target, pathParts(operation.path), operation) as T;
}

function patched(target: unknown, parts: readonly string[], operation: PatchOperation): unknown {
  const [part, ...rest] = parts;
  if (part === undefined) return operation.op === 'remove' ? undefined : operation.value;
  if (Array.isArray(target)) {
    if (operation.op === 'remove') return target.filter((one) => one !== part);
    if (operation.op === 'add') return target.includes(part) ? target : [...target, part];
    return target.map((one) => (one === part ? operation.value : one));
  }
  const object = typeof target === 'object' && target !== null ? { ...(target as Record<string, unknown>) } : {};
  const value = patched(object[part], rest, operation);
  if (value === undefined) delete object[part];
  else object[part] = value;
  return object;
}
