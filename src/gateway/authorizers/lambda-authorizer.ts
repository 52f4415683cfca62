import type { Authorizer } from '@aws-sdk/client-api-gateway';
import type { InvocationResponse } from '@aws-sdk/client-lambda';
import type { Caller } from '../../aws/caller.ts';
import { ServiceError } from '../../aws/service-error.ts';
import type { AttachedPolicy } from '../../policy/decision.ts';
import type { ExecutionTrace } from '../../telemetry/execution-trace.ts';
import { bodyText, redacted } from '../answered/execution-text.ts';
import { traceInvoke } from '../answered/trace-exchange.ts';
import type { Authorize, RoutedCall } from '../api-call.ts';
import { GatewayError } from '../gateway-error.ts';
import { gatewayCaller } from '../integrations/gateway-caller.ts';
import { expandStageVariables, functionOfUri } from '../integrations/lambda-uri.ts';
import { type CallerOf, roleCaller } from '../integrations/role-caller.ts';
import { type JavaRegExp, javaRegExp, RegExpTimeout } from '../java-regexp.ts';
import { mappedValue } from '../parameter-mapping.ts';
import { type AuthorizerAnswer, authorizerAnswer, BadAuthorizerAnswer } from './authorizer-answer.ts';
import { methodArn, requestEvent, tokenEvent } from './authorizer-event.ts';
import { refuseDenied } from './invoke-permission.ts';
import { policyAllows } from './policy-allows.ts';

const DEFAULT_TTL_SECONDS = 300;
const TIMEOUT_MS = 29_000;

/**
 * Asks a function whether the caller may invoke the method, or takes what it said of the same caller a while ago.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export function lambdaAuthorizer(
  authorizer: Authorizer,
  variables: Readonly<Record<string, string>>,
  policy?: AttachedPolicy,
): Authorize {
  const { id = '', authorizerResultTtlInSeconds = DEFAULT_TTL_SECONDS } = authorizer;
  const isToken = authorizer.type !== 'REQUEST';
  const sources = identitySources(authorizer);
  const expression = isToken ? validationExpression(authorizer) : undefined;
  const callerOf = authorizer.authorizerCredentials
    ? roleCaller(authorizer.authorizerCredentials)
    : authorizerCaller(id);
  const functionArn = functionOfUri(expandStageVariables(authorizer.authorizerUri ?? '', variables));

  return async (call) => {
    if (policy !== undefined) await refuseDenied(call, policy);
    const identity = sources.map((source) => identityOf(source, call));
    const [token = ''] = identity;
    const { trace } = call.trail;
    if (trace !== undefined) traceIdentity(trace, isToken, sources, identity);
    if (expression !== undefined) checkToken(token, expression);
    const arn = methodArn(call);
    const { results, clock } = call.backends;
    const place = `${call.stage.apiId}/${call.stage.stageName}`;
    // A new deployment asks anew: its authorizer may be another.
    const caller = JSON.stringify([call.stage.deploymentId, id, ...identity]);
    const cached = authorizerResultTtlInSeconds > 0 && sources.length > 0;
    const startedAt = clock.now();
    let answer = cached ? results.find(place, caller, startedAt) : undefined;
    const how =
      answer === undefined ? 'the authorizer {} was asked' : 'the authorizer {} was asked before: its answer is kept';
    call.trail.note('authorize', how, authorizer.name ?? id);
    if (answer === undefined) {
      const event = isToken ? tokenEvent(arn, token) : requestEvent(arn, call);
      answer = await ask(call, callerOf, functionArn, event);
      if (cached) results.keep(place, caller, answer, clock.now() + authorizerResultTtlInSeconds * 1000);
    }
    const decision = policyAllows(answer.policy, arn, call, policy);
    if (decision !== 'allowed') throw refused(decision === 'explicitDeny', arn);
    call.trail.note('authorize', 'its policy allows execute-api:Invoke on {}', arn);
    call.authorizer = {
      usageIdentifierKey: answer.usageIdentifierKey,
      members: { ...answer.members, integrationLatency: clock.now() - startedAt },
    };
  };
}

/** API Gateway in its own name, on behalf of the authorizer. */
function authorizerCaller(authorizerId: string): CallerOf {
  let caller: Caller | undefined;
  return ({ stage, backends: { account, region } }) => {
    caller ??= gatewayCaller(
      account,
      `arn:aws:execute-api:${region}:${account}:${stage.apiId}/authorizers/${authorizerId}`,
    );
    return caller;
  };
}

/** `method.request.header.Auth,method.request.querystring.Name`, each by itself. */
function identitySources({ type, identitySource }: Authorizer): readonly string[] {
  const fallback = type === 'REQUEST' ? '' : 'method.request.header.Authorization';
  return (identitySource || fallback)
    .split(',')
    .map((source) => source.trim())
    .filter((source) => source !== '');
}

function identityOf(source: string, call: RoutedCall): string {
  const value = mappedValue(source, call);
  const text = typeof value === 'object' ? value.join(',') : value;
  if (text === undefined || text === '') throw unauthorized(`the request has no ${source}`);
  return text;
}

function traceIdentity(
  trace: ExecutionTrace,
  isToken: boolean,
  sources: readonly string[],
  identity: readonly string[],
): void {
  const hidden = identity.map(redacted);
  const named = sources.map((source, at) => `${source}=${hidden[at]}`);
  trace.data(`Incoming identity: ${isToken ? hidden.join() : `{${named.join(', ')}}`}`);
}

function validationExpression({ identityValidationExpression }: Authorizer): JavaRegExp | undefined {
  return identityValidationExpression ? javaRegExp(identityValidationExpression) : undefined;
}

function checkToken(token: string, expression: JavaRegExp): void {
  let matches: boolean;
  try {
    matches = expression.matches(token);
  } catch (error) {
    if (error instanceof RegExpTimeout) throw unauthorized(`its token cannot be validated: ${error.message}`);
    throw error;
  }
  if (!matches) throw unauthorized('its token does not match the identity validation expression');
}

async function ask(
  call: RoutedCall,
  callerOf: CallerOf,
  functionArn: string | undefined,
  event: object,
): Promise<AuthorizerAnswer> {
  if (functionArn === undefined) throw misconfigured('there is no Lambda function in the URI of the authorizer');
  const { FunctionError, Payload = new Uint8Array() } = await invoke(call, callerOf, functionArn, event);
  call.trail.trace?.data(`Authorizer result body before parsing: ${bodyText(Payload)}`);
  if (FunctionError !== undefined) {
    if (errorMessage(Payload) === 'Unauthorized') throw unauthorized('the authorizer raised Unauthorized');
    throw new GatewayError('AUTHORIZER_FAILURE', { reason: `the authorizer ${functionArn} failed (${FunctionError})` });
  }
  try {
    return authorizerAnswer(Payload);
  } catch (error) {
    if (error instanceof BadAuthorizerAnswer) throw misconfigured(error.message);
    throw error;
  }
}

async function invoke(
  call: RoutedCall,
  callerOf: CallerOf,
  functionArn: string,
  event: object,
): Promise<InvocationResponse> {
  const { backends, traceRoot } = call;
  const caller = callerOf(call);
  const payload = Buffer.from(JSON.stringify(event));
  if (call.trail.trace !== undefined) traceInvoke(call.trail.trace, call, { functionArn, payload, trace: traceRoot });
  const input = {
    FunctionName: functionArn,
    Payload: payload,
    InvocationType: 'RequestResponse',
    XAmznTraceId: traceRoot,
  };
  try {
    const invoked: Promise<InvocationResponse> = backends.callService(
      'lambda',
      'Invoke',
      input,
      caller instanceof Promise ? await caller : caller,
    );
    return await backends.deadlines.race(invoked, TIMEOUT_MS, () => {
      return new GatewayError('AUTHORIZER_FAILURE', { reason: `the authorizer ${functionArn} took too long` });
    });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw misconfigured(`Lambda refused to invoke the authorizer ${functionArn}: ${error.code}: ${error.message}`);
  }
}

function errorMessage(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString()).errorMessage;
  } catch {
    return undefined;
  }
}

function refused(explicitly: boolean, arn: string): GatewayError {
  const message = 'User is not authorized to access this resource';
  return new GatewayError('ACCESS_DENIED', {
    message: explicitly ? `${message} with an explicit deny` : message,
    reason: `the authorizer's policy ${explicitly ? 'denies' : 'does not allow'} execute-api:Invoke on ${arn}`,
  });
}

const unauthorized = (reason: string) => new GatewayError('UNAUTHORIZED', { reason });
const misconfigured = (reason: string) => new GatewayError('AUTHORIZER_CONFIGURATION_ERROR', { reason });
