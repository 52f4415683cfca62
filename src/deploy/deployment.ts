import type { Store } from '../store/store.ts';
import type { ResourceGraph, ResourceReferences, TemplateResource } from '../template/resource-graph.ts';
import { coerceProperties } from './coerce-properties.ts';
import { type HostOf, type ResourceHost, resourceContext, resourceFailure } from './resource-host.ts';
import { type ResourceRecord, replacedKey, resourceKey, type StackRecords } from './stack-records.ts';
import { standIn } from './stand-in.ts';

export interface StackTarget {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
}

export interface DeployOptions extends StackTarget {
  readonly graph: ResourceGraph;
  /** Handlers and service context by CloudFormation type. */
  readonly contextFor: HostOf;
  readonly store: Store;
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
}

export interface ProgressEvent {
  readonly logicalId: string;
  readonly type: string;
  readonly action: 'create' | 'update' | 'replace' | 'delete' | 'keep' | 'standIn' | 'rollBack';
  readonly physicalId: string | undefined;
}

/** What was done, so that it can be undone. */
export type Change =
  | { readonly kind: 'created'; readonly record: ResourceRecord }
  | { readonly kind: 'updated'; readonly record: ResourceRecord; readonly previous: ResourceRecord }
  | {
      readonly kind: 'replaced';
      readonly record: ResourceRecord;
      readonly previous: ResourceRecord;
      readonly keepOld: boolean;
    };

export interface Deployment {
  readonly options: DeployOptions;
  readonly records: StackRecords;
  readonly references: ResourceReferences;
  /** By logical id; grows as resources come into being. */
  readonly deployed: Map<string, ResourceRecord>;
  readonly changes: Change[];
}

/** The same text for the same value, whatever the order of members. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

type Desired = Pick<ResourceRecord, 'properties' | 'metadata' | 'deletionPolicy' | 'dependsOn'>;

/** Brings one resource to what the template says. Leaves alone what has not changed. */
export async function deployResource(deployment: Deployment, resource: TemplateResource): Promise<void> {
  const { options, deployed, changes } = deployment;
  const { logicalId, type } = resource;
  const previous = deployed.get(logicalId);
  const host = options.contextFor(type);
  try {
    const desired = resolve(deployment, resource);
    const change = await bringAbout(deployment, resource, host, previous, desired);
    if (change === undefined) return;
    // What was done counts as done before it is written down: a failed write must roll it back, too.
    changes.push(change);
    deployed.set(logicalId, change.record);
    if (change.kind === 'replaced' && !change.keepOld) {
      await deployment.records.replaced.put(replacedKey(change.previous), change.previous);
    }
    await deployment.records.resources.put(resourceKey(change.record), change.record);
  } catch (error) {
    throw resourceFailure(error, resource, failureHint(error));
  }
}

function resolve({ options, references }: Deployment, resource: TemplateResource): Desired {
  const { graph } = options;
  const table = (value: unknown) => (value ?? {}) as Readonly<Record<string, unknown>>;
  return {
    properties: coerceProperties(resource.type, table(graph.evaluate(resource.properties, references))),
    metadata: table(graph.evaluate(resource.metadata, references)),
    deletionPolicy: resource.deletionPolicy,
    dependsOn: resource.dependsOn,
  };
}

async function bringAbout(
  deployment: Deployment,
  resource: TemplateResource,
  host: ResourceHost | undefined,
  previous: ResourceRecord | undefined,
  desired: Desired,
): Promise<Change | undefined> {
  const { options } = deployment;
  const { logicalId, type } = resource;
  const say = (action: ProgressEvent['action'], physicalId: string | undefined) =>
    options.onProgress?.({ logicalId, type, action, physicalId });

  if (!previous) {
    const record = await create(options, resource, host, desired, 0);
    say(host ? 'create' : 'standIn', record.physicalId);
    return { kind: 'created', record };
  }
  const replaced = async (): Promise<Change> => {
    const record = await create(options, resource, host, desired, previous.generation + 1);
    say('replace', record.physicalId);
    return { kind: 'replaced', record, previous, keepOld: resource.updateReplacePolicy === 'Retain' };
  };
  // Unlike AWS: a logical id may change its type from one deployment to the next; the old resource is replaced.
  if (previous.type !== type || previous.standsIn !== (host === undefined)) return replaced();

  const same = canonical(previous.properties) === canonical(desired.properties);
  if (same && canonical(previous.metadata) === canonical(desired.metadata)) {
    say('keep', previous.physicalId);
    if (
      canonical([previous.dependsOn, previous.deletionPolicy]) ===
      canonical([desired.dependsOn, desired.deletionPolicy])
    ) {
      return undefined;
    }
    return { kind: 'updated', record: { ...previous, ...desired }, previous };
  }
  const revision = previous.revision + 1;
  if (!host) {
    const answer = standIn({ ...options, logicalId, type, properties: desired.properties });
    say('standIn', answer.physicalId);
    const { physicalId, attributes = {} } = answer;
    return { kind: 'updated', record: { ...previous, ...desired, physicalId, attributes, revision }, previous };
  }
  const context = resourceContext(host, { ...previous, ...desired, revision, file: options.graph.file });
  const answer = await host.resourceType.update(previous.physicalId, desired.properties, previous.properties, context);
  if (answer === 'replace') return replaced();
  say('update', answer.physicalId);
  const { physicalId, attributes = {} } = answer;
  return { kind: 'updated', record: { ...previous, ...desired, physicalId, attributes, revision }, previous };
}

async function create(
  options: DeployOptions,
  { logicalId, type }: TemplateResource,
  host: ResourceHost | undefined,
  desired: Desired,
  generation: number,
): Promise<ResourceRecord> {
  const { stackName } = options;
  const base = { stackName, logicalId, type, ...desired, generation, revision: 0 };
  const answer = host
    ? await host.resourceType.create(desired.properties, resourceContext(host, { ...base, file: options.graph.file }))
    : standIn({ ...options, logicalId, type, properties: desired.properties });
  const { physicalId, attributes = {} } = answer;
  return { ...base, physicalId, attributes, standsIn: host === undefined };
}

/** Deletes what a record stands for. Succeeds when it is gone already. */
export async function deleteResource(
  options: Pick<DeployOptions, 'contextFor' | 'onProgress'>,
  file: string,
  record: ResourceRecord,
  action: 'delete' | 'rollBack' = 'delete',
): Promise<void> {
  const { logicalId, type, physicalId } = record;
  const host = record.standsIn ? undefined : options.contextFor(type);
  if (host) {
    try {
      await host.resourceType.delete(physicalId, record.properties, resourceContext(host, { ...record, file }));
    } catch (error) {
      throw resourceFailure(error, { logicalId, type, place: undefined });
    }
  }
  options.onProgress?.({ logicalId, type, action, physicalId });
}

/** CloudFormation, too, cannot replace a resource whose name the template fixes. */
function failureHint(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return /Exist|InUse|Conflict/.test(code)
    ? 'Something else has this name already: give it another one, or start from empty with "samlet reset".'
    : undefined;
}
