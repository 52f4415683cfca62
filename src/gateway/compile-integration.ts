import type { Integration, Method } from '@aws-sdk/client-api-gateway';
import type { Integrate } from './api-call.ts';
import { GatewayError } from './gateway-error.ts';
import { http, httpProxy } from './integrations/http.ts';
import { lambda } from './integrations/lambda.ts';
import { lambdaProxy } from './integrations/lambda-proxy.ts';
import { expandStageVariables, functionOfUri } from './integrations/lambda-uri.ts';
import { mock } from './integrations/mock.ts';

const DEFAULT_TIMEOUT_MS = 29_000;

/** Headers that no mapping may set: AWS refuses such a request with a 500 before the backend is called. */
const UNMAPPABLE = ['content-length', 'transfer-encoding'];
const UNMAPPABLE_AWS = [...UNMAPPABLE, 'authorization', 'connection', 'expect', 'proxy-authenticate', 'te'];

/** What runs a method; integrations that samlet does not run answer 500, with the reason in the log. */
export function compileIntegration(method: Method, variables: Readonly<Record<string, string>>): Integrate {
  const integration = method.methodIntegration;
  if (integration === undefined) return refuse('the method has no integration');
  const type = integration.type ?? 'MOCK';
  const unmappable = mappedHeader(integration, type.startsWith('AWS') ? UNMAPPABLE_AWS : UNMAPPABLE);
  if (unmappable !== undefined) return refuse(`the header ${unmappable} cannot be mapped`);
  switch (type) {
    case 'MOCK':
      return mock(integration);
    case 'HTTP':
      return http(integration, variables);
    case 'HTTP_PROXY':
      return httpProxy(integration, variables);
    case 'AWS_PROXY':
      return compileLambdaProxy(integration, variables);
    case 'AWS':
      return compileLambda(integration, variables);
    default:
      return refuse(`integrations of type ${type} are not run by samlet yet`);
  }
}

function compileLambdaProxy(integration: Integration, variables: Readonly<Record<string, string>>): Integrate {
  const uri = expandStageVariables(integration.uri ?? '', variables);
  const functionArn = functionOfUri(uri);
  if (functionArn === undefined) return refuse(`no Lambda function in the integration's URI ${uri}`);
  const invocationType = integration.requestParameters?.['integration.request.header.X-Amz-Invocation-Type'];
  return lambdaProxy({
    functionArn,
    timeoutMs: integration.timeoutInMillis ?? DEFAULT_TIMEOUT_MS,
    asynchronous: invocationType === "'Event'",
  });
}

function compileLambda(integration: Integration, variables: Readonly<Record<string, string>>): Integrate {
  const uri = expandStageVariables(integration.uri ?? '', variables);
  const functionArn = functionOfUri(uri);
  if (functionArn === undefined) return refuse(`integrations of type AWS with ${uri} are not run by samlet yet`);
  return lambda(integration, { functionArn, timeoutMs: integration.timeoutInMillis ?? DEFAULT_TIMEOUT_MS });
}

function mappedHeader(integration: Integration, names: readonly string[]): string | undefined {
  return Object.keys(integration.requestParameters ?? {})
    .map((target) => /^integration\.request\.header\.(.+)$/.exec(target)?.[1])
    .find((name) => name !== undefined && names.includes(name.toLowerCase()));
}

function refuse(reason: string): Integrate {
  return async () => {
    throw new GatewayError('API_CONFIGURATION_ERROR', { reason });
  };
}
