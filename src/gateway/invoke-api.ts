import { authenticator } from '../aws/authenticate.ts';
import type { Authorizer } from '../aws/authorizer.ts';
import type { CredentialStore } from '../aws/credentials.ts';
import type { CallService } from '../aws/service.ts';
import type { ServiceRequests } from '../aws/service-requests.ts';
import type { Clock } from '../std/clock.ts';
import type { HttpRequest, HttpResponse } from '../std/http-message.ts';
import type { Ids } from '../std/ids.ts';
import { ExecutionTrace } from '../telemetry/execution-trace.ts';
import type { ServerLog } from '../telemetry/server-log.ts';
import { Trail } from '../telemetry/trail.ts';
import type { AnsweredCall } from './answered/answered-call.ts';
import type { ApiCall, Backends, InvokeTarget, RoutedCall } from './api-call.ts';
import type { UserPoolKeys } from './authorizers/user-pool-keys.ts';
import { iamAllowsInvalidation, type MayInvalidateCache } from './cache/may-invalidate-cache.ts';
import { chooseRelease } from './choose-release.ts';
import { compressAnswer, decompressed, isCompressed } from './compression.ts';
import { deadlines } from './deadlines.ts';
import type { DeployedStage } from './deployed-stage.ts';
import { type GatewayError, toGatewayError } from './gateway-error.ts';
import { ACCOUNT_LIMIT } from './limits/account-limit.ts';
import { type RateLimit, tokenBuckets } from './limits/token-buckets.ts';
import { renderRefusal } from './render-refusal.ts';
import type { StageRegistry } from './stage-registry.ts';
import { admitRequest } from './stages/admit-request.ts';
import { answerFromCache } from './stages/answer-from-cache.ts';
import { askFirewall } from './stages/ask-firewall.ts';
import { matchMethod } from './stages/match-method.ts';
import { requireApiKey } from './stages/require-api-key.ts';
import { requireClientCertificate } from './stages/require-client-certificate.ts';
import { throttle } from './stages/throttle.ts';
import { validateRequest } from './stages/validate-request.ts';

export interface ApiInvokerOptions {
  readonly stages: StageRegistry;
  readonly callService: CallService;
  /** How integrations of type AWS reach services; without it they answer 500. */
  readonly services?: ServiceRequests;
  readonly credentials: CredentialStore;
  /** Asked about callers of `AWS_IAM` methods, and of APIs with a resource policy. */
  readonly authorizer: Authorizer;
  /** What verifies the tokens of `COGNITO_USER_POOLS` methods. */
  readonly userPoolKeys: UserPoolKeys;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly account: string;
  readonly region: string;
  readonly log: ServerLog;
  /** What all APIs together may take; AWS's quota by default. */
  readonly accountLimit?: RateLimit;
  /** Whether a caller may refresh a cached answer; by default who IAM allows it. */
  readonly mayInvalidateCache?: MayInvalidateCache;
  /** At least 0, less than 1: which requests a canary release takes. */
  readonly random?: () => number;
  /** Told of each request once it is answered, before the answer is sent. */
  readonly onAnswered?: (answered: AnsweredCall) => void;
  /** Told of each request that no stage answered. */
  readonly onUnserved?: (trail: Trail) => void;
}

export type InvokeApi = (request: HttpRequest, target: InvokeTarget) => Promise<HttpResponse>;

/** The data plane of API Gateway REST: invokes methods of deployed stages. The answer is always a response, never an error. */
export function apiInvoker(options: ApiInvokerOptions): InvokeApi {
  const {
    stages,
    clock,
    ids,
    account,
    region,
    log,
    callService,
    credentials,
    onAnswered,
    random = Math.random,
  } = options;
  const backends: Backends = {
    account,
    region,
    callService,
    services: options.services,
    clock,
    log,
    deadlines: deadlines(clock),
    keys: stages.keys,
    usage: stages.usage,
    buckets: tokenBuckets(),
    firewalls: stages.firewalls,
    accountLimit: options.accountLimit ?? ACCOUNT_LIMIT,
    results: stages.authorizerResults,
    responses: stages.responses,
    mayInvalidateCache: options.mayInvalidateCache ?? iamAllowsInvalidation,
    credentials,
    authenticate: authenticator({ credentials, clock, account, log }),
    authorizer: options.authorizer,
    userPoolKeys: options.userPoolKeys,
  };

  const serve = async (
    request: HttpRequest,
    target: InvokeTarget,
    stage: DeployedStage,
    reached: Backends,
    told: ApiInvokerOptions['onAnswered'],
  ): Promise<HttpResponse> => {
    const call = startCall(request, target, stage, reached, ids);
    const { trail } = call;
    let response: HttpResponse;
    let refusal: GatewayError | undefined;
    try {
      response = await answer(call);
      trail.status = response.status;
    } catch (error) {
      refusal = toGatewayError(error);
      response = refuse(refusal, call);
    }
    const { minimumCompressionSize } = stage.definition;
    if (minimumCompressionSize !== undefined) response = await compressAnswer(response, call, minimumCompressionSize);
    trail.latencyMs = clock.now() - call.receivedAt;
    told?.({ call, response, refusal });
    return response;
  };

  stages.invokeTest = async (request, target, { stage, callService: calling = callService }) => {
    let answered: AnsweredCall | undefined;
    await serve(request, target, stage, { ...backends, callService: calling }, (one) => {
      answered = one;
    });
    return answered;
  };

  return (request, target) => {
    const found = stages.find(target.apiId, target.stageName);
    const stage = found?.canary === undefined ? found : chooseRelease(found, found.canary, random);
    // As with a custom domain name, the API stays reachable where its stage is implied.
    const closed =
      stage?.definition.disableExecuteApiEndpoint === true && !target.implied && target.custom === undefined;
    if (stage === undefined || closed) return Promise.resolve(forbidden(request, target, options));
    return serve(request, target, stage, backends, onAnswered);
  };
}

/** The life of one request against a deployed stage, top to bottom. Add a stage by adding a line. */
async function answer(call: ApiCall): Promise<HttpResponse> {
  const { trail, stage, target } = call;
  if (target.custom?.domain.mutualTls !== undefined) {
    trail.enter('mutual-tls');
    requireClientCertificate(call, target.custom);
  }
  const firewall = call.backends.firewalls.of(stage.apiId, stage.stageName);
  if (firewall !== undefined) {
    trail.enter('waf');
    const inspected = await askFirewall(call, firewall);
    if ('answer' in inspected) return inspected.answer;
    call.request = inspected.request;
  }
  trail.enter('admit');
  admitRequest(call.request);
  trail.enter('route');
  const routed: RoutedCall = matchMethod(isCompressed(call) ? await decompressed(call) : call);
  call.routed = routed;
  if (routed.method.logging !== undefined) trail.trace = new ExecutionTrace(call.backends.clock);
  const { authorize, apiKeyRequired, validation, cache, integrate } = routed.method;
  if (authorize !== undefined) {
    trail.enter('authorize');
    await authorize(routed);
  }
  if (apiKeyRequired) {
    trail.enter('api-key');
    requireApiKey(routed);
  }
  trail.enter('throttle');
  throttle(routed);
  if (validation !== undefined) {
    trail.enter('validate');
    await validateRequest(routed, validation);
  }
  const caching = cache?.get(call.request.method);
  if (caching !== undefined) {
    trail.enter('cache');
    return answerFromCache(routed, caching);
  }
  trail.enter('integration');
  return integrate(routed);
}

function startCall(
  request: HttpRequest,
  target: InvokeTarget,
  stage: DeployedStage,
  backends: Backends,
  ids: Ids,
): ApiCall {
  const receivedAt = backends.clock.now();
  const requestId = ids.uuid();
  const extendedId = extendedRequestId(ids);
  const trail = new Trail(requestId, extendedId, stage.apiId, stage.stageName, receivedAt, backends.clock);
  trail.httpMethod = request.method;
  trail.path = target.path;
  trail.isCanary = stage.isCanary === true;
  return {
    request,
    target,
    stage,
    path: target.path.startsWith('//') ? target.path.replace(/^\/+/, '/') : target.path,
    requestId,
    extendedRequestId: extendedId,
    traceRoot: traceRoot(request.headers['x-amzn-trace-id'], receivedAt, ids),
    receivedAt,
    trail,
    backends,
    routed: undefined,
    firewall: undefined,
  };
}

function extendedRequestId(ids: Ids): string {
  return `${ids.upperAlphanumeric(15)}=`;
}

function traceRoot(sent: string | undefined, nowMs: number, ids: Ids): string {
  const root = sent === undefined ? undefined : /Root=[0-9a-fA-F-]+/.exec(sent)?.[0];
  return root ?? `Root=1-${Math.floor(nowMs / 1000).toString(16)}-${ids.hex(24)}`;
}

function refuse(error: GatewayError, call: ApiCall): HttpResponse {
  const { trail, backends } = call;
  trail.status = error.status;
  trail.refusal = error.responseType;
  trail.cause = error.reason;
  if (error.reason !== undefined) backends.log.warn(`${placeOf(call)}: ${error.reason}`);
  if (error.cause !== undefined) backends.log.error(`${placeOf(call)}: ${error.message}`, error.cause);
  const response = renderRefusal(error, call.routed ?? call);
  trail.status = response.status;
  return response;
}

function placeOf({ trail, path, requestId }: ApiCall): string {
  return `${trail.httpMethod} ${trail.resourcePath || path} (request ${requestId})`;
}

/** Where no stage answers, or none by this name. */
function forbidden(
  request: HttpRequest,
  target: InvokeTarget,
  { ids, clock, stages, onUnserved }: ApiInvokerOptions,
): HttpResponse {
  const { apiId, stageName, path } = target;
  const requestId = ids.uuid();
  const extendedId = extendedRequestId(ids);
  if (onUnserved !== undefined) {
    const trail = new Trail(requestId, extendedId, apiId, stageName, clock.now(), clock);
    trail.httpMethod = request.method;
    trail.path = path;
    trail.status = 403;
    trail.refusal = 'FORBIDDEN';
    trail.cause = whyUnserved(target, stages.find(apiId, stageName) !== undefined);
    onUnserved(trail);
  }
  return {
    status: 403,
    headers: {
      'x-amzn-RequestId': requestId,
      'x-amz-apigw-id': extendedId,
      'x-amzn-ErrorType': 'ForbiddenException',
      'Content-Type': 'application/json',
    },
    body: '{"message":"Forbidden"}',
  };
}

function whyUnserved({ apiId, stageName, path, domainName }: InvokeTarget, found: boolean): string {
  if (found) return 'the default endpoint of the API is disabled: it answers by its custom domain names alone';
  if (apiId === '')
    return `${domainName} has no base path mapping for ${path}, or its mapping wants a stage in the path`;
  if (stageName === '') return `the path names no stage of the API ${apiId}`;
  return `the API ${apiId} has no stage ${stageName}, or none that is deployed`;
}
