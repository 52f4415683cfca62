import type {
  Method,
  TestInvokeAuthorizerCommandInput,
  TestInvokeAuthorizerResponse,
} from '@aws-sdk/client-api-gateway';
import type { CallService } from '../../aws/service.ts';
import { testAuthorizerLog } from '../../gateway/answered/execution-log.ts';
import type { ApiDefinition } from '../../gateway/api-definition.ts';
import { ownMember } from '../../gateway/own-member.ts';
import { missingAuthorizer, notServed } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { definitionOf } from './rest-api-record.ts';
import { type Call, readApi } from './state.ts';
import { testRequest, testStage, testTarget } from './test-request.ts';

/**
 * Asks an authorizer about a request, without a method and without its cache.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeAuthorizer.html
 */
export async function testInvokeAuthorizer(
  input: TestInvokeAuthorizerCommandInput,
  call: Call,
): Promise<TestInvokeAuthorizerResponse> {
  const api = await readApi(call, input.restApiId, missingAuthorizer());
  const authorizer = ownMember(api.authorizers, input.authorizerId);
  if (authorizer === undefined) throw missingAuthorizer();
  if (Object.keys(input.additionalContext ?? {}).length > 0) {
    throw notServed('samlet tests authorizers without an additionalContext');
  }
  const pools = authorizer.type === 'COGNITO_USER_POOLS';
  const { policy: _, ...definition } = definitionOf(api);
  const uncached = { ...authorizer, authorizerResultTtlInSeconds: 0 };
  const method: Method = {
    httpMethod: 'ANY',
    authorizationType: pools ? 'COGNITO_USER_POOLS' : 'CUSTOM',
    authorizerId: authorizer.id ?? '',
    methodIntegration: {
      type: 'MOCK',
      requestTemplates: { 'application/json': '{"statusCode": 200}' },
      integrationResponses: { 200: { statusCode: '200' } },
    },
  };
  const stage = testStage(
    { ...definition, authorizers: { [authorizer.id ?? '']: uncached }, resources: everyPath(method) },
    api.name,
    input.stageVariables,
  );
  const request = testRequest(input, 'GET', '/');
  const asked: { answer?: unknown } = {};
  const answered = await call.state.platform.stages.invokeTest?.(request, testTarget(api.apiId, request), {
    stage,
    callService: listening(call.state.platform.callService, asked),
  });
  if (answered === undefined) throw new Error('the gateway that serves the stages is not there');
  const { authorizer: passed } = answered.call.routed ?? {};
  if (pools && answered.refusal === undefined && passed === undefined) {
    throw notServed('samlet does not ask user pools');
  }
  // A policy that denies is a good answer: the authorizer was tested, not a method.
  const refused = answered.refusal !== undefined && answered.refusal.responseType !== 'ACCESS_DENIED';
  const { trail } = answered.call;
  return {
    clientStatus: refused ? answered.response.status : 200,
    log: testAuthorizerLog(answered),
    latency: trail.latencyMs,
    ...(refused ? {} : verdictOf(asked.answer)),
    ...(pools && passed !== undefined ? { claims: claimsOf(passed.members) } : {}),
  };
}

testInvokeAuthorizer.access = managementAccess('POST /restapis/{restApiId}/authorizers/{authorizerId}');

function everyPath(method: Method): ApiDefinition['resources'] {
  return {
    root: { id: 'root', path: '/', methods: { ANY: method } },
    proxy: { id: 'proxy', parentId: 'root', pathPart: '{proxy+}', path: '/{proxy+}', methods: { ANY: method } },
  };
}

/** The same services, with an ear for what the authorizer's function answers. */
function listening(callService: CallService, asked: { answer?: unknown }): CallService {
  return async (service, operation, input, as) => {
    const answer = await callService(service, operation, input, as);
    if (service === 'lambda' && operation === 'Invoke') {
      try {
        asked.answer = JSON.parse(Buffer.from((answer as { Payload?: Uint8Array }).Payload ?? []).toString());
      } catch {
        asked.answer = undefined;
      }
    }
    return answer;
  };
}

function verdictOf(answer: unknown): Pick<TestInvokeAuthorizerResponse, 'principalId' | 'policy' | 'authorization'> {
  if (typeof answer !== 'object' || answer === null) return {};
  const { principalId, policyDocument } = answer as { principalId?: unknown; policyDocument?: unknown };
  return {
    ...(principalId === undefined ? {} : { principalId: String(principalId) }),
    ...(policyDocument === undefined ? {} : { policy: JSON.stringify(policyDocument) }),
    authorization: {},
  };
}

function claimsOf(members: Readonly<Record<string, unknown>>): Record<string, string> {
  const { claims } = members;
  const all = typeof claims === 'object' && claims !== null ? claims : {};
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, String(value)]));
}
