import { createServer, type IncomingHttpHeaders, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import {
  APIGateway,
  type CreateRestApiRequest,
  type PutIntegrationRequest,
  type PutIntegrationResponseRequest,
  type PutMethodRequest,
} from '@aws-sdk/client-api-gateway';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { startSamlet } from '../../src/index.ts';
import { zipOf } from '../support/lambda-service.ts';
import { conformance } from '../support/ratchet.ts';
import { GATEWAY_RULES_KNOWN_GAPS } from './gateway-rules-known-gaps.ts';

/** What a caller without knowledge of samlet has: the URL of AWS's endpoint, and credentials. */
export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/** Runs one case per rule of a group; what is listed as a known gap must fail. */
export function gatewayRules(group: string, rules: Readonly<Record<string, () => Promise<void>>>): void {
  const cases = Object.entries(rules).map(([name, run]) => ({ id: `${group}.${name}`, run }));
  const gaps = Object.keys(GATEWAY_RULES_KNOWN_GAPS).filter((id) => id.startsWith(`${group}.`));
  conformance(cases, gaps, ({ run }) => run());
}

export interface Answer {
  readonly status: number;
  /** Lower-case names; repeated ones joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** The values of each line with this name. */
  all(name: string): string[];
  readonly bytes: Buffer;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: each rule knows its answer
  readonly json: any;
}

export interface Sent {
  readonly method?: string;
  /** Behind the stage, with its query, sent as it is. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
  readonly stage?: string;
}

/** What a backend received. */
export interface Received {
  readonly method: string;
  /** With the query, as it was sent. */
  readonly url: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly bytes: Buffer;
  readonly text: string;
}

export interface BackendAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  /** Milliseconds before the answer. */
  readonly delayMs?: number;
}

export interface Backend {
  readonly url: string;
  readonly host: string;
  readonly received: Received[];
}

/** One way in which an integration answers: its method response and integration response. */
export interface AnswerSpec
  extends Pick<PutIntegrationResponseRequest, 'contentHandling' | 'selectionPattern' | 'responseTemplates'> {
  readonly status?: string;
  /** Sources by the name of the header of the method response. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The template for `application/json`. */
  readonly template?: string;
}

export interface MethodSpec {
  readonly method?: Partial<PutMethodRequest>;
  readonly integration?: Partial<PutIntegrationRequest>;
  readonly answers?: readonly AnswerSpec[];
}

export interface TestApi {
  readonly id: string;
  readonly rootId: string;
  /** The ids of resources by path. */
  readonly resources: Map<string, string>;
  /** Adds methods by `<METHOD> <path>`, with the resources that they need. */
  add(methods: Readonly<Record<string, MethodSpec>>): Promise<void>;
  /** Deploys to the stage, `test` by default, and answers the deployment's id. */
  deploy(stageName?: string, more?: object): Promise<string>;
  /** Replaces properties of the stage by path. */
  stage(patches: Readonly<Record<string, string>>, stageName?: string): Promise<void>;
  send(sent?: Sent): Promise<Answer>;
  /** The path of a request, as a client of the AWS endpoint sends it. */
  at(path: string, stage?: string): string;
}

export interface ApiOptions extends Partial<CreateRestApiRequest> {
  /** What CreateDeployment takes beside the stage's name; `false` deploys nothing. */
  readonly deployment?: object | false;
}

export interface RuleLab {
  readonly endpoint: string;
  readonly gateway: APIGateway;
  readonly lambda: Lambda;
  readonly iam: IAM;
  /** Makes an API of these methods and deploys it to the stage `test`. */
  api(methods: Readonly<Record<string, MethodSpec>>, options?: ApiOptions): Promise<TestApi>;
  /** A backend that answers as told; by default `{"method","path","query","headers","body"}` of what it received. */
  backend(answer?: BackendAnswer | ((received: Received) => BackendAnswer)): Backend;
  /** Makes a function of CommonJS code that exports `handler`; answers its ARN. API Gateway may invoke it unless told otherwise. */
  fn(code: string, options?: { readonly permitted?: boolean; readonly sourceArn?: string }): Promise<string>;
  /** Sends a request to the AWS endpoint, its path as it is. */
  request(path: string, sent?: Omit<Sent, 'path' | 'stage'>): Promise<Answer>;
}

/** Starts samlet as `samlet serve` does and answers what its callers use. All ends with the file's tests. */
export async function ruleLab(): Promise<RuleLab> {
  const samlet = await startSamlet({ ephemeral: true, log: () => {} });
  const settings = { endpoint: samlet.endpoint, region: REGION, credentials: CREDENTIALS, maxAttempts: 1 };
  const gateway = new APIGateway(settings);
  const lambda = new Lambda(settings);
  const iam = new IAM(settings);
  const backends = await backendServer();
  after(async () => {
    for (const client of [gateway, lambda, iam]) client.destroy();
    await backends.stop();
    await samlet.stop();
  });
  let count = 0;

  const request: RuleLab['request'] = (path, sent = {}) => exchange(samlet.endpoint, path, sent);

  const add = async (api: TestApi, methods: Readonly<Record<string, MethodSpec>>) => {
    for (const [route, spec] of Object.entries(methods)) {
      const [httpMethod = '', path = ''] = route.split(' ');
      const resourceId = await resource(api, path);
      await putMethod({ restApiId: api.id, resourceId, httpMethod }, spec);
    }
  };

  const resource = async (api: TestApi, path: string): Promise<string> => {
    const known = api.resources.get(path);
    if (known !== undefined) return known;
    const slash = path.lastIndexOf('/');
    const parentId = await resource(api, path.slice(0, slash) || '/');
    const { id = '' } = await gateway.createResource({
      restApiId: api.id,
      parentId,
      pathPart: path.slice(slash + 1),
    });
    api.resources.set(path, id);
    return id;
  };

  const putMethod = async (
    at: { readonly restApiId: string; readonly resourceId: string; readonly httpMethod: string },
    { method, integration, answers = [{}] }: MethodSpec,
  ) => {
    await gateway.putMethod({ ...at, authorizationType: 'NONE', ...method });
    if (integration === undefined) return;
    await gateway.putIntegration({ ...at, type: 'MOCK', ...integration });
    if (integration.type?.endsWith('_PROXY')) return;
    for (const { status: statusCode = '200', headers = {}, template, responseTemplates, ...rest } of answers) {
      const named = Object.entries(headers).map(
        ([name, source]) => [`method.response.header.${name}`, source] as const,
      );
      await gateway.putMethodResponse({
        ...at,
        statusCode,
        responseParameters: Object.fromEntries(named.map(([name]) => [name, false])),
      });
      await gateway.putIntegrationResponse({
        ...at,
        statusCode,
        responseParameters: Object.fromEntries(named),
        ...(template !== undefined && { responseTemplates: { 'application/json': template } }),
        ...(responseTemplates !== undefined && { responseTemplates }),
        ...rest,
      });
    }
  };

  return {
    endpoint: samlet.endpoint,
    gateway,
    lambda,
    iam,
    request,
    backend: backends.backend,
    async api(methods, { deployment = {}, ...more } = {}) {
      const { id = '', rootResourceId: rootId = '' } = await gateway.createRestApi({
        name: `rules${count++}`,
        ...more,
      });
      const api: TestApi = {
        id,
        rootId,
        resources: new Map([['/', rootId]]),
        add: (added) => add(api, added),
        async deploy(stageName = 'test', options = {}) {
          const made = await gateway.createDeployment({ restApiId: id, stageName, ...options });
          return made.id ?? '';
        },
        async stage(patches, stageName = 'test') {
          const patchOperations = Object.entries(patches).map(([path, value]) => ({
            op: 'replace' as const,
            path,
            value,
          }));
          await gateway.updateStage({ restApiId: id, stageName, patchOperations });
        },
        at: (path, stage = 'test') => `/restapis/${id}/${stage}/_user_request_${path}`,
        send: ({ path = '/', stage, ...sent } = {}) => request(api.at(path, stage), sent),
      };
      await add(api, methods);
      if (deployment !== false) await api.deploy('test', deployment);
      return api;
    },
    async fn(code, { permitted = true, sourceArn } = {}) {
      const FunctionName = `fn${count++}`;
      const { FunctionArn = '' } = await lambda.createFunction({
        FunctionName,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: `arn:aws:iam::${ACCOUNT}:role/rules`,
        Timeout: 10,
        Code: { ZipFile: await zipOf({ 'index.js': code }) },
      });
      if (permitted) {
        await lambda.addPermission({
          FunctionName,
          StatementId: 'gateway',
          Action: 'lambda:InvokeFunction',
          Principal: 'apigateway.amazonaws.com',
          ...(sourceArn !== undefined && { SourceArn: sourceArn }),
        });
      }
      return FunctionArn;
    },
  };
}

/** A mock that answers with what `template` renders. */
export const mock = (template?: string, more: AnswerSpec = {}): MethodSpec => ({
  integration: { type: 'MOCK', requestTemplates: { 'application/json': '{"statusCode": 200}' } },
  answers: [{ ...(template !== undefined && { template }), ...more }],
});

/** A mock whose request template is given, and how it answers. */
export const mockOf = (requestTemplate: string, ...answers: readonly AnswerSpec[]): MethodSpec => ({
  integration: { type: 'MOCK', requestTemplates: { 'application/json': requestTemplate } },
  answers,
});

/** An integration with a backend of HTTP. */
export const http = (
  uri: string,
  integration: Partial<PutIntegrationRequest> = {},
  rest: Omit<MethodSpec, 'integration'> = {},
): MethodSpec => ({ integration: { type: 'HTTP', integrationHttpMethod: 'POST', uri, ...integration }, ...rest });

export const httpProxy = (
  uri: string,
  integration: Partial<PutIntegrationRequest> = {},
  method: Partial<PutMethodRequest> = {},
): MethodSpec => ({
  integration: { type: 'HTTP_PROXY', integrationHttpMethod: 'ANY', uri, ...integration },
  method,
});

/** The URI with which API Gateway invokes a function. */
export const functionUri = (arn: string): string =>
  `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/${arn}/invocations`;

export const lambdaProxy = (arn: string, method: Partial<PutMethodRequest> = {}): MethodSpec => ({
  integration: { type: 'AWS_PROXY', integrationHttpMethod: 'POST', uri: functionUri(arn) },
  method,
});

/** Waits until `check` is true; what AWS does in a while has so long. */
export async function until(check: () => Promise<boolean>, limitMs = 8_000): Promise<boolean> {
  for (const endsAt = performance.now() + limitMs; performance.now() < endsAt; await setTimeout(60)) {
    if (await check()) return true;
  }
  return false;
}

/** The name and the message of the error with which a call is refused. */
export async function refusal(call: Promise<unknown>): Promise<{ readonly name: string; readonly message: string }> {
  try {
    await call;
  } catch (error) {
    return { name: (error as Error).name, message: (error as Error).message };
  }
  throw new Error('it was not refused');
}

function exchange(endpoint: string, path: string, { method = 'GET', headers = {}, body }: Sent): Promise<Answer> {
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    const outgoing = send({ hostname, port, path, method, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const lines = incoming.rawHeaders;
        resolve({
          status: incoming.statusCode ?? 0,
          headers: Object.fromEntries(
            Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
          ),
          all: (name) =>
            lines.filter((_value, at) => at % 2 === 1 && lines[at - 1]?.toLowerCase() === name.toLowerCase()),
          bytes,
          text: bytes.toString(),
          get json() {
            return JSON.parse(bytes.toString());
          },
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function backendServer() {
  const places = new Map<string, (received: Received) => BackendAnswer>();
  const heard = new Map<string, Received[]>();
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', async () => {
      const url = incoming.url ?? '';
      const [path = '', query = ''] = url.split(/\?(.*)/s);
      const bytes = Buffer.concat(chunks);
      const received: Received = {
        method: incoming.method ?? '',
        url,
        path,
        query: new URLSearchParams(query),
        headers: incoming.headers,
        rawHeaders: incoming.rawHeaders,
        bytes,
        text: bytes.toString(),
      };
      const place = path.split('/')[1] ?? '';
      heard.get(place)?.push(received);
      const { status = 200, headers = {}, body = '', delayMs = 0 } = (places.get(place) ?? nowhere)(received);
      if (delayMs > 0) await setTimeout(delayMs, undefined, { ref: false });
      outgoing.writeHead(status, headers as Record<string, string>);
      outgoing.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const nowhere = (): BackendAnswer => ({ status: 404 });
  const echo = ({ method, path, query, headers, text }: Received): BackendAnswer => ({
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ method, path, query: Object.fromEntries(query), headers, body: text }),
  });
  return {
    backend: (answer: BackendAnswer | ((received: Received) => BackendAnswer) = echo): Backend => {
      const place = `b${places.size}`;
      const received: Received[] = [];
      places.set(place, typeof answer === 'function' ? answer : () => answer);
      heard.set(place, received);
      return { url: `http://${host}/${place}`, host, received };
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
