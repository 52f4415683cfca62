import { type Records, records } from '../store/records.ts';
import type { Store } from '../store/store.ts';

export interface StackRecord {
  readonly stackName: string;
  readonly stackId: string;
  /** The template it was deployed from. */
  readonly file: string;
  readonly parameters: Readonly<Record<string, string | readonly string[]>>;
  readonly outputs: readonly StackOutput[];
}

export interface StackOutput {
  readonly name: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** A resource as it was last deployed. */
export interface ResourceRecord {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** With intrinsics resolved. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly deletionPolicy: string;
  readonly dependsOn: readonly string[];
  /** Nothing is behind it: samlet does not run its type. */
  readonly standsIn: boolean;
  /** How often it was replaced: names derived from the logical id must differ from those of the one before. */
  readonly generation: number;
  /** How often it was updated since it was created. */
  readonly revision: number;
}

export interface ExportRecord {
  readonly name: string;
  readonly stackName: string;
  readonly value: string;
}

export interface StackRecords {
  readonly stacks: Records<StackRecord>;
  /** By `<stack>/<logical id>`. */
  readonly resources: Records<ResourceRecord>;
  /** Replaced resources that are still to be deleted, by `<stack>/<logical id>/<generation>`. */
  readonly replaced: Records<ResourceRecord>;
  readonly exports: Records<ExportRecord>;
}

export function stackRecords(store: Store): StackRecords {
  return {
    stacks: records(store, 'deploy', 'stack'),
    resources: records(store, 'deploy', 'resource'),
    replaced: records(store, 'deploy', 'replaced'),
    exports: records(store, 'deploy', 'export'),
  };
}

export const resourceKey = (record: Pick<ResourceRecord, 'stackName' | 'logicalId'>) =>
  `${record.stackName}/${record.logicalId}`;

export const replacedKey = (record: ResourceRecord) => `${resourceKey(record)}/${record.generation}`;
