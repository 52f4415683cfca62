import { didYouMean } from '../nearest-name.ts';
import type { Notice } from '../notice.ts';
import type { Json } from '../resource-graph.ts';
import { expandHttpApiResource } from './api/http-api.ts';
import { expandRestApi } from './api/rest-api.ts';
import { expandApplication } from './application.ts';
import { checkProperties } from './check-properties.ts';
import { addDeployments } from './function/deployment-preference.ts';
import { expandFunction } from './function/function-resource.ts';
import { addImplicitApis, applyOpenApiVersions } from './implicit-apis.ts';
import { expandLayerVersion } from './layer-version.ts';
import { mergeGlobals } from './merge-globals.ts';
import { SAM_PROPERTIES } from './property-names.ts';
import { resolveDependsOn, resolveReferences } from './resolve-references.ts';
import type { SamContext, SamResource } from './sam-context.ts';
import { placeOf, reportInvalid, samResource } from './sam-context.ts';
import type { SamOptions } from './sam-options.ts';
import { expandSimpleTable } from './simple-table.ts';
import { expandStateMachine } from './state-machine/state-machine.ts';
import type { Tree, TreeMap } from './tree.ts';
import { clone, ensureMap, isList, isMap, mapAt } from './tree.ts';

export type { SamOptions } from './sam-options.ts';

export interface ExpandedTemplate {
  /** Plain CloudFormation: no `Transform` of SAM, no `Globals`, no `AWS::Serverless::*` type. */
  readonly template: Json;
  /** The SAM resource each generated resource was made from: logical id to logical id. */
  readonly origins: ReadonlyMap<string, string>;
  readonly notices: readonly Notice[];
}

const TRANSFORM = 'AWS::Serverless-2016-10-31';
const PREFIX = 'AWS::Serverless::';

type Expander = (context: SamContext, resource: SamResource) => void;

/** Functions and state machines come first: their events write into the definitions of the APIs. */
const FIRST: Readonly<Record<string, Expander>> = {
  'AWS::Serverless::Function': expandFunction,
  'AWS::Serverless::StateMachine': expandStateMachine,
};
const THEN: Readonly<Record<string, Expander>> = {
  'AWS::Serverless::Api': expandRestApi,
  'AWS::Serverless::Application': expandApplication,
  'AWS::Serverless::HttpApi': expandHttpApiResource,
  'AWS::Serverless::LayerVersion': expandLayerVersion,
  'AWS::Serverless::SimpleTable': expandSimpleTable,
};

/**
 * Expands the SAM resources of a template (intrinsics in their long form) into CloudFormation resources as AWS's
 * `AWS::Serverless-2016-10-31` transform does. What AWS would refuse is a notice of kind `error`; the template is then
 * as far expanded as it could be.
 */
export function expandSam(template: Json, options: SamOptions): ExpandedTemplate {
  const whole = clone(template as Tree);
  if (!isMap(whole)) return { template, origins: new Map(), notices: [] };
  const context = newContext(whole, options);
  addImplicitApis(context);
  mergeGlobals(context, whole['Globals']);
  applyOpenApiVersions(context);
  expandAll(context, FIRST);
  expandAll(context, THEN);
  addDeployments(context);
  reportOthers(context);
  return { template: assemble(context, whole) as Json, origins: context.origins, notices: context.notices };
}

function newContext(whole: TreeMap, options: SamOptions): SamContext {
  return {
    options,
    resources: ensureMap(whole, 'Resources'),
    conditions: { ...mapAt(whole, 'Conditions') },
    mappings: mapAt(whole, 'Mappings'),
    generated: {},
    origins: new Map(),
    notices: [],
    resourceProperties: new Map(),
    renamed: new Map(),
    deploymentPreferences: new Map(),
    managedApis: new Set(),
    sharedUsagePlanApis: [],
  };
}

function expandAll(context: SamContext, expanders: Readonly<Record<string, Expander>>): void {
  for (const [id, resource] of Object.entries(context.resources)) {
    if (!isMap(resource) || typeof resource['Type'] !== 'string') continue;
    const expand = expanders[resource['Type']];
    if (!expand) continue;
    reportInvalid(context, id, () => {
      const sam = samResource(id, resource);
      checkProperties(sam.type, sam.properties);
      expand(context, sam);
    });
  }
}

function isSamType(type: Tree | undefined): type is string {
  return typeof type === 'string' && type.startsWith(PREFIX);
}

/** SAM types that AWS does not know, and those that are not expanded here. */
function reportOthers(context: SamContext): void {
  for (const [id, resource] of Object.entries(context.resources)) {
    const type = isMap(resource) ? resource['Type'] : undefined;
    if (!isSamType(type) || type in FIRST || type in THEN) continue;
    const place = placeOf(context, ['Resources', id, 'Type']);
    if (type in SAM_PROPERTIES) {
      context.notices.push({ kind: 'notHonoured', message: `${id} (${type}): this type is not expanded here.`, place });
    } else {
      context.notices.push({
        kind: 'error',
        message: `Template format error: Unrecognized resource types: [${type}]`,
        place,
        hint: didYouMean(type, Object.keys(SAM_PROPERTIES)),
      });
    }
  }
}

function assemble(context: SamContext, whole: TreeMap): TreeMap {
  const resources: TreeMap = {};
  for (const [id, resource] of Object.entries(context.resources)) {
    if (isMap(resource) && !isSamType(resource['Type'])) resources[id] = resource;
  }
  Object.assign(resources, context.generated);
  const { Globals: _globals, Transform: transform, ...rest } = whole;
  const result: TreeMap = { ...rest, Resources: resources };
  const others = (isList(transform) ? transform : [transform]).filter((one) => one !== undefined && one !== TRANSFORM);
  if (others.length > 0) result['Transform'] = others as Tree[];
  if (Object.keys(context.conditions).length > 0) result['Conditions'] = context.conditions;
  return withResolvedReferences(context, result);
}

function withResolvedReferences(context: SamContext, template: TreeMap): TreeMap {
  const result: TreeMap = { ...template };
  const resources: TreeMap = {};
  for (const [id, resource] of Object.entries(mapAt(template, 'Resources'))) {
    const resolved = resolveReferences(context, resource);
    if (isMap(resolved) && resolved['DependsOn'] !== undefined) {
      resolved['DependsOn'] = resolveDependsOn(context, resolved['DependsOn']);
    }
    resources[id] = resolved;
  }
  result['Resources'] = resources;
  if (template['Outputs'] !== undefined) result['Outputs'] = resolveReferences(context, template['Outputs']);
  return result;
}
