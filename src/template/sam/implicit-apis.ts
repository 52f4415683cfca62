import {
  addPath,
  emptyOpenApi,
  emptySwagger,
  isEditable,
  isOpenApi3Version,
  makePathConditional,
  pathsOf,
} from './api/api-definition.ts';
import { combineConditions } from './conditions.ts';
import { ref, referredId } from './intrinsics.ts';
import type { SamContext } from './sam-context.ts';
import type { Tree, TreeMap } from './tree.ts';
import { ensureMap, isMap, mapAt } from './tree.ts';

interface ApiKind {
  readonly eventType: string;
  readonly resourceType: string;
  /** The event's property that names the API. */
  readonly property: string;
  readonly implicitId: string;
  readonly implicitProperties: () => TreeMap;
}

const KINDS: readonly ApiKind[] = [
  {
    eventType: 'Api',
    resourceType: 'AWS::Serverless::Api',
    property: 'RestApiId',
    implicitId: 'ServerlessRestApi',
    implicitProperties: () => ({ StageName: 'Prod', DefinitionBody: emptySwagger() }),
  },
  {
    eventType: 'HttpApi',
    resourceType: 'AWS::Serverless::HttpApi',
    property: 'ApiId',
    implicitId: 'ServerlessHttpApi',
    implicitProperties: () => ({ DefinitionBody: emptyOpenApi() }),
  },
];

/** The conditions under which a path's methods exist; `undefined` among them for a method that always does. */
type PathConditions = Map<string, (string | undefined)[]>;

/**
 * Gives APIs without a definition an empty one, makes `ServerlessRestApi` and `ServerlessHttpApi` for events that name no
 * API, and writes the events' paths into the definitions SAM owns, conditional where their functions are.
 */
export function addImplicitApis(context: SamContext): void {
  for (const kind of KINDS) {
    ownDefinitions(context, kind);
    addImplicitApi(context, kind);
  }
}

/** `OpenApiVersion` of an API whose definition SAM writes decides what the definition says it is. */
export function applyOpenApiVersions(context: SamContext): void {
  for (const id of context.managedApis) {
    const properties = mapAt(context.resources[id], 'Properties');
    const version = properties['OpenApiVersion'];
    const definition = properties['DefinitionBody'];
    if (version === undefined || !isMap(definition) || !isOpenApi3Version(version)) continue;
    if (definition['swagger'] === undefined) continue;
    delete definition['swagger'];
    definition['openapi'] = String(version);
  }
}

function ownDefinitions(context: SamContext, kind: ApiKind): void {
  for (const [id, resource] of Object.entries(context.resources)) {
    if (!isMap(resource) || resource['Type'] !== kind.resourceType) continue;
    const properties = ensureMap(resource, 'Properties');
    if (properties['DefinitionBody'] || properties['DefinitionUri']) continue;
    properties['DefinitionBody'] = kind.implicitProperties()['DefinitionBody'] ?? {};
    context.managedApis.add(id);
  }
}

function addImplicitApi(context: SamContext, kind: ApiKind): void {
  const { implicitId } = kind;
  const implicit: TreeMap = { Type: kind.resourceType, Properties: kind.implicitProperties() };
  const implicitOwners: TreeMap[] = [];
  const conditions = new Map<string, PathConditions>();
  for (const owner of Object.values(context.resources)) {
    if (!isMap(owner) || !/^AWS::Serverless::(Function|StateMachine)$/.test(String(owner['Type']))) continue;
    for (const event of Object.values(mapAt(mapAt(owner, 'Properties'), 'Events'))) {
      if (!isMap(event) || event['Type'] !== kind.eventType) continue;
      const properties = ensureMap(event, 'Properties');
      if (properties[kind.property] === undefined) {
        properties[kind.property] = ref(implicitId);
        implicitOwners.push(owner);
      }
      const id = referredId(properties[kind.property]);
      const api = id === implicitId && implicitOwners.length > 0 ? implicit : id && context.resources[id];
      if (!id || (api !== implicit && !context.managedApis.has(id))) continue;
      notePath(api || undefined, id, properties, owner['Condition'], conditions);
    }
  }
  if (implicitOwners.length > 0) {
    context.resources[implicitId] = implicit;
    context.managedApis.add(implicitId);
    keepWithOwners(implicit, implicitOwners);
  }
  for (const [id, paths] of conditions) makeConditional(context, id, paths, id === implicitId);
}

function notePath(
  api: Tree | undefined,
  id: string,
  event: TreeMap,
  condition: Tree | undefined,
  conditions: Map<string, PathConditions>,
): void {
  const definition = mapAt(mapAt(api, 'Properties'), 'DefinitionBody');
  const isDefaultRoute = event['Path'] === undefined && event['Method'] === undefined;
  const path = isDefaultRoute ? '$default' : event['Path'];
  const method = isDefaultRoute ? 'any' : event['Method'];
  if (typeof path !== 'string' || typeof method !== 'string' || !isEditable(definition)) return;
  addPath(definition, path, method);
  const paths: PathConditions = conditions.get(id) ?? new Map();
  paths.set(path, [...(paths.get(path) ?? []), typeof condition === 'string' ? condition : undefined]);
  conditions.set(id, paths);
}

function makeConditional(context: SamContext, id: string, paths: PathConditions, isImplicit: boolean): void {
  const api = context.resources[id];
  if (!isMap(api)) return;
  const definition = mapAt(mapAt(api, 'Properties'), 'DefinitionBody');
  for (const [path, conditions] of paths) {
    if (!areAllGiven(conditions) || pathsOf(definition)[path] === undefined) continue;
    const name = combineConditions(context.conditions, pathConditionName(id, path), conditions);
    if (name !== undefined) makePathConditional(definition, path, name);
  }
  const all = [...paths.values()].flat();
  if (!isImplicit || !areAllGiven(all)) return;
  const name = combineConditions(context.conditions, `${id}Condition`, all);
  if (name !== undefined) api['Condition'] = name;
}

function areAllGiven(conditions: readonly (string | undefined)[]): conditions is readonly string[] {
  return conditions.length > 0 && !conditions.includes(undefined);
}

function pathConditionName(id: string, path: string): string {
  const name = path.replaceAll('/', 'SLASH').replaceAll('{', 'OB').replaceAll('}', 'CB');
  return `${id}${name.replace(/[^A-Za-z0-9]/g, '')}PathCondition`;
}

/** The implicit API is kept when any of the functions behind it is. */
function keepWithOwners(api: TreeMap, owners: readonly TreeMap[]): void {
  for (const [name, order] of [
    ['DeletionPolicy', ['Retain', 'Delete']],
    ['UpdateReplacePolicy', ['Retain', 'Snapshot', 'Delete']],
  ] as const) {
    const policy = order.find((one) => owners.some((owner) => owner[name] === one));
    if (policy) api[name] = policy;
  }
}
