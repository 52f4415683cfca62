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
import { addRequestModel, addRequestParameters } from '../api/request-validation.ts';
import { addCustomStatements, addPathPolicy } from '../api/resource-policy.ts';
import { AWS_IAM, setMethodApiKey, setMethodAuthorizer } from '../api/security.ts';
import { onlyIf, referredId, sub } from '../intrinsics.ts';
import { hashedLogicalId } from '../logical-id.ts';
import type { SamContext } from '../sam-context.ts';
import { InvalidSamEvent } from '../sam-error.ts';
import type { Tree, TreeMap } from '../tree.ts';
import { isMap, mapAt, present } from '../tree.ts';
import type { EventExpander, EventTarget, SamEvent } from './event.ts';
import { addPermission } from './event.ts';

/** The API an `Api` event belongs to. */
interface EventApi {
  readonly id: string;
  readonly properties: TreeMap;
}

/** `Api`: a method of a REST API of the template, and the right of API Gateway to call the function for it. */
export const expandApi: EventExpander = (context, event, target) => {
  const path = String(event.properties['Path']);
  const method = String(event.properties['Method']);
  const api = eventApi(context, event);
  const stage = api ? (api.properties['StageName'] ?? '') : '*';
  if (stage === '') throw new InvalidSamEvent(event.id, 'StageName cannot be empty.');
  addApiPermission(context, event, target, path, method, api ? stage : undefined);
  if (!api) return;
  const definition = api.properties['DefinitionBody'];
  const isManaged = context.managedApis.has(api.id);
  if (!isManaged && !api.properties['MergeDefinitions']) return;
  if (!isMap(definition) || !isEditable(definition)) return;
  if (isManaged && hasIntegration(definition, path, method)) {
    throw new InvalidSamEvent(
      event.id,
      `API method "${method.toLowerCase()}" defined multiple times for path "${path}".`,
    );
  }
  const isStreamed = event.properties['ResponseTransferMode'] === 'RESPONSE_STREAM';
  addLambdaMethod(definition, event, path, method, target.resource.attributes['Condition'], {
    uri: integrationUri(context, target.uriName, isStreamed),
    responseTransferMode: isStreamed ? 'STREAM' : undefined,
    timeoutInMillis: event.properties['TimeoutInMillis'],
    credentials: credentials(event.properties['Auth'], api.properties['Auth']),
  });
  addMethodSettings(definition, event, api, path, method, stage);
};

/** What both functions and state machines say of a method: its authorizer, key, policy, model and parameters. */
export function addMethodSettings(
  definition: TreeMap,
  event: SamEvent,
  api: EventApi,
  path: string,
  method: string,
  stage: Tree,
): void {
  const auth = event.properties['Auth'];
  if (isMap(auth)) addEventAuth(definition, event, auth, api, path, method, stage);
  addRequestModel(definition, event, api.properties['Models'], path, method);
  addRequestParameters(definition, event, path, method);
}

/** The SAM API that the event names, `undefined` for one that SAM does not make (of another stack, say). */
export function eventApi(context: SamContext, event: SamEvent): EventApi | undefined {
  const id = referredId(event.properties['RestApiId']);
  const resource = id === undefined ? undefined : context.resources[id];
  if (id === undefined || !isMap(resource) || resource['Type'] !== 'AWS::Serverless::Api') return undefined;
  return { id, properties: mapAt(resource, 'Properties') };
}

function addApiPermission(
  context: SamContext,
  event: SamEvent,
  target: EventTarget,
  path: string,
  method: string,
  stage: Tree | undefined,
): void {
  const verb = methodKey(method) === ANY_METHOD ? '*' : method.toUpperCase();
  const name = stage === undefined ? 'AllStages' : typeof stage === 'string' ? stage : 'Stage';
  const suffix = /^[A-Za-z0-9]+$/.test(name) ? name : hashedLogicalId('', name);
  addPermission(context, target, `${event.logicalId}Permission${suffix}`, 'apigateway.amazonaws.com', {
    SourceArn: sub(
      `arn:${context.options.partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/\${__Stage__}/${verb}${pathInArn(path)}`,
      { __ApiId__: event.properties['RestApiId'] ?? '', __Stage__: '*' },
    ),
  });
}

function integrationUri(context: SamContext, name: string, isStreamed: boolean): TreeMap {
  const [version, verb] = isStreamed ? ['2021-11-15', 'response-streaming-invocations'] : ['2015-03-31', 'invocations'];
  return sub(
    `arn:${context.options.partition}:apigateway:\${AWS::Region}:lambda:path/${version}/functions/\${${name}}/${verb}`,
  );
}

function addLambdaMethod(
  definition: TreeMap,
  event: SamEvent,
  path: string,
  method: string,
  condition: Tree | undefined,
  integration: { readonly uri: Tree; readonly [name: string]: Tree | undefined },
): void {
  if (!path.startsWith('/')) throw new InvalidSamEvent(event.id, `Path "${path}" must start with '/'.`);
  addPath(definition, path, method);
  setMethod(definition, path, method, condition, () => ({
    [INTEGRATION]: present({
      type: 'aws_proxy',
      httpMethod: 'POST',
      ...integration,
      uri: onlyIf(condition, integration.uri),
    }),
    responses: {},
  }));
}

/** With IAM, API Gateway calls the function as the caller, unless an `InvokeRole` says otherwise. */
export function credentials(methodAuth: Tree | undefined, apiAuth: Tree | undefined): Tree | undefined {
  const method = isMap(methodAuth) ? methodAuth : undefined;
  const api = isMap(apiAuth) ? apiAuth : {};
  const authorizer = method?.['Authorizer'];
  if (authorizer !== AWS_IAM && !(api['DefaultAuthorizer'] === AWS_IAM && method === undefined)) return undefined;
  const role =
    (method && 'InvokeRole' in method ? (method['InvokeRole'] ?? 'NONE') : undefined) ??
    ('InvokeRole' in api ? (api['InvokeRole'] ?? 'NONE') : 'CALLER_CREDENTIALS');
  if (role === 'NONE') return undefined;
  return role === 'CALLER_CREDENTIALS' ? 'arn:aws:iam::*:user/*' : role;
}

function addEventAuth(
  definition: TreeMap,
  event: SamEvent,
  auth: TreeMap,
  api: EventApi,
  path: string,
  method: string,
  stage: Tree,
): void {
  const apiAuth = mapAt(api.properties, 'Auth');
  const authorizers = apiAuth['Authorizers'];
  const name = auth['Authorizer'];
  if (typeof name === 'string' && name !== '') {
    checkAuthorizer(event, name, apiAuth, path, method);
    setMethodAuthorizer(definition, path, method, name, authorizers, auth['AuthorizationScopes']);
  }
  const key = auth['ApiKeyRequired'];
  if (key !== undefined && key !== null) setMethodApiKey(definition, path, method, key);
  const policy = auth['ResourcePolicy'];
  if (!isMap(policy)) return;
  addPathPolicy(definition, policy, path, stage);
  if (policy['CustomStatements']) addCustomStatements(definition, policy['CustomStatements']);
}

/** Refuses an authorizer that the API does not define. */
export function checkAuthorizer(event: SamEvent, name: string, apiAuth: TreeMap, path: string, method: string): void {
  const where = `on API method [${method}] for path [${path}]`;
  const at = ['Properties', 'Auth', 'Authorizer'];
  if (name === AWS_IAM) return;
  if (name === 'NONE') {
    if (apiAuth['DefaultAuthorizer']) return;
    throw new InvalidSamEvent(
      event.id,
      `Unable to set Authorizer ${where} because 'NONE' is only a valid value when a DefaultAuthorizer on the API is specified.`,
      at,
    );
  }
  const authorizers = apiAuth['Authorizers'];
  const unable = `Unable to set Authorizer [${name}] ${where} because`;
  if (!isMap(authorizers)) {
    throw new InvalidSamEvent(event.id, `${unable} the related API does not define any Authorizers.`, at);
  }
  if (authorizers[name] === undefined) {
    throw new InvalidSamEvent(event.id, `${unable} it wasn't defined in the API's Authorizers.`, at);
  }
}
