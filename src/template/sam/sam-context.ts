import type { Notice } from '../notice.ts';
import { resolveMappings, resolveParameters } from './intrinsics.ts';
import { InvalidSamResource } from './sam-error.ts';
import type { SamOptions } from './sam-options.ts';
import type { Tree, TreeMap } from './tree.ts';
import { isMap, mapAt, pick, present } from './tree.ts';

/** What the expansion of one template knows and gathers. */
export interface SamContext {
  readonly options: SamOptions;
  /** The template's resources: SAM types are still in here when the expansion starts. */
  readonly resources: TreeMap;
  readonly conditions: TreeMap;
  readonly mappings: TreeMap;
  /** The resources made so far, by logical id. */
  readonly generated: TreeMap;
  readonly origins: Map<string, string>;
  readonly notices: Notice[];
  /** What `Resource.Property` stands for (`MyApi.Stage`), by SAM logical id and property. */
  readonly resourceProperties: Map<string, Map<string, string>>;
  /** Logical ids that changed in the transform (a layer version gets a hash). */
  readonly renamed: Map<string, string>;
  /** Functions that ask for a gradual deployment, by logical id. */
  readonly deploymentPreferences: Map<string, { readonly settings: TreeMap; readonly condition: Tree | undefined }>;
  /** APIs whose definition SAM writes, because the template gives none. */
  readonly managedApis: Set<string>;
  /** APIs that share `ServerlessUsagePlan`, in the order of the template. */
  readonly sharedUsagePlanApis: SharedUsagePlanApi[];
}

export interface SharedUsagePlanApi {
  readonly apiId: string;
  readonly stageId: string;
  readonly attributes: TreeMap;
}

/** A SAM resource as its type's expander gets it. */
export interface SamResource {
  readonly id: string;
  readonly type: string;
  readonly properties: TreeMap;
  /** `DependsOn`, `Metadata`: for the one resource that stands for this one. */
  readonly ownAttributes: TreeMap;
  /** `Condition`, `DeletionPolicy`, `UpdateReplacePolicy`: for every resource made of this one. */
  readonly attributes: TreeMap;
}

export function samResource(id: string, resource: TreeMap): SamResource {
  return {
    id,
    type: String(resource['Type']),
    properties: mapAt(resource, 'Properties'),
    ownAttributes: pick(resource, ['DependsOn', 'Metadata']),
    attributes: pick(resource, ['Condition', 'DeletionPolicy', 'UpdateReplacePolicy']),
  };
}

/** Puts a generated resource into the result. `attributes` are the resource attributes beside `Type` and `Properties`. */
export function addResource(
  context: SamContext,
  from: SamResource,
  id: string,
  type: string,
  properties: { readonly [name: string]: Tree | undefined },
  attributes: TreeMap = from.attributes,
): void {
  context.generated[id] = { Type: type, Properties: present(properties), ...structuredClone(attributes) };
  context.origins.set(id, from.id);
}

/** Makes `Ref: resource.property` (and `GetAtt`, `Sub`) stand for a generated resource. */
export function nameProperty(context: SamContext, resourceId: string, property: string, generatedId: string): void {
  const properties = context.resourceProperties.get(resourceId) ?? new Map<string, string>();
  properties.set(property, generatedId);
  context.resourceProperties.set(resourceId, properties);
}

/** A value with parameters and mappings put in, where SAM must know it. */
export function resolved(context: SamContext, value: Tree | undefined): Tree | undefined {
  if (value === undefined) return undefined;
  const { parameterValues, region, partition } = context.options;
  const values = { ...parameterValues, 'AWS::Region': region, 'AWS::Partition': partition };
  return resolveMappings(resolveParameters(value, values), context.mappings);
}

/** Runs one resource's expansion; what AWS refuses becomes an error notice in AWS's words. */
export function reportInvalid(context: SamContext, resourceId: string, expand: () => void): void {
  try {
    expand();
  } catch (error) {
    if (!(error instanceof InvalidSamResource)) throw error;
    const path = ['Resources', resourceId, ...(error.path.length > 0 ? ['Properties', ...error.path] : [])];
    context.notices.push({
      kind: 'error',
      message: `Resource with id [${resourceId}] is invalid. ${error.message}`,
      place: placeOf(context, path),
      hint: error.hint,
    });
  }
}

/** The place of the deepest part of `path` that stands in the user's file. */
export function placeOf(context: SamContext, path: readonly (string | number)[]) {
  for (let length = path.length; length > 0; length--) {
    const place = context.options.placeOf(path.slice(0, length));
    if (place) return place;
  }
  return undefined;
}

/** SAM's `Tags` map as CloudFormation's list. */
export function tagList(tags: Tree | undefined, first: TreeMap = {}): Tree[] | undefined {
  const all = { ...first, ...(isMap(tags) ? tags : {}) };
  const list = Object.entries(all).map(([name, value]) => ({ Key: name, Value: value }));
  return list.length > 0 ? list : undefined;
}
