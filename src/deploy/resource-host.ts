import { dirname } from 'node:path';
import type { ResourceContext, ResourceType } from '../aws/resource-type.ts';
import type { CallContext } from '../aws/service.ts';
import { ServiceError } from '../aws/service-error.ts';
import { derivedIds } from '../std/ids.ts';
import { UserError } from '../std/user-error.ts';
import { formatPlace } from '../template/place.ts';
import type { TemplateResource } from '../template/resource-graph.ts';
import { physicalName } from './physical-name.ts';

/** Runs a resource type: its handlers, and the context of the service it belongs to. */
export interface ResourceHost {
  // biome-ignore lint/suspicious/noExplicitAny: each service has its own state and each type its own properties
  readonly resourceType: ResourceType<any, any>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly context: CallContext<any>;
}

/** `undefined` for a type that samlet does not run. */
export type HostOf = (type: string) => ResourceHost | undefined;

export function resourceContext(
  host: ResourceHost,
  of: {
    readonly stackName: string;
    readonly logicalId: string;
    readonly generation: number;
    readonly revision: number;
    readonly file: string;
    readonly metadata: Readonly<Record<string, unknown>>;
  },
  // biome-ignore lint/suspicious/noExplicitAny: the state is the service's own
): ResourceContext<any> {
  const { stackName, logicalId, generation, revision, file, metadata } = of;
  // What an update adds must not get the ids that the creation drew.
  const seed = [stackName, logicalId, ...(generation + revision > 0 ? [`${generation}.${revision}`] : [])];
  return {
    ...host.context,
    ids: derivedIds(...seed),
    stackName,
    logicalId,
    templateDir: dirname(file),
    metadata,
    physicalName: (maxLength) => physicalName(stackName, logicalId, generation, maxLength),
  };
}

/** Says which resource failed, and where it stands. An error that is our own bug stays what it is. */
export function resourceFailure(
  error: unknown,
  resource: Pick<TemplateResource, 'logicalId' | 'type' | 'place'>,
  hint?: string,
): unknown {
  const where = resource.place && formatPlace(resource.place);
  const label = `${resource.logicalId} (${resource.type})`;
  if (error instanceof UserError) {
    if (error.where !== undefined) return error;
    const message = error.message.startsWith(resource.logicalId) ? error.message : `${label}: ${error.message}`;
    return new UserError(error.code, message, { where, hint: error.hint ?? hint, cause: error });
  }
  if (error instanceof ServiceError) {
    return new UserError('SAMLET_RESOURCE_FAILED', `${label}: ${error.message} (${error.code})`, {
      where,
      hint,
      cause: error,
    });
  }
  return error;
}
