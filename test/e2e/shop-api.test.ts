import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AttachUserPolicyCommand, CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { call, local, signed, signIn, withKey } from '../../examples/shop-api/test/clients.ts';
import { type Samlet, startSamlet } from '../../src/index.ts';
import { runSamlet } from '../support/running-samlet.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/shop-api', import.meta.url));

/** A copy of the example as `samlet init` makes it, its template changed. */
function shop(change: (template: string) => string = (template) => template): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'samlet-shop-')), 'shop-api');
  cpSync(EXAMPLE, folder, { recursive: true, filter: (path) => !['node_modules', '.samlet'].includes(basename(path)) });
  const template = join(folder, 'template.yaml');
  writeFileSync(template, change(readFileSync(template, 'utf8')));
  return folder;
}

/** A product put by staff, and an order of it as a customer: what the answer to the order is. */
async function sell(samlet: Samlet) {
  const iam = new IAMClient(local(samlet));
  await iam.send(new CreateUserCommand({ UserName: 'ann' }));
  await iam.send(new AttachUserPolicyCommand({ UserName: 'ann', PolicyArn: samlet.outputs['StaffPolicyArn'] }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'ann' }));
  const key = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  const [path, body] = ['/products/novel', '{"name":"A Novel","category":"books","priceCents":1290}'];
  assert.equal((await call(samlet, 'PUT', path, signed(samlet, 'PUT', path, key, body), body)).status, 200);
  const headers = {
    ...withKey(samlet, 'PartnerKey'),
    Authorization: await signIn(samlet, 'ada'),
  };
  const order = { lines: [{ productId: 'novel', quantity: 1 }] };
  const placed = await call(samlet, 'POST', '/orders', { ...headers, 'Idempotency-Key': '1' }, order);
  return { headers, placed };
}

test('the shop is honoured whole, its refusals are explained, and its functions hold the least that they use', async () => {
  const folder = shop();
  const checked = await runSamlet(['check', '--strict'], { cwd: folder });
  assert.equal(checked.code, 0, checked.stdout);
  const samlet = await startSamlet({ template: folder, strict: true, log: () => {} });
  try {
    const routes = samlet.apis[0]?.routes.filter(({ method }) => method !== 'OPTIONS') ?? [];
    assert.deepEqual(
      routes.map(({ method, path, needs }) => `${method} ${path}: ${needs.join(', ')}`),
      [
        'GET /health: ',
        'GET /orders: Customer, API key',
        'POST /orders: Customer, API key',
        'GET /orders/{orderId}: Customer, API key',
        'GET /products: API key',
        'GET /products/{productId}: API key',
        'PUT /products/{productId}: AWS_IAM',
      ],
    );
    assert.deepEqual(
      routes.map(({ target }) => target).filter((target) => !/Function/.test(target)),
      ['MOCK', 'dynamodb:Query', 'dynamodb:GetItem'],
    );

    const { headers, placed } = await sell(samlet);
    assert.equal(placed.status, 201);
    assert.equal((await call(samlet, 'GET', '/orders', headers)).status, 200);
    assert.equal((await call(samlet, 'GET', `/orders/${placed.body.orderId}`, headers)).status, 200);
    const policy = await runSamlet(['policy', '--check'], { cwd: folder });
    assert.deepEqual([policy.code, policy.stderr], [0, ''], policy.stdout);
    const before = readFileSync(join(folder, 'template.yaml'), 'utf8');
    const written = await runSamlet(['policy', 'OrdersFunction', '--write'], { cwd: folder });
    assert.equal(written.stderr, 'OrdersFunction: its Policies are the least already\n');
    assert.match(written.stdout, /smallest {4}what it has\n {4}Policies:\n[\s\S]*dynamodb:BatchGetItem/);
    assert.equal(readFileSync(join(folder, 'template.yaml'), 'utf8'), before);

    const why = async (answer: Awaited<ReturnType<typeof call>>) =>
      (await runSamlet(['why', answer.headers.get('x-amzn-requestid') ?? ''], { cwd: folder })).stdout;
    const keyless = await call(samlet, 'GET', '/orders', { Authorization: headers.Authorization });
    assert.match(
      await why(keyless),
      /authorize +its policy allows execute-api:Invoke on \S+\/GET\/orders\n[\s\S]*INVALID_API_KEY: the request has no API key\n$/,
    );
    const bad = await call(samlet, 'POST', '/orders', { ...headers, 'Idempotency-Key': '2' }, { lines: [] });
    assert.match(
      await why(bad),
      /usage plan[\s\S]*refused +400 Bad Request: BAD_REQUEST_BODY: the body does not match the model neworder: \/lines must NOT have fewer than 1 items/,
    );
    const listed = '/products/novel';
    await call(samlet, 'GET', listed, headers);
    assert.match(await why(await call(samlet, 'GET', listed, headers)), /cache/);
  } finally {
    await samlet.stop();
  }
});

test('a function that may not write orders is denied, in the words of IAM and with the line that is missing', async () => {
  const folder = shop((template) => template.replace('"dynamodb:PutItem", ', ''));
  const log: string[] = [];
  const samlet = await startSamlet({ template: folder, ephemeral: true, log: (_level, line) => log.push(line) });
  try {
    const { placed } = await sell(samlet);
    assert.deepEqual([placed.status, placed.body], [500, { message: 'Something went wrong on our side' }]);
    const denial = log.find((line) => line.startsWith('OrdersFunction: ')) ?? log.join('\n');
    assert.match(
      denial,
      /is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:\S+:table\/\S*OrdersTable\S* because no identity-based policy allows the dynamodb:PutItem action.*template\.yaml:\d+/,
    );
  } finally {
    await samlet.stop();
  }
});
