import type { RoutedCall } from '../api-call.ts';
import { parseQuery } from '../query-string.ts';
import { eventPath, requestContext } from '../request-context.ts';
import { requestHeaders } from '../request-headers.ts';

/** The Lambda proxy event, payload format 1.0: every member that AWS sends, `null` where AWS sends null. */
export function lambdaProxyEvent(call: RoutedCall) {
  const { request, method, stage } = call;
  const query = parseQuery(request.rawQuery);
  const headers = requestHeaders(call);
  const hasBody = request.body.length > 0;
  const binary =
    hasBody && !stage.binaryMediaTypes.empty && stage.binaryMediaTypes.has(request.headers['content-type']);
  return {
    resource: method.resourcePath,
    path: eventPath(call),
    httpMethod: request.method,
    headers: headers.single,
    multiValueHeaders: headers.multi,
    queryStringParameters: query === null ? null : query.single,
    multiValueQueryStringParameters: query === null ? null : query.multi,
    pathParameters: call.pathParameters,
    stageVariables: stage.stageVariables,
    requestContext: requestContext(call),
    body: hasBody ? request.body.toString(binary ? 'base64' : 'utf8') : null,
    isBase64Encoded: binary,
  };
}
