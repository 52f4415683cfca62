import type { HttpRequest, HttpResponse } from '../std/http-message.ts';
import type { AwsEndpoint } from './aws-endpoint.ts';
import type { Caller } from './caller.ts';
import type { RunningService, RunningServices, ServicePlatform } from './running-services.ts';

/** What API Gateway sends to a service of AWS, before it has the form of the service's protocol. */
export interface ServiceRequest {
  /** As ARNs of integrations name it: the id or the name in a credential scope, perhaps behind a subdomain. */
  readonly service: string;
  /** `action/<name>`; `undefined` for a path. */
  readonly action: string | undefined;
  readonly method: string;
  /** With its slash; `/` for an action. */
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly caller: Caller;
}

/** Requests to AWS services from inside, in the name of a known caller. */
export interface ServiceRequests {
  /** Whether samlet runs a service of this name. */
  runs(service: string): boolean;
  /** The service's own answer, refusals too. Only for services that run. */
  send(request: ServiceRequest): Promise<HttpResponse>;
}

export function serviceRequests(services: RunningServices<ServicePlatform>, endpoint: AwsEndpoint): ServiceRequests {
  const find = (name: string): RunningService | undefined => {
    const own = name.slice(name.lastIndexOf('.') + 1);
    return (
      services.find(name.replace('streams.dynamodb', 'dynamodbstreams')) ??
      services.signingAs(own)[0] ??
      services.find(own)
    );
  };
  return {
    runs: (service) => find(service) !== undefined,
    async send(request) {
      const service = find(request.service);
      if (service === undefined) throw new Error(`samlet runs no service ${request.service}`);
      const as = { signingName: service.signingName, caller: request.caller };
      const { action } = request;
      if (action === undefined) return endpoint(httpRequest(request, request.headers, request.query), as);
      const target = await targetOf(service, action, request);
      return target === undefined
        ? endpoint(httpRequest(request, request.headers, [['Action', action], ...request.query]), as)
        : endpoint(httpRequest({ ...request, method: 'POST' }, { ...request.headers, 'x-amz-target': target }, []), as);
    },
  };
}

/** The `X-Amz-Target` of a service that speaks JSON; none for a query, which such a service takes too when it has no body. */
async function targetOf(
  { definition, schemas }: RunningService,
  action: string,
  { query, body }: ServiceRequest,
): Promise<string | undefined> {
  // Known by the name alone, without the schemas.
  if (definition.shapes === 'wire') return `${definition.id}_.${action}`;
  const { protocol, targetPrefix } = await schemas();
  if (protocol !== 'awsJson1_0' && protocol !== 'awsJson1_1') return undefined;
  return query.length > 0 && body.length === 0 ? undefined : `${targetPrefix}.${action}`;
}

function httpRequest(
  { method, path, body }: ServiceRequest,
  headers: Readonly<Record<string, string>>,
  query: ServiceRequest['query'],
): HttpRequest {
  return {
    method,
    rawPath: path,
    rawQuery: query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&'),
    rawHeaders: Object.entries(headers).flat(),
    headers,
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    sourceIp: 'apigateway.amazonaws.com',
    protocol: 'HTTP/1.1',
    scheme: 'https',
  };
}
