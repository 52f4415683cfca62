import {
  ANY_METHOD,
  addPath,
  hasIntegration,
  INTEGRATION,
  isEditable,
  methodKey,
  pathInArn,
  setMethod,
} from '../api/api-definition.ts';
import { setMethodAuthorizer } from '../api/security.ts';
import { onlyIf, referredId, sub } from '../intrinsics.ts';
import type { SamContext } from '../sam-context.ts';
import { InvalidSamEvent } from '../sam-error.ts';
import type { Tree, TreeMap } from '../tree.ts';
import { ensureMap, isMap, mapAt, present, sameTree } from '../tree.ts';
import { checkAuthorizer } from './api.ts';
import type { EventExpander, EventTarget, SamEvent } from './event.ts';
import { addPermission } from './event.ts';

const DEFAULT_PATH = '$default';

/** `HttpApi`: a route of an HTTP API of the template (`$default` without path and method). */
export const expandHttpApi: EventExpander = (context, event, target) => {
  const { path, method } = routeOf(event);
  if (!isCoveredByDefaultRoute(event, target, path)) addRoutePermission(context, event, target, path, method);
  const id = referredId(event.properties['ApiId']);
  const api = id === undefined ? undefined : context.resources[id];
  if (!isMap(api) || !/^AWS::Serverless::(HttpApi|Api)$/.test(String(api['Type']))) return;
  const properties = ensureMap(api, 'Properties');
  const definition = properties['DefinitionBody'];
  const condition = target.resource.attributes['Condition'];
  if (isEditable(definition)) {
    addRoute(definition, event, target, path, method, condition);
    addRouteAuth(definition, event, properties, path, method);
  }
  addRouteSettings(properties, event, path, method, condition);
};

/** The path and method of an event; both left out stand for the default route. */
export function routeOf(event: SamEvent): { readonly path: string; readonly method: string } {
  const { Path: path, Method: method } = event.properties;
  if (path === undefined && method === undefined) return { path: DEFAULT_PATH, method: 'any' };
  if (typeof path !== 'string' || typeof method !== 'string') {
    const missing = typeof path !== 'string' ? 'Path' : 'Method';
    throw new InvalidSamEvent(event.id, `'${missing}' property must be set when the other of 'Path' and 'Method' is.`);
  }
  return { path, method };
}

/** The default route's permission lets API Gateway call the function for every route. */
function isCoveredByDefaultRoute(event: SamEvent, target: EventTarget, path: string): boolean {
  if (path === DEFAULT_PATH) return false;
  return Object.values(mapAt(target.resource.properties, 'Events')).some((other) => {
    const properties = mapAt(other, 'Properties');
    return (
      isMap(other) &&
      other['Type'] === 'HttpApi' &&
      properties['Path'] === undefined &&
      sameTree(properties['ApiId'], event.properties['ApiId'])
    );
  });
}

function addRoutePermission(
  context: SamContext,
  event: SamEvent,
  target: EventTarget,
  path: string,
  method: string,
): void {
  const verb = methodKey(method) === ANY_METHOD ? '*' : method.toUpperCase();
  const resource = path === DEFAULT_PATH ? '*' : `${verb}${pathInArn(path)}`;
  addPermission(context, target, `${event.logicalId}Permission`, 'apigateway.amazonaws.com', {
    SourceArn: sub(
      `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/\${__Stage__}/${resource}`,
      { __ApiId__: event.properties['ApiId'] ?? '', __Stage__: '*' },
    ),
  });
}

function addRoute(
  definition: TreeMap,
  event: SamEvent,
  target: EventTarget,
  path: string,
  method: string,
  condition: Tree | undefined,
): void {
  if (hasIntegration(definition, path, method)) {
    throw new InvalidSamEvent(event.id, `API method '${method.toLowerCase()}' already exists on path '${path}'`);
  }
  addPath(definition, path, method);
  const uri = sub(
    `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${target.uriName}}/invocations`,
  );
  const parameters = [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => ({
    name: name ?? '',
    in: 'path',
    required: true,
  }));
  setMethod(definition, path, method, condition, (existing) => ({
    ...existing,
    [INTEGRATION]: present({
      type: 'aws_proxy',
      httpMethod: 'POST',
      payloadFormatVersion: event.properties['PayloadFormatVersion'] ?? '2.0',
      timeoutInMillis: event.properties['TimeoutInMillis'],
      uri: onlyIf(condition, uri),
    }),
    ...(path === DEFAULT_PATH ? { isDefaultRoute: true } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    responses: {},
  }));
}

function addRouteAuth(definition: TreeMap, event: SamEvent, api: TreeMap, path: string, method: string): void {
  const auth = event.properties['Auth'];
  if (!isMap(auth)) return;
  const apiAuth = mapAt(api, 'Auth');
  const name = typeof auth['Authorizer'] === 'string' ? auth['Authorizer'] : apiAuth['DefaultAuthorizer'];
  if (typeof name !== 'string') return;
  checkAuthorizer(event, name, apiAuth, path, method);
  setMethodAuthorizer(definition, path, method, name, apiAuth['Authorizers'], auth['AuthorizationScopes'], true);
}

function addRouteSettings(
  api: TreeMap,
  event: SamEvent,
  path: string,
  method: string,
  condition: Tree | undefined,
): void {
  const settings = event.properties['RouteSettings'];
  if (!isMap(settings)) return;
  const verb = methodKey(method) === ANY_METHOD ? 'ANY' : method.toUpperCase();
  const key = path === DEFAULT_PATH ? DEFAULT_PATH : `${verb} ${path}`;
  const routes = ensureMap(api, 'RouteSettings');
  routes[key] = onlyIf(condition, { ...mapAt(routes, key), ...settings });
}
