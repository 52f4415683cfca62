import { authorizer } from '../../src/aws/authorizer.ts';
import { type CredentialStore, credentialStore } from '../../src/aws/credentials.ts';
import { type Principals, principals as principalRegistry } from '../../src/aws/principals.ts';
import type { CallService } from '../../src/aws/service.ts';
import type { ResponseCache } from '../../src/gateway/cache/response-cache.ts';
import type { ApiInvokerOptions, InvokeApi } from '../../src/gateway/invoke-api.ts';
import { apiInvoker } from '../../src/gateway/invoke-api.ts';
import { stageRegistry } from '../../src/gateway/stage-registry.ts';
import { apigateway } from '../../src/services/apigateway/index.ts';
import type { ApigatewayState, Call } from '../../src/services/apigateway/state.ts';
import type { Platform } from '../../src/services/platform.ts';
import type { HttpResponse } from '../../src/std/http-message.ts';
import { randomIds } from '../../src/std/ids.ts';
import { memoryStore } from '../../src/store/memory-store.ts';
import { serverLog } from '../../src/telemetry/server-log.ts';
import { declareMappings } from './declare-mappings.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

export interface TestRequest {
  readonly method?: string;
  /** With its query; as a client sends it behind the stage. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  readonly body?: string | Buffer;
  readonly stageName?: string;
  readonly apiId?: string;
  readonly implied?: boolean;
}

export interface TestGateway {
  readonly clock: ManualClock;
  readonly state: ApigatewayState;
  readonly call: Call;
  /** What samlet's log said. */
  readonly logged: string[];
  readonly invokeApi: InvokeApi;
  readonly credentials: CredentialStore;
  /** The policies of users and roles; none is known until a test says how they are read. */
  readonly principals: Principals;
  /** Runs an operation of API Gateway by its name. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows its operation
  operate(operation: string, input?: object): Promise<any>;
  /** Imports a document, its mappings declared, and deploys it to the stage `test`; answers the API's id. */
  deploy(document: object, stage?: object): Promise<string>;
  /** Sends a request to the API deployed last. */
  send(request?: TestRequest): Promise<HttpResponse>;
}

export interface TestGatewayOptions
  extends Partial<
    Pick<
      ApiInvokerOptions,
      'random' | 'mayInvalidateCache' | 'onAnswered' | 'onUnserved' | 'services' | 'credentials' | 'userPoolKeys'
    >
  > {
  readonly responses?: ResponseCache;
}

/** API Gateway over a memory store, with `callService` in the place of all other services. */
export function testGateway(
  callService: CallService = async () => ({}),
  { responses, ...options }: TestGatewayOptions = {},
): TestGateway {
  const clock = manualClock();
  const stages = stageRegistry(responses);
  const logged: string[] = [];
  const log = serverLog((level, message) => void logged.push(`${level}: ${message}`));
  const account = '000000000000';
  const region = 'us-east-1';
  const common = { account, region, clock, ids: randomIds, callService };
  // Of a platform, API Gateway uses these parts only.
  const platform = { ...common, store: memoryStore(), stages, log } as unknown as Platform;
  const state = apigateway.newState(platform);
  const caller = { arn: `arn:aws:iam::${account}:root`, userId: account, account, kind: 'root' as const };
  const call: Call = { ...common, state, caller, requestId: 'req-1' };
  const credentials = credentialStore(common);
  const principals = principalRegistry();
  const iam = authorizer({ principals, clock, region, mode: 'enforce', log });
  const userPoolKeys = { find: () => Promise.reject(new Error('no user pool is here')) };
  const invokeApi = apiInvoker({ ...common, authorizer: iam, userPoolKeys, stages, log, credentials, ...options });
  let lastApi = '';

  const operate: TestGateway['operate'] = async (operation, input = {}) => {
    const run = apigateway.operations[operation];
    if (run === undefined) throw new Error(`no operation ${operation}`);
    return run(input, call);
  };

  return {
    clock,
    state,
    call,
    logged,
    invokeApi,
    credentials,
    principals,
    operate,
    async deploy(document, stage = {}) {
      const { id } = await operate('ImportRestApi', { body: Buffer.from(JSON.stringify(declareMappings(document))) });
      await operate('CreateDeployment', { restApiId: id, stageName: 'test', ...stage });
      lastApi = id;
      return id;
    },
    send({
      method = 'GET',
      path = '/',
      headers = {},
      body = '',
      stageName = 'test',
      apiId = lastApi,
      implied = false,
    } = {}) {
      const domainName = `${apiId}.execute-api.localhost`;
      const pairs = Array.isArray(headers) ? headers : Object.entries(headers);
      const all = [['Host', domainName], ...pairs] as readonly (readonly [string, string])[];
      const [rawPath = '', rawQuery = ''] = path.split(/\?(.*)/s);
      return invokeApi(
        {
          method,
          rawPath: `/${stageName}${rawPath}`,
          rawQuery,
          rawHeaders: all.flat(),
          headers: Object.fromEntries(all.map(([name, value]) => [name.toLowerCase(), value])),
          body: Buffer.from(body),
          sourceIp: '127.0.0.1',
          protocol: 'HTTP/1.1',
          scheme: 'http',
        },
        { apiId, stageName, path: rawPath, domainName, implied },
      );
    },
  };
}

/** An operation of a document that invokes the function `name`. */
export function lambdaOperation(name = 'hello', more: object = {}): object {
  const functionArn = `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
  return {
    'x-amazon-apigateway-integration': {
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
    },
    ...more,
  };
}

/** A Swagger document of these paths. */
export function aDocument(paths: object, more: object = {}): object {
  return { swagger: '2.0', info: { title: 'test', version: '1' }, paths, ...more };
}

/** A Lambda service that answers each Invoke with what `handler` returns for the event, as a function would; IAM has every role. */
// biome-ignore lint/suspicious/noExplicitAny: each test knows its event
export function lambdaAnswering(handler: (event: any, input: any) => unknown): CallService {
  return async (service, operation, input) => {
    if (service === 'iam' && operation === 'GetRole') return {};
    if (service !== 'lambda' || operation !== 'Invoke') throw new Error(`unexpected ${service} ${operation}`);
    const { Payload } = input as { Payload: Uint8Array };
    const answer = handler(JSON.parse(Buffer.from(Payload).toString()), input);
    return { StatusCode: 200, Payload: Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer)) };
  };
}
