import { unmodifiable } from './refusals.ts';
import type { EntityRecord } from './state.ts';

export const isServiceLinked = ({ path }: Pick<EntityRecord, 'path'>): boolean => path.startsWith('/aws-service-role/');

/** Roles that are linked to a service are the service's to change. */
export function checkModifiable(entity: EntityRecord): void {
  if (!isServiceLinked(entity)) return;
  throw unmodifiable(
    `Cannot perform the operation on the protected role '${entity.name}' - this role is only modifiable by AWS`,
  );
}
