import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  aDocument,
  lambdaAnswering,
  lambdaOperation,
  type TestGateway,
  testGateway,
} from '../../../test/support/deployed-api.ts';
import { logGroupArn, observedApi } from '../../../test/support/observed-api.ts';
import type { Firewall, InspectedRequest } from '../firewall.ts';

const webAclArn = 'arn:aws:wafv2:us-east-1:000000000000:regional/webacl/mine/1';

/** Blocks the paths that have "attack" in them, and keeps what it saw. */
function firewall(change: Partial<Firewall> = {}) {
  const seen: InspectedRequest[] = [];
  const wall: Firewall = {
    webAclArn,
    inspect(inspected) {
      seen.push(inspected);
      return inspected.request.rawPath.includes('attack')
        ? { action: 'block', reason: 'the rule paths' }
        : { action: 'allow' };
    },
    ...change,
  };
  return { wall, seen };
}

async function walled(
  wall: Firewall,
  document: object = aDocument({ '/{proxy+}': { 'x-amazon-apigateway-any-method': lambdaOperation() } }),
) {
  const events: { headers: Record<string, string>; multiValueHeaders: Record<string, string[]> }[] = [];
  const gateway = testGateway(
    lambdaAnswering((event) => {
      events.push(event);
      return { statusCode: 200, body: 'ok' };
    }),
  );
  const apiId = await gateway.deploy(document);
  put(gateway, apiId, wall);
  return { gateway, apiId, events };
}

const put = (gateway: TestGateway, apiId: string, wall: Firewall) =>
  gateway.state.platform.stages.firewalls.associate(apiId, 'test', wall);

test('what a web ACL blocks is refused as AWS refuses it, all else goes on', async () => {
  const { wall, seen } = firewall();
  const { gateway, apiId, events } = await walled(wall);
  const { status, headers, body } = await gateway.send({ path: '/attack' });
  assert.deepEqual(
    [status, body, headers['x-amzn-ErrorType'], headers['Content-Type']],
    [403, '{"message":"Forbidden"}', 'ForbiddenException', 'application/json'],
  );
  assert.equal(events.length, 0);
  assert.equal((await gateway.send({ path: '/fine' })).body, 'ok');
  assert.equal(seen[1]?.stageArn, `arn:aws:apigateway:us-east-1::/restapis/${apiId}/stages/test`);
  assert.match(gateway.logged.join('\n'), /blocked by the web ACL .*: the rule paths/);
});

test('a web ACL is asked before the path, the size and the authorization of a request are looked at', async () => {
  const { wall } = firewall({ inspect: () => ({ action: 'block' }) });
  const { gateway } = await walled(
    wall,
    aDocument({ '/': { get: lambdaOperation('f', { 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } }) } }),
  );
  for (const request of [{}, { path: '/nowhere' }, { body: Buffer.alloc(11 * 1024 * 1024) }]) {
    const { status, body } = await gateway.send(request);
    assert.deepEqual([status, body], [403, '{"message":"Forbidden"}']);
  }
});

test('a gateway response of the API tells callers that they are blocked', async () => {
  const { wall } = firewall();
  const { gateway } = await walled(
    wall,
    aDocument(
      { '/{proxy+}': { 'x-amazon-apigateway-any-method': lambdaOperation() } },
      {
        'x-amazon-apigateway-gateway-responses': {
          WAF_FILTERED: {
            statusCode: 418,
            responseParameters: { 'gatewayresponse.header.x-why': "'wall'" },
            responseTemplates: { 'application/json': '{"blocked":"$context.error.responseType"}' },
          },
        },
      },
    ),
  );
  const { status, headers, body } = await gateway.send({ path: '/attack' });
  assert.deepEqual([status, headers['x-why'], body], [418, 'wall', '{"blocked":"WAF_FILTERED"}']);
});

test('a rule answers with a response of its own', async () => {
  const response = { status: 429, headers: { 'retry-after': '5' }, body: 'slower' };
  const { wall } = firewall({ inspect: () => ({ action: 'block', response }) });
  const { gateway } = await walled(wall);
  const answer = await gateway.send({ path: '/x' });
  assert.deepEqual([answer.status, answer.headers['retry-after'], answer.body], [429, '5', 'slower']);
  assert.ok(answer.headers['x-amzn-RequestId']);
});

test('headers that a web ACL inserts reach the function in the place of the client’s', async () => {
  const insertHeaders = { 'x-amzn-waf-checked': 'yes' };
  const { wall } = firewall({ inspect: () => ({ action: 'allow', insertHeaders }) });
  const { gateway, events } = await walled(wall);
  await gateway.send({ path: '/x', headers: { 'X-Amzn-Waf-Checked': 'forged', 'x-own': '1' } });
  assert.deepEqual([events[0]?.multiValueHeaders['x-amzn-waf-checked'], events[0]?.headers['x-own']], [['yes'], '1']);
  assert.equal(events[0]?.headers['X-Amzn-Waf-Checked'], undefined);
});

test('nothing goes past a web ACL that fails', async () => {
  const { wall } = firewall({ inspect: () => Promise.reject(new Error('out of order')) });
  const { gateway, events } = await walled(wall);
  const { status, body } = await gateway.send({ path: '/x' });
  assert.deepEqual([status, body, events.length], [500, '{"message": "Internal server error"}', 0]);
});

test('a stage tells its web ACL, until it is disassociated', async () => {
  const { wall } = firewall();
  const { gateway, apiId } = await walled(wall);
  const place = { restApiId: apiId, stageName: 'test' };
  assert.equal((await gateway.operate('GetStage', place)).webAclArn, webAclArn);
  assert.equal((await gateway.operate('GetStages', place)).item[0].webAclArn, webAclArn);
  gateway.state.platform.stages.firewalls.disassociate(apiId, 'test');
  assert.equal('webAclArn' in (await gateway.operate('GetStage', place)), false);
  assert.equal((await gateway.send({ path: '/attack' })).status, 200);
});

test('access logs tell what the web ACL said', async () => {
  const api = observedApi(lambdaAnswering(() => ({ statusCode: 200, body: 'ok' })));
  const apiId = await api.gateway.deploy(
    aDocument({ '/{proxy+}': { 'x-amazon-apigateway-any-method': lambdaOperation() } }),
  );
  await api.patch(apiId, {
    '/accessLogSettings/destinationArn': logGroupArn('/access'),
    '/accessLogSettings/format':
      '$context.wafResponseCode $context.waf.status $context.waf.latency $context.waf.error $context.webaclArn $context.status $context.requestId',
  });
  const ids: unknown[] = [];
  const send = async (path: string) => void ids.push((await api.gateway.send({ path })).headers['x-amzn-RequestId']);
  await send('/unasked');
  put(api.gateway, apiId, firewall().wall);
  await send('/fine');
  await send('/attack');
  const failing = firewall({
    inspect: () => {
      throw new Error('broken');
    },
  });
  put(api.gateway, apiId, failing.wall);
  await send('/x');
  assert.deepEqual(await api.logged('/access'), [
    `- - - - - 200 ${ids[0]}`,
    `WAF_ALLOW 200 0 - ${webAclArn} 200 ${ids[1]}`,
    `WAF_BLOCK 403 0 - ${webAclArn} 403 ${ids[2]}`,
    `- 500 0 broken ${webAclArn} 500 ${ids[3]}`,
  ]);
});
