import { type AnyCall, contextVariable } from '../context-variables.ts';
import type { GatewayError } from '../gateway-error.ts';
import { ownMember } from '../own-member.ts';
import { type ClientCert, clientCert, commonLogTime, contextPath } from '../request-context.ts';
import { type AnsweredCall, knownCall, responseLength } from './answered-call.ts';

type Value = string | number | null | undefined;
export type ReadVariable = (answered: AnsweredCall) => Value;

const identity =
  (member: (call: AnyCall) => Value): ReadVariable =>
  (answered) =>
    member(knownCall(answered));

const clientCertificate =
  (member: (certificate: ClientCert) => Value): ReadVariable =>
  ({ call }) => {
    const shown = clientCert(call);
    return shown && member(shown);
  };

/**
 * What access logs know beside what mapping templates know.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
const VARIABLES: Readonly<Record<string, ReadVariable>> = {
  accountId: ({ call }) => call.backends.account,
  apiId: ({ call }) => call.stage.apiId,
  awsEndpointRequestId: ({ call }) => call.trail.integrationRequestId,
  'customDomain.basePathMatched': ({ call }) => call.target.custom?.basePath.slice(1),
  deploymentId: ({ call }) => call.stage.deploymentId,
  domainName: ({ call }) => call.target.domainName,
  domainPrefix: ({ call }) => call.target.domainName.split('.', 1)[0],
  extendedRequestId: ({ call }) => call.extendedRequestId,
  httpMethod: ({ call }) => call.request.method,
  path: ({ call }) => contextPath(call),
  protocol: ({ call }) => call.request.protocol,
  requestId: ({ call }) => call.requestId,
  requestTime: ({ call }) => commonLogTime(call.receivedAt),
  requestTimeEpoch: ({ call }) => call.receivedAt,
  resourceId: ({ call }) => call.routed?.method.resourceId,
  resourcePath: ({ call }) => call.routed?.method.resourcePath,
  responseLatency: ({ call }) => call.trail.latencyMs,
  responseLength,
  stage: ({ call }) => call.stage.stageName,
  status: ({ response }) => response.status,
  xrayTraceId: ({ call }) => (call.stage.tracingEnabled ? call.traceRoot.slice('Root='.length) : undefined),

  'error.message': ({ refusal }) => refusal?.message,
  'error.messageString': ({ refusal }) => (refusal === undefined ? undefined : JSON.stringify(refusal.message)),
  'error.responseType': ({ refusal }) => refusal?.responseType,
  'error.validationErrorString': ({ refusal }) => refusal?.explain?.(),

  integrationLatency: ({ call }) => call.trail.integrationLatencyMs,
  'integration.latency': ({ call }) => call.trail.integrationLatencyMs,
  integrationStatus: ({ call }) => call.trail.integrationStatus,
  'integration.integrationStatus': ({ call }) => call.trail.integrationStatus,
  'integration.status': backendStatus,
  'integration.requestId': ({ call }) => call.trail.integrationRequestId,
  'integration.error': integrationError,
  integrationErrorMessage: integrationError,

  'authenticate.error': ofStep('AWS_IAM', authenticationError),
  'authenticate.latency': ofStep('AWS_IAM', stepLatency),
  'authenticate.status': ofStep('AWS_IAM', (answered) => (authenticationError(answered) === undefined ? 200 : 403)),
  'authorize.error': ofStep('AWS_IAM', policyError),
  'authorize.latency': ofStep('AWS_IAM', (answered) => (authenticationError(answered) ? undefined : 0)),
  'authorize.status': ofStep('AWS_IAM', (answered) => {
    if (authenticationError(answered) !== undefined) return undefined;
    return policyError(answered) === undefined ? 200 : 403;
  }),
  'authorizer.error': ofStep('authorizer', ({ refusal }) => refusal?.message),
  'authorizer.latency': ofStep('authorizer', stepLatency),
  'authorizer.status': ofStep('authorizer', ({ refusal }) => refusal?.status ?? 200),
  'authorizer.integrationLatency': ofStep('authorizer', (answered) => {
    const latency = knownCall(answered).authorizer?.members['integrationLatency'];
    return typeof latency === 'number' ? latency : stepLatency(answered);
  }),
  'authorizer.integrationStatus': ofStep('authorizer', ({ refusal }) => {
    return refusal !== undefined && refusal.status >= 500 ? undefined : 200;
  }),

  // AWS spells the ARN's variable this way.
  webaclArn: ({ call }) => call.firewall?.webAclArn,
  wafResponseCode: ({ call }) => call.firewall?.response,
  'waf.error': ({ call }) => call.firewall?.error,
  'waf.latency': ({ call }) => call.trail.durationOf('waf'),
  'waf.status': ({ call }) => call.firewall?.status,

  'identity.accessKey': identity(({ caller }) => caller?.accessKeyId),
  'identity.accountId': identity(({ caller }) => caller?.account),
  'identity.apiKey': identity(({ admitted }) => admitted?.key.value),
  'identity.apiKeyId': identity(({ admitted }) => admitted?.key.id),
  'identity.clientCert.clientCertPem': clientCertificate(({ clientCertPem }) => clientCertPem),
  'identity.clientCert.issuerDN': clientCertificate(({ issuerDN }) => issuerDN),
  'identity.clientCert.serialNumber': clientCertificate(({ serialNumber }) => serialNumber),
  'identity.clientCert.subjectDN': clientCertificate(({ subjectDN }) => subjectDN),
  'identity.clientCert.validity.notAfter': clientCertificate(({ validity }) => validity.notAfter),
  'identity.clientCert.validity.notBefore': clientCertificate(({ validity }) => validity.notBefore),
  'identity.caller': identity(({ caller }) => caller?.userId),
  'identity.sourceIp': ({ call }) => call.request.sourceIp,
  'identity.user': identity(({ caller }) => caller?.userId),
  'identity.userAgent': ({ call }) => call.request.headers['user-agent'],
  'identity.userArn': identity(({ caller }) => caller?.arn),
};

/** How the value of `$context.<name>` is read: looked up once, when a format is compiled. */
export function accessLogVariable(name: string): ReadVariable {
  const known = ownMember(VARIABLES, name);
  if (known !== undefined) return known;
  if (name.startsWith('authorizer.')) {
    const member = name.slice('authorizer.'.length);
    const [, claim] = /^claims\.(.+)$/.exec(member) ?? [];
    return (answered) => {
      const members = knownCall(answered).authorizer?.members;
      const value = ownMember(members, claim === undefined ? member : 'claims');
      return typeof value === 'object' ? ownMember(value, claim) : value;
    };
  }
  return (answered) => contextVariable(name, knownCall(answered), answered.refusal);
}

/** What the backend said: of a function behind a proxy, its own status code. */
function backendStatus({ call, refusal, response }: AnsweredCall): Value {
  const { integrationStatus } = call.trail;
  if (integrationStatus === undefined) return undefined;
  if (call.routed?.method.definition.methodIntegration?.type !== 'AWS_PROXY') return integrationStatus;
  return refusal === undefined ? response.status : undefined;
}

function integrationError({ call, refusal }: AnsweredCall): Value {
  return refusal !== undefined && call.trail.lastStep === 'integration'
    ? (refusal.reason ?? refusal.message)
    : undefined;
}

function stepLatency({ call }: AnsweredCall): Value {
  return call.trail.durationOf('authorize');
}

/** For methods of one kind of authorization that came as far as asking; what was refused later is not its error. */
function ofStep(kind: 'AWS_IAM' | 'authorizer', read: ReadVariable): ReadVariable {
  return (answered) => {
    const type = answered.call.routed?.method.definition.authorizationType ?? 'NONE';
    const isIam = type === 'AWS_IAM';
    if (type === 'NONE' || isIam !== (kind === 'AWS_IAM') || answered.call.trail.enteredAt('authorize') === undefined) {
      return undefined;
    }
    const refusedHere = answered.call.trail.lastStep === 'authorize';
    return read(refusedHere ? answered : { ...answered, refusal: undefined });
  };
}

const refusedByPolicy = (refusal: GatewayError) => refusal.responseType === 'ACCESS_DENIED';

function authenticationError({ refusal }: AnsweredCall): string | undefined {
  return refusal === undefined || refusedByPolicy(refusal) ? undefined : refusal.message;
}

function policyError({ refusal }: AnsweredCall): string | undefined {
  return refusal !== undefined && refusedByPolicy(refusal) ? refusal.message : undefined;
}
