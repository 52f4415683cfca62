import type { RoutedCall } from './api-call.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

let lastSecond = -1;
let lastText = '';

/** `01/Jan/2026:00:00:00 +0000`, as the Common Log Format has it. One text serves all requests of a second. */
export function commonLogTime(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond) {
    const [year, month, day, time] = new Date(ms).toISOString().split(/[-T.Z]/);
    lastText = `${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000`;
    lastSecond = second;
  }
  return lastText;
}

/** `requestContext.path`: with the stage, unless the domain implies it. */
export function contextPath(call: RoutedCall): string {
  return call.target.implied ? call.path : `/${call.stage.stageName}${call.target.path}`;
}

/**
 * `requestContext` of a Lambda proxy event, payload 1.0, whole.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function requestContext(call: RoutedCall) {
  const { target, stage, method, request, backends, admitted, authorizer, caller } = call;
  const dot = target.domainName.indexOf('.');
  return {
    resourceId: method.resourceId,
    resourcePath: method.resourcePath,
    httpMethod: request.method,
    extendedRequestId: call.extendedRequestId,
    requestTime: commonLogTime(call.receivedAt),
    path: contextPath(call),
    accountId: backends.account,
    protocol: request.protocol,
    stage: stage.stageName,
    domainPrefix: dot < 0 ? target.domainName : target.domainName.slice(0, dot),
    requestTimeEpoch: call.receivedAt,
    requestId: call.requestId,
    identity: {
      cognitoIdentityPoolId: null,
      accountId: caller?.account ?? null,
      cognitoIdentityId: null,
      caller: caller?.userId ?? null,
      sourceIp: request.sourceIp,
      principalOrgId: null,
      accessKey: caller?.accessKeyId ?? null,
      cognitoAuthenticationType: null,
      cognitoAuthenticationProvider: null,
      userArn: caller?.arn ?? null,
      userAgent: request.headers['user-agent'] ?? null,
      user: caller?.userId ?? null,
      ...(admitted === undefined ? undefined : { apiKey: admitted.key.value, apiKeyId: admitted.key.id }),
    },
    ...(authorizer === undefined ? undefined : { authorizer: authorizer.members }),
    domainName: target.domainName,
    deploymentId: stage.deploymentId,
    apiId: stage.apiId,
  };
}
