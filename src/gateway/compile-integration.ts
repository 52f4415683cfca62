import type { Integration, Method } from '@aws-sdk/client-api-gateway';
import type { Integrate } from './api-call.ts';
import type { StageSettings } from './api-definition.ts';
import { GatewayError } from './gateway-error.ts';
import { awsService } from './integrations/aws-service.ts';
import { methodCallers } from './integrations/gateway-caller.ts';
import { type HttpOptions, http, httpProxy } from './integrations/http.ts';
import { timeoutOf } from './integrations/integration-request.ts';
import { invocationTypeOf, lambda } from './integrations/lambda.ts';
import { lambdaProxy } from './integrations/lambda-proxy.ts';
import { lambdaStream } from './integrations/lambda-stream.ts';
import { expandStageVariables, functionOfUri } from './integrations/lambda-uri.ts';
import { mock } from './integrations/mock.ts';
import { type CallerOf, roleCaller } from './integrations/role-caller.ts';
import { parseServiceUri } from './integrations/service-uri.ts';

/** Headers that no mapping may set: AWS refuses such a request with a 500 before the backend is called. */
const UNMAPPABLE = ['content-length', 'transfer-encoding'];
const UNMAPPABLE_AWS = [...UNMAPPABLE, 'authorization', 'connection', 'expect', 'proxy-authenticate', 'te'];

/** What of a stage its integrations see. */
export type IntegrationStage = Pick<StageSettings, 'variables' | 'clientCertificate'>;

/** What runs a method; integrations that samlet does not run answer 500, with the reason in the log. */
export function compileIntegration(method: Method, stage: IntegrationStage): Integrate {
  const integration = method.methodIntegration;
  if (integration === undefined) return refuse('the method has no integration');
  const type = integration.type ?? 'MOCK';
  const unmappable = mappedHeader(integration, type.startsWith('AWS') ? UNMAPPABLE_AWS : UNMAPPABLE);
  if (unmappable !== undefined) return refuse(`the header ${unmappable} cannot be mapped`);
  switch (type) {
    case 'MOCK':
      return mock(integration);
    case 'HTTP':
      return http(integration, httpOptions(integration, stage));
    case 'HTTP_PROXY':
      return httpProxy(integration, httpOptions(integration, stage));
    case 'AWS_PROXY':
      return compileLambdaProxy(integration, stage);
    case 'AWS':
      return compileAws(integration, stage);
    default:
      return refuse(`integrations of type ${type} are not run by samlet yet`);
  }
}

/** A VPC link is a plain connection to the integration's URI. */
function httpOptions(integration: Integration, { variables, clientCertificate }: IntegrationStage): HttpOptions {
  return {
    uri: expandStageVariables(integration.uri ?? '', variables),
    tls: { insecure: integration.tlsConfig?.insecureSkipVerification === true, clientCertificate },
  };
}

function compileLambdaProxy(integration: Integration, { variables }: IntegrationStage): Integrate {
  const uri = expandStageVariables(integration.uri ?? '', variables);
  const functionArn = functionOfUri(uri);
  if (functionArn === undefined) return refuse(`no Lambda function in the integration's URI ${uri}`);
  const callerOf = callerFor(integration, variables);
  const timeoutMs = timeoutOf(integration);
  if (integration.responseTransferMode === 'STREAM') return lambdaStream({ functionArn, timeoutMs, callerOf });
  return lambdaProxy({ functionArn, timeoutMs, asynchronous: invocationTypeOf(integration), callerOf });
}

function compileAws(integration: Integration, { variables }: IntegrationStage): Integrate {
  const text = expandStageVariables(integration.uri ?? '', variables);
  const callerOf = callerFor(integration, variables);
  const functionArn = functionOfUri(text);
  if (functionArn !== undefined)
    return lambda(integration, { functionArn, timeoutMs: timeoutOf(integration), callerOf });
  const uri = parseServiceUri(text);
  if (uri === undefined) return refuse(`Invalid ARN of the integration: ${text}`);
  return awsService(integration, { uri, callerOf });
}

/** The role of an integration, whose ARN may hold stage variables; API Gateway itself where there is none. */
function callerFor({ credentials }: Integration, variables: Readonly<Record<string, string>>): CallerOf {
  const named = expandStageVariables(credentials ?? '', variables);
  return named === '' ? methodCallers() : roleCaller(named);
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
