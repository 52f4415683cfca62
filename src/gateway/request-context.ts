import type { ApiCall, RoutedCall } from './api-call.ts';

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

/** `path` of an event: behind the stage, but whole behind a custom domain name, with its base path. */
export function eventPath(call: ApiCall): string {
  return call.target.custom === undefined ? call.path : call.request.rawPath;
}

/** `requestContext.path`: with the stage, unless the domain implies it, and with the base path of a custom domain name. */
export function contextPath(call: ApiCall): string {
  if (call.target.custom !== undefined) return call.request.rawPath;
  return call.target.implied ? call.path : `/${call.stage.stageName}${call.target.path}`;
}

/** `identity.clientCert` of an event: what a caller of a custom domain name with mutual TLS is. */
export interface ClientCert {
  readonly clientCertPem: string;
  readonly subjectDN: string;
  readonly issuerDN: string;
  readonly serialNumber: string;
  readonly validity: { readonly notBefore: string; readonly notAfter: string };
}

/** `undefined` unless the custom domain name that was called asks for certificates. */
export function clientCert({ target, request }: ApiCall): ClientCert | undefined {
  const shown = request.tls?.clientCertificate;
  if (shown === undefined || target.custom?.domain.domainName !== request.tls?.askedFor) return undefined;
  return {
    clientCertPem: shown.pem,
    subjectDN: shown.subject,
    issuerDN: shown.issuer,
    serialNumber: shown.serialNumber,
    validity: { notBefore: shown.validFrom, notAfter: shown.validTo },
  };
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
      ...(request.tls?.clientCertificate === undefined ? undefined : { clientCert: clientCert(call) }),
      ...(admitted === undefined ? undefined : { apiKey: admitted.key.value, apiKeyId: admitted.key.id }),
    },
    ...(authorizer === undefined ? undefined : { authorizer: authorizer.members }),
    domainName: target.domainName,
    deploymentId: stage.deploymentId,
    apiId: stage.apiId,
  };
}
