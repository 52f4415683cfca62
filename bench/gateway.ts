import {
  aDocument,
  lambdaAnswering,
  lambdaOperation,
  type TestRequest,
  testGateway,
} from '../test/support/deployed-api.ts';
import { logGroupArn, observedApi } from '../test/support/observed-api.ts';
import { signedGet } from '../test/support/signed-get.ts';
import { median, sequence } from './processes.ts';
import { atMost, told } from './report.ts';

const REQUESTS = 1_000;
const ROUNDS = 9;
const KEYED = { securityDefinitions: { key: { type: 'apiKey', name: 'x-api-key', in: 'header' } } };
const MOCK = {
  'x-amazon-apigateway-integration': {
    type: 'mock',
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    responses: { default: { statusCode: '200', responseTemplates: { 'application/json': '{"message":"hello"}' } } },
  },
};
const VALIDATED = {
  'x-amazon-apigateway-request-validator': 'all',
  parameters: [
    { in: 'query', name: 'q', required: true, type: 'string' },
    {
      in: 'body',
      name: 'body',
      schema: { type: 'object', required: ['a'], properties: { a: { type: 'integer', minimum: 1 } } },
    },
  ],
};
const VALIDATORS = {
  'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true, validateRequestParameters: true } },
};

type Api = ReturnType<typeof testGateway>;
type Prepare = () => Promise<{ readonly api: Api; readonly request: TestRequest }>;

const hello = lambdaAnswering(() => ({ statusCode: 200, body: '{"message":"hello"}' }));

/** An API of one method, and the request that it is measured with. */
const one =
  (
    operation: object,
    more: object = {},
    request: TestRequest = {},
    then?: (api: Api, apiId: string) => Promise<TestRequest>,
  ): Prepare =>
  async () => {
    const api = testGateway(hello);
    const apiId = await api.deploy(aDocument({ '/': { post: operation, get: operation } }, more));
    return { api, request: { ...request, ...(await then?.(api, apiId)) } };
  };

const patched = async (api: Api, apiId: string, patches: Readonly<Record<string, string>>) => {
  const patchOperations = Object.entries(patches).map(([path, value]) => ({ op: 'replace', path, value }));
  await api.operate('UpdateStage', { restApiId: apiId, stageName: 'test', patchOperations });
};

const withKey = async (api: Api, apiId: string): Promise<TestRequest> => {
  const { id: keyId, value } = await api.operate('CreateApiKey', { name: 'bench', enabled: true });
  const { id: usagePlanId } = await api.operate('CreateUsagePlan', {
    name: 'bench',
    apiStages: [{ apiId, stage: 'test' }],
    throttle: { rateLimit: 1_000_000, burstLimit: 1_000_000 },
    quota: { limit: 1_000_000_000, period: 'DAY' },
  });
  await api.operate('CreateUsagePlanKey', { usagePlanId, keyId, keyType: 'API_KEY' });
  return { headers: { 'x-api-key': value } };
};

async function observed(): ReturnType<Prepare> {
  const { gateway, patch } = observedApi(hello);
  const apiId = await gateway.deploy(aDocument({ '/': { get: lambdaOperation() } }));
  await patch(apiId, {
    '/accessLogSettings/destinationArn': logGroupArn('/access'),
    '/accessLogSettings/format':
      '$context.requestId $context.identity.sourceIp $context.httpMethod $context.path $context.status',
  });
  return { api: gateway, request: {} };
}

const signed: Prepare = one(
  lambdaOperation('f', { 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } }),
  {},
  {},
  async (api, apiId) => ({
    headers: signedGet(
      { accessKeyId: 'test', secretAccessKey: 'test' },
      { host: `${apiId}.execute-api.localhost`, path: '/test/', nowMs: api.clock.now() },
    ),
  }),
);

/** What each step costs beside a call of a function that answers at once, in processor time of this process. */
const CASES: readonly (readonly [what: string, prepare: Prepare, status: number])[] = [
  [
    'a web ACL that allows',
    one(lambdaOperation(), {}, {}, async (api, apiId) => {
      api.state.platform.stages.firewalls.associate(apiId, 'test', {
        webAclArn: 'arn',
        inspect: () => ({ action: 'allow' }),
      });
      return {};
    }),
    200,
  ],
  [
    'an API key, a usage plan with rate and quota',
    one(lambdaOperation('f', { security: [{ key: [] }] }), KEYED, {}, withKey),
    200,
  ],
  [
    'a method throttle',
    one(lambdaOperation(), {}, {}, async (api, apiId) => {
      await patched(api, apiId, { '/*/*/throttling/rateLimit': '9000', '/*/*/throttling/burstLimit': '5000' });
      return {};
    }),
    200,
  ],
  [
    'a validator of parameters and body',
    one(lambdaOperation('f', VALIDATED), VALIDATORS, {
      method: 'POST',
      path: '/?q=1',
      body: '{"a":1}',
    }),
    200,
  ],
  ['metrics, the record for samlet why, and an access log', observed, 200],
  ['a signature and its policies', signed, 200],
];

type Measured = Awaited<ReturnType<Prepare>> & { readonly status: number };

/** Microseconds of processor time of one request, with what follows from its answer. */
async function round({ api, request, status: expected }: Measured): Promise<number> {
  const from = process.cpuUsage();
  for (let batch = 0; batch < REQUESTS / 500; batch++) {
    for (let call = 0; call < 500; call++) {
      const { status } = await api.send(request);
      if (status !== expected) throw new Error(`answered ${status}, not ${expected}`);
    }
    // As many as the quota of the account lets through; what follows from answers is done meanwhile.
    await api.clock.advance(500);
  }
  const { user, system } = process.cpuUsage(from);
  return (user + system) / REQUESTS;
}

/** Both in turns, as the machine is not equally fast at all times: the median of each, and of their differences. */
async function inTurns(one: Measured, other: Measured): Promise<{ one: number; other: number; more: number }> {
  for (let warmUp = 0; warmUp < 3; warmUp++) {
    await round(one);
    await round(other);
  }
  const pairs = await sequence(ROUNDS, async () => [await round(one), await round(other)] as const);
  return {
    one: median(pairs.map(([us]) => us)),
    other: median(pairs.map(([, us]) => us)),
    more: median(pairs.map(([first, second]) => second - first)),
  };
}

const WHOLE: typeof CASES = [
  ['a MOCK method', one(MOCK), 200],
  [
    'a cache hit',
    one(lambdaOperation(), {}, {}, async (api, apiId) => {
      const size = { '/cacheClusterEnabled': 'true', '/cacheClusterSize': '0.5' };
      await patched(api, apiId, { ...size, '/*/*/caching/enabled': 'true' });
      return {};
    }),
    200,
  ],
  [
    'a throttled request',
    one(lambdaOperation(), {}, {}, async (api, apiId) => {
      await patched(api, apiId, { '/*/*/throttling/rateLimit': '0', '/*/*/throttling/burstLimit': '0' });
      return {};
    }),
    429,
  ],
];

const paths = (count: number) =>
  aDocument(
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`/group${at % 100}/item${at}/{id}`, { get: MOCK }])),
  );

/** The gateway in this process, without sockets and without functions. */
export async function gateway(): Promise<void> {
  const plain = { ...(await one(lambdaOperation())()), status: 200 };
  const bases: number[] = [];
  for (const [what, prepare, status] of CASES) {
    const { one: base, more } = await inTurns(plain, { ...(await prepare()), status });
    bases.push(base);
    told(`gateway: ${what}, us`, more, 'more than the proxy method below');
  }
  told('gateway: a proxy method whose function answers at once, us', median(bases), 'whole, in process');
  for (const [what, prepare, status] of WHOLE) {
    const { other } = await inTurns(plain, { ...(await prepare()), status });
    told(`gateway: ${what}, us`, other, 'whole');
  }
  const { one: single, other: many } = await inTurns(await routed(1, 0), await routed(10_000, 7_777));
  atMost('gateway: 10,000 routes against one', many / single, 1.2, 'MOCK methods, in process');
}

async function routed(count: number, at: number): Promise<Measured> {
  const api = testGateway(hello);
  await api.deploy(paths(count));
  return { api, request: { path: `/group${at % 100}/item${at}/7` }, status: 200 };
}
