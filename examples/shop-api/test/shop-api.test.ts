import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { APIGatewayClient, GetUsageCommand, UpdateUsageCommand } from '@aws-sdk/client-api-gateway';
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { AttachUserPolicyCommand, CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { type Samlet, startSamlet } from 'samlet';
import { type Answer, type Credentials, call, local, signed, signIn, withKey } from './clients.ts';

const template = fileURLToPath(new URL('..', import.meta.url));
let samlet: Samlet;
let partner: Record<string, string>;
let trial: Record<string, string>;
let staff: Credentials;
let stranger: Credentials;

before(async () => {
  samlet = await startSamlet({ template, ephemeral: true, log: () => {} });
  partner = withKey(samlet, 'PartnerKey');
  trial = withKey(samlet, 'TrialKey');
  staff = await user(samlet, 'ann', samlet.outputs['StaffPolicyArn']);
  stranger = await user(samlet, 'bob');
  await putProduct('novel', { name: 'A "Novel"', category: "children's", priceCents: 1290 });
});
after(() => samlet?.stop());

/** A user of the account with an access key, and a policy attached. */
async function user(of: Samlet, UserName: string, PolicyArn?: string): Promise<Credentials> {
  const iam = new IAMClient(local(of));
  await iam.send(new CreateUserCommand({ UserName }));
  if (PolicyArn !== undefined) await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

async function putProduct(productId: string, product: object, key = staff): Promise<Answer> {
  const [path, body] = [`/products/${productId}`, JSON.stringify(product)];
  return call(samlet, 'PUT', path, signed(samlet, 'PUT', path, key, body), body);
}

const customer = async (customerId: string, options = {}) => ({
  ...partner,
  Authorization: await signIn(samlet, customerId, options),
});
const order = { lines: [{ productId: 'novel', quantity: 2 }] };
const refused = ({ status, body }: Answer) => [status, body];

test('a customer places an order, once for each idempotency key, and finds it again', async () => {
  const headers = await customer('ada');
  const placed = await call(samlet, 'POST', '/orders', { ...headers, 'Idempotency-Key': '1' }, order);
  assert.deepEqual([placed.status, placed.body.totalCents, placed.body.lines], [201, 2580, order.lines]);
  const again = await call(samlet, 'POST', '/orders', { ...headers, 'Idempotency-Key': '1' }, order);
  assert.deepEqual(refused(again), [200, placed.body]);

  const path = `/orders/${placed.body.orderId}`;
  assert.deepEqual(refused(await call(samlet, 'GET', path, headers)), [200, placed.body]);
  assert.deepEqual((await call(samlet, 'GET', '/orders', headers)).body, { orders: [placed.body] });

  const other = await customer('bea');
  assert.deepEqual(refused(await call(samlet, 'GET', path, other)), [404, { message: 'Order not found' }]);
  assert.deepEqual((await call(samlet, 'GET', '/orders', other)).body, { orders: [] });
});

test('an order of something that the shop does not have is refused', async () => {
  const headers = { ...(await customer('ada')), 'Idempotency-Key': '2' };
  const answer = await call(samlet, 'POST', '/orders', headers, { lines: [{ productId: 'nothing', quantity: 1 }] });
  assert.deepEqual(refused(answer), [400, { message: 'There is no product nothing' }]);
});

test('products come from the table without a function', async () => {
  const novel = { productId: 'novel', name: 'A "Novel"', category: "children's", priceCents: 1290 };
  const answer = await call(samlet, 'GET', '/products/novel', partner);
  assert.deepEqual(refused(answer), [200, novel]);
  assert.equal(answer.headers.get('access-control-allow-origin'), 'http://localhost:5173');
  assert.equal((await putProduct('atlas', { name: 'Atlas', category: "children's", priceCents: 900 })).status, 200);
  const list = await call(samlet, 'GET', `/products?category=${encodeURIComponent("children's")}`, partner);
  const atlas = { productId: 'atlas', name: 'Atlas', category: "children's", priceCents: 900 };
  assert.deepEqual(refused(list), [200, { products: [novel, atlas] }]);
  assert.deepEqual(refused(await call(samlet, 'GET', '/products?category=none', partner)), [200, { products: [] }]);
  const missing = await call(samlet, 'GET', '/products/nothing', partner);
  assert.deepEqual(refused(missing), [404, { message: 'Product not found' }]);
});

test('the health of the API is told to everybody', async () => {
  assert.deepEqual(refused(await call(samlet, 'GET', '/health')), [200, { status: 'ok', stage: 'prod' }]);
});

for (const [what, headers] of [
  ['no API key', {}],
  ['an unknown API key', { 'X-Api-Key': 'k'.repeat(40) }],
] as const) {
  test(`a call with ${what} answers 403`, async () => {
    const answer = await call(samlet, 'GET', '/products/novel', headers);
    assert.deepEqual(refused(answer), [403, { message: 'Forbidden' }]);
    assert.equal(answer.headers.get('x-amzn-errortype'), 'ForbiddenException');
    assert.equal(answer.headers.get('access-control-allow-origin'), 'http://localhost:5173');
  });
}

test('who signed in needs the API key, too', async () => {
  const Authorization = await signIn(samlet, 'ada');
  const answer = await call(samlet, 'GET', '/orders', { Authorization });
  assert.deepEqual(refused(answer), [403, { message: 'Forbidden' }]);
});

for (const [what, authorization] of [
  ['no token', async () => undefined],
  ['a token of another form', async () => 'Bearer short'],
  ['a token of no session', async () => `Bearer ${'x'.repeat(32)}`],
  ['a token that has expired', () => signIn(samlet, 'ada', { expiresInSeconds: -1 })],
] as const) {
  test(`${what} answers 401 as the template words it`, async () => {
    const Authorization = await authorization();
    const answer = await call(samlet, 'GET', '/orders', { ...partner, ...(Authorization && { Authorization }) });
    const requestId = answer.headers.get('x-amzn-requestid');
    assert.deepEqual(refused(answer), [401, { message: 'Unauthorized', requestId }]);
    assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
  });
}

test('a customer who may not order is refused by the policy of the authorizer, for orders alone', async () => {
  const headers = { ...(await customer('cyd', { mayOrder: false })), 'Idempotency-Key': '3' };
  const answer = await call(samlet, 'POST', '/orders', headers, order);
  assert.deepEqual(refused(answer), [
    403,
    { Message: 'User is not authorized to access this resource with an explicit deny' },
  ]);
  assert.equal((await call(samlet, 'GET', '/orders', headers)).status, 200);
});

for (const [what, idempotencyKey, body, message] of [
  ['an order without a line', '4', { lines: [] }, 'Invalid request body'],
  ['a quantity of 0', '4', { lines: [{ productId: 'novel', quantity: 0 }] }, 'Invalid request body'],
  ['a member that the model does not know', '4', { ...order, discount: 100 }, 'Invalid request body'],
  ['a body that is no JSON', '4', '{"lines":', 'Invalid request body'],
  ['no body', '4', undefined, 'Invalid request body'],
  ['no idempotency key', undefined, order, 'Missing required request parameters: [Idempotency-Key]'],
] as const) {
  test(`${what} answers 400, and the function is not asked`, async () => {
    const headers = { ...(await customer('dee')), ...(idempotencyKey && { 'Idempotency-Key': idempotencyKey }) };
    assert.deepEqual(refused(await call(samlet, 'POST', '/orders', headers, body)), [400, { message }]);
    assert.deepEqual((await call(samlet, 'GET', '/orders', headers)).body, { orders: [] });
  });
}

test('a list of products needs a category', async () => {
  const answer = await call(samlet, 'GET', '/products', partner);
  assert.deepEqual(refused(answer), [400, { message: 'Missing required request parameters: [category]' }]);
});

test('a product is read from the table once and then answered from the cache, whoever asks', async () => {
  assert.equal((await putProduct('lamp', { name: 'Lamp', category: 'home', priceCents: 100 })).status, 200);
  const before = await call(samlet, 'GET', '/products/lamp', partner);
  assert.equal(before.body.priceCents, 100);
  await putProduct('lamp', { name: 'Lamp', category: 'home', priceCents: 200 });
  assert.deepEqual((await call(samlet, 'GET', '/products/lamp', partner)).body, before.body);
  // Nobody may empty the cache who has not the permission execute-api:InvalidateCache.
  const ignored = await call(samlet, 'GET', '/products/lamp', { ...partner, 'Cache-Control': 'max-age=0' });
  assert.deepEqual(ignored.body, before.body);
  assert.match(ignored.headers.get('warning') ?? '', /^199 /);
  assert.deepEqual(await sums('CacheHitCount', 'GET', '/products/{productId}'), { Sum: 2 });
});

test('products are changed by staff who sign, and by nobody else', async () => {
  const lamp = { name: 'Desk', category: 'home', priceCents: 9900 };
  assert.deepEqual(refused(await putProduct('desk', lamp)), [200, { ...lamp, productId: 'desk' }]);
  const unsigned = await call(samlet, 'PUT', '/products/desk', partner, lamp);
  assert.deepEqual(refused(unsigned), [403, { message: 'Missing Authentication Token' }]);

  const denied = await putProduct('desk', lamp, stranger);
  assert.equal(denied.status, 403);
  assert.match(
    denied.body.Message,
    /^User: arn:aws:iam::\d{12}:user\/bob is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:\*{8}\d{4}:\w+\/prod\/PUT\/products\/desk because no identity-based policy allows the execute-api:Invoke action$/,
  );

  const forged = await putProduct('desk', lamp, { ...staff, secretAccessKey: 'guessed' });
  assert.equal(forged.status, 403);
  assert.match(forged.body.message, /^The request signature we calculated does not match the signature you provided\./);
  assert.deepEqual(refused(await putProduct('desk', { name: 'Desk' })), [400, { message: 'Invalid request body' }]);
});

test('staff outside of their networks are refused by the policy of the API', async () => {
  const parameterOverrides = { StaffNetworks: '10.0.0.0/8,192.168.0.0/16' };
  const other = await startSamlet({ template, ephemeral: true, parameterOverrides, log: () => {} });
  try {
    const key = await user(other, 'ann', other.outputs['StaffPolicyArn']);
    const [path, body] = ['/products/desk', JSON.stringify({ name: 'Desk', category: 'home', priceCents: 1 })];
    const answer = await call(other, 'PUT', path, signed(other, 'PUT', path, key, body), body);
    assert.equal(answer.status, 403);
    assert.match(
      answer.body.Message,
      /^User: \S+ is not authorized to perform: \S+ on resource: \S+ with an explicit deny/,
    );
  } finally {
    await other.stop();
  }
});

test('more requests than the plan allows answer 429, and those of other keys go on', async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => call(samlet, 'GET', '/products/novel', trial)));
  const throttled = answers.filter(({ status }) => status === 429);
  // Five at once, and two more each second that this takes.
  assert.ok(throttled.length >= 1 && throttled.length <= 7, `${throttled.length} throttled`);
  for (const answer of throttled) {
    assert.deepEqual(answer.body, { message: 'Too Many Requests' });
    assert.equal(answer.headers.get('retry-after'), '1');
    assert.equal(answer.headers.get('x-amzn-errortype'), 'TooManyRequestsException');
  }
  assert.equal((await call(samlet, 'GET', '/products/novel', partner)).status, 200);
});

test('the plan limits orders by themselves', async () => {
  const headers = { ...(await customer('eve')), 'Idempotency-Key': '5' };
  const answers = await Promise.all(Array.from({ length: 40 }, () => call(samlet, 'POST', '/orders', headers, {})));
  const statuses = new Set(answers.map(({ status }) => status));
  assert.deepEqual([...statuses].sort(), [400, 429]);
  assert.equal((await call(samlet, 'GET', '/orders', headers)).status, 200);
});

test('a key whose quota is used up answers 429, until it is raised', async () => {
  const client = new APIGatewayClient(local(samlet));
  const usage = { usagePlanId: samlet.outputs['PartnerPlanId'], keyId: samlet.outputs['PartnerKeyId'] };
  const day = new Date().toISOString().slice(0, 10);
  const { items = {} } = await client.send(new GetUsageCommand({ ...usage, startDate: day, endDate: day }));
  const [used = 0, remaining = 0] = items[usage.keyId ?? '']?.at(-1) ?? [];
  assert.ok(used > 10 && remaining > 900_000, `${used} used, ${remaining} remain`);

  const grant = (value: string) =>
    client.send(new UpdateUsageCommand({ ...usage, patchOperations: [{ op: 'replace', path: '/remaining', value }] }));
  await grant('1');
  assert.equal((await call(samlet, 'GET', '/products/novel', partner)).status, 200);
  const exceeded = await call(samlet, 'GET', '/products/novel', partner);
  assert.deepEqual(refused(exceeded), [429, { message: 'Limit Exceeded' }]);
  assert.equal(exceeded.headers.get('x-amzn-errortype'), 'LimitExceededException');
  await grant('100000');
  assert.equal((await call(samlet, 'GET', '/products/novel', partner)).status, 200);
});

test('each request is a line of the access log', async () => {
  const headers = await customer('fay');
  const answer = await call(samlet, 'GET', '/orders/none', headers);
  const [line] = await accessLog(answer.headers.get('x-amzn-requestid'));
  assert.deepEqual(
    { ...line, time: '', latencyMs: '' },
    {
      requestId: answer.headers.get('x-amzn-requestid'),
      time: '',
      ip: '127.0.0.1',
      method: 'GET',
      path: '/orders/none',
      resource: '/orders/{orderId}',
      status: '404',
      error: '-',
      latencyMs: '',
      apiKeyId: samlet.outputs['PartnerKeyId'],
      customerId: 'fay',
    },
  );
  const refusal = await call(samlet, 'GET', '/orders', { Authorization: headers.Authorization });
  const [second] = await accessLog(refusal.headers.get('x-amzn-requestid'));
  assert.deepEqual([second?.['status'], second?.['error'], second?.['apiKeyId']], ['403', 'INVALID_API_KEY', '-']);
});

test('metrics count requests and refusals by method', async () => {
  const refusals = (await sums('4XXError', 'GET', '/health')).Sum;
  const count = (await sums('Count', 'GET', '/health')).Sum;
  await call(samlet, 'GET', '/health');
  assert.deepEqual([(await sums('Count', 'GET', '/health')).Sum, refusals], [count + 1, 0]);
  assert.ok((await sums('4XXError', 'GET', '/orders')).Sum >= 5);
});

test('a browser of the allowed origin may send keys and tokens', async () => {
  const preflight = await call(samlet, 'OPTIONS', '/orders');
  assert.equal(preflight.status, 200);
  assert.equal(preflight.headers.get('access-control-allow-origin'), 'http://localhost:5173');
  assert.equal(preflight.headers.get('access-control-allow-headers'), 'Content-Type,Authorization,X-Api-Key');
});

/** The lines of the access log that tell of a request. */
async function accessLog(requestId: string | null): Promise<Record<string, string>[]> {
  const logGroupName = samlet.outputs['AccessLogGroup'];
  const filterPattern = `{ $.requestId = "${requestId}" }`;
  const found = await new CloudWatchLogsClient(local(samlet)).send(
    new FilterLogEventsCommand({ logGroupName, filterPattern }),
  );
  return (found.events ?? []).map(({ message = '{}' }) => JSON.parse(message) as Record<string, string>);
}

/** What CloudWatch has counted of a method since the start. */
async function sums(MetricName: string, method: string, resource: string): Promise<{ readonly Sum: number }> {
  const { Datapoints = [] } = await new CloudWatchClient(local(samlet)).send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/ApiGateway',
      MetricName,
      Dimensions: [
        { Name: 'ApiName', Value: 'shop-api' },
        { Name: 'Stage', Value: 'prod' },
        { Name: 'Method', Value: method },
        { Name: 'Resource', Value: resource },
      ],
      StartTime: new Date(Date.now() - 3_600_000),
      EndTime: new Date(Date.now() + 60_000),
      Period: 60,
      Statistics: ['Sum'],
    }),
  );
  return { Sum: Datapoints.reduce((sum, point) => sum + (point.Sum ?? 0), 0) };
}
