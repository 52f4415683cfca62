import type { Notice, Place } from './notice.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** A resource of a CloudFormation template after transforms and conditions. Properties still hold intrinsics. */
export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: { readonly [name: string]: Json };
  readonly metadata: { readonly [name: string]: Json };
  readonly deletionPolicy: 'Delete' | 'Retain' | 'Snapshot' | 'RetainExceptOnCreate';
  /** What happens to the old resource when a change needs a new one. */
  readonly updateReplacePolicy: 'Delete' | 'Retain' | 'Snapshot';
  /** Logical ids that must exist first: `DependsOn` and every `Ref`, `GetAtt` and `Sub` in the properties. */
  readonly dependsOn: readonly string[];
  /** Where the resource stands, or the SAM resource it was made from. */
  readonly place: Place | undefined;
}

export interface TemplateOutput {
  readonly name: string;
  readonly value: Json;
  readonly description: string | undefined;
  readonly exportName: Json | undefined;
}

/** A template, ready to deploy. */
export interface ResourceGraph {
  /** Absolute path of the template file. */
  readonly file: string;
  readonly description: string | undefined;
  /** In an order in which each resource comes after all it depends on. */
  readonly resources: readonly TemplateResource[];
  readonly outputs: readonly TemplateOutput[];
  readonly notices: readonly Notice[];
  /** Parameter values in force, by name (lists for list types). */
  readonly parameters: Readonly<Record<string, string | readonly string[]>>;
  /**
   * Evaluates the intrinsics of a value of this template. `references` answers what `Ref` and `GetAtt` of a resource give;
   * the template's own parameters, mappings, conditions and pseudo parameters are known here.
   */
  readonly evaluate: (value: Json, references: ResourceReferences) => unknown;
}

export interface ResourceReferences {
  /** The physical id of a resource that exists already. */
  ref(logicalId: string): string;
  getAtt(logicalId: string, attribute: string): unknown;
  /** The value another stack exports under `name`. */
  importValue(name: string): unknown;
}
