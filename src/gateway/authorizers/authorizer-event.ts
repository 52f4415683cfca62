import type { RoutedCall } from '../api-call.ts';
import { parseQuery } from '../query-string.ts';
import { eventPath, requestContext } from '../request-context.ts';
import { requestHeaders } from '../request-headers.ts';

/** `arn:aws:execute-api:us-east-1:000000000000:<api>/<stage>/GET/users/1`: the path as it was called. */
export function methodArn({ backends, stage, request, path }: RoutedCall): string {
  return `arn:aws:execute-api:${backends.region}:${backends.account}:${stage.apiId}/${stage.stageName}/${request.method}${path}`;
}

export function tokenEvent(arn: string, authorizationToken: string) {
  return { type: 'TOKEN', methodArn: arn, authorizationToken };
}

/**
 * Other than in a proxy event, what a request has not is an empty object here.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 */
export function requestEvent(arn: string, call: RoutedCall) {
  const query = parseQuery(call.request.rawQuery);
  const headers = requestHeaders(call);
  return {
    type: 'REQUEST',
    methodArn: arn,
    resource: call.method.resourcePath,
    path: eventPath(call),
    httpMethod: call.request.method,
    headers: headers.single,
    multiValueHeaders: headers.multi,
    queryStringParameters: query?.single ?? {},
    multiValueQueryStringParameters: query?.multi ?? {},
    pathParameters: call.pathParameters ?? {},
    stageVariables: call.stage.variables,
    requestContext: requestContext(call),
  };
}
