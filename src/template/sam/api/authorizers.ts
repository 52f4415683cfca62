import { ref, sub } from '../intrinsics.ts';
import type { SamContext, SamResource } from '../sam-context.ts';
import { addResource } from '../sam-context.ts';
import { InvalidSamResource } from '../sam-error.ts';
import type { Tree, TreeMap } from '../tree.ts';
import { isMap, listOf, mapAt, present } from '../tree.ts';
import { AWS_IAM, addIamScheme, addSecurityScheme } from './security.ts';

/** Writes the security schemes of a REST API's `Auth.Authorizers` into its definition. */
export function addAuthorizers(context: SamContext, definition: TreeMap, authorizers: Tree | undefined): void {
  if (authorizers === undefined || authorizers === null) return;
  if (!isMap(authorizers)) {
    throw new InvalidSamResource('Authorizers must be a dictionary.', ['Auth', 'Authorizers']);
  }
  for (const [name, authorizer] of Object.entries(authorizers)) {
    if (!isMap(authorizer)) {
      throw new InvalidSamResource(`Authorizer ${name} must be a dictionary.`, ['Auth', 'Authorizers', name]);
    }
    if (name === AWS_IAM) addIamScheme(definition);
    else addSecurityScheme(definition, name, scheme(context, name, authorizer));
  }
}

/** Lets API Gateway call the functions of Lambda authorizers, unless `DisableFunctionDefaultPermissions` says no. */
export function addAuthorizerPermissions(context: SamContext, api: SamResource, authorizers: Tree | undefined): void {
  for (const [name, authorizer] of Object.entries(isMap(authorizers) ? authorizers : {})) {
    const settings = isMap(authorizer) ? authorizer : {};
    if (settings['DisableFunctionDefaultPermissions'] === true) continue;
    addAuthorizerPermission(context, api, name, settings['FunctionArn'], context.options.partition);
  }
}

export function addAuthorizerPermission(
  context: SamContext,
  api: SamResource,
  name: string,
  functionArn: Tree | undefined,
  partition: string,
): void {
  if (!functionArn) return;
  addResource(context, api, `${api.id}${name}AuthorizerPermission`, 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: functionArn,
    Principal: 'apigateway.amazonaws.com',
    SourceArn: sub(`arn:${partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/authorizers/*`, {
      __ApiId__: ref(api.id),
    }),
  });
}

function scheme(context: SamContext, name: string, authorizer: TreeMap): TreeMap {
  const identity = mapAt(authorizer, 'Identity');
  const isCognito = authorizer['UserPoolArn'] !== undefined;
  const isRequest = !isCognito && authorizer['FunctionPayloadType'] === 'REQUEST';
  if (isCognito && authorizer['FunctionArn'] !== undefined) {
    throw new InvalidSamResource(`${name} Authorizer has both 'UserPoolArn' and 'FunctionArn'.`, [
      'Auth',
      'Authorizers',
      name,
    ]);
  }
  return {
    type: 'apiKey',
    name: isRequest ? 'Unused' : (identity['Header'] ?? 'Authorization'),
    in: 'header',
    'x-amazon-apigateway-authtype': isCognito ? 'cognito_user_pools' : 'custom',
    'x-amazon-apigateway-authorizer': isCognito
      ? present({
          type: 'cognito_user_pools',
          providerARNs: listOf(authorizer['UserPoolArn']),
          identityValidationExpression: identity['ValidationExpression'],
        })
      : lambdaAuthorizer(context, name, authorizer, identity, isRequest),
  };
}

function lambdaAuthorizer(
  context: SamContext,
  name: string,
  authorizer: TreeMap,
  identity: TreeMap,
  isRequest: boolean,
): TreeMap {
  const role = authorizer['FunctionInvokeRole'];
  const source = isRequest ? identitySource(identity) : '';
  if (isRequest && source === '' && identity['ReauthorizeEvery'] !== 0) {
    throw new InvalidSamResource(
      `${name} Authorizer must specify Identity with at least one of Headers, QueryStrings, StageVariables, or Context.`,
      ['Auth', 'Authorizers', name],
    );
  }
  return present({
    type: isRequest ? 'request' : 'token',
    authorizerUri: authorizerUri(context, authorizer['FunctionArn']),
    authorizerCredentials: role === 'NONE' ? undefined : role,
    authorizerResultTtlInSeconds: identity['ReauthorizeEvery'],
    identitySource: source === '' ? undefined : source,
    identityValidationExpression: isRequest ? undefined : identity['ValidationExpression'],
  });
}

export function authorizerUri(context: SamContext, functionArn: Tree | undefined): TreeMap {
  const text = `arn:${context.options.partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${__FunctionArn__}/invocations`;
  return sub(text, { __FunctionArn__: functionArn ?? null });
}

function identitySource(identity: TreeMap): string {
  const all = (name: string, prefix: string) => listOf(identity[name]).map((one) => `${prefix}.${String(one)}`);
  return [
    ...all('Headers', 'method.request.header'),
    ...all('QueryStrings', 'method.request.querystring'),
    ...all('StageVariables', 'stageVariables'),
    ...all('Context', 'context'),
  ].join(', ');
}
