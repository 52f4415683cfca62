import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDocument, lambdaAnswering, lambdaOperation } from '../../../test/support/deployed-api.ts';
import { logGroupArn, observedApi } from '../../../test/support/observed-api.ts';

const ok = () => ({ statusCode: 201, body: 'hello' });

/** An API with an access log of this format, and what it logs of requests. */
async function loggedApi(format: string, document: object = aDocument({ '/users/{id}': { get: lambdaOperation() } })) {
  const api = observedApi(lambdaAnswering(ok));
  const restApiId = await api.gateway.deploy(document);
  await api.patch(restApiId, {
    '/accessLogSettings/destinationArn': logGroupArn('/access'),
    '/accessLogSettings/format': format,
  });
  return { ...api, restApiId, lines: () => api.logged('/access') };
}

test('each request is a line of the stage’s format', async () => {
  const { gateway, lines, restApiId } = await loggedApi(
    '{"id":"$context.requestId","what":"$context.httpMethod $context.resourcePath","path":"$context.path","status":$context.status,' +
      '"length":$context.responseLength,"stage":"$context.apiId/$context.stage","integration":"$context.integration.status $context.integration.integrationStatus $context.integrationStatus"}\n',
  );
  const { headers } = await gateway.send({ path: '/users/7' });
  assert.deepEqual(await lines(), [
    `{"id":"${headers['x-amzn-RequestId']}","what":"GET /users/{id}","path":"/test/users/7","status":201,` +
      `"length":5,"stage":"${restApiId}/test","integration":"201 200 200"}`,
  ]);
});

test('the common log format, CSV and XML are formats like any other', async () => {
  const { gateway, lines, patch, restApiId } = await loggedApi(
    '$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime]"$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId',
  );
  const first = await gateway.send({ path: '/users/7' });
  await lines();
  await patch(restApiId, {
    '/accessLogSettings/format': '<r id="$context.extendedRequestId"><t>$context.requestTimeEpoch</t></r>',
  });
  const second = await gateway.send({ path: '/users/7' });
  assert.deepEqual(await lines(), [
    `127.0.0.1 - - [01/Jan/2026:00:00:00 +0000]"GET /users/{id} HTTP/1.1" 201 5 ${first.headers['x-amzn-RequestId']}`,
    `<r id="${second.headers['x-amz-apigw-id']}"><t>1767225600000</t></r>`,
  ]);
});

test('a refusal is logged with its status, message and response type', async () => {
  const { gateway, lines } = await loggedApi(
    '$context.requestId|$context.status|$context.error.message|$context.error.messageString|$context.error.responseType|$context.resourcePath',
  );
  const { headers } = await gateway.send({ path: '/nope' });
  assert.deepEqual(await lines(), [
    `${headers['x-amzn-RequestId']}|403|Missing Authentication Token|"Missing Authentication Token"|MISSING_AUTHENTICATION_TOKEN|-`,
  ]);
});

test('what a validator found is a variable, too', async () => {
  const schema = { type: 'object', required: ['name'] };
  const post = lambdaOperation('f', {
    'x-amazon-apigateway-request-validator': 'body',
    parameters: [{ in: 'body', name: 'body', schema }],
  });
  const { gateway, lines } = await loggedApi(
    '$context.requestId $context.error.validationErrorString',
    aDocument({ '/': { post } }, { 'x-amazon-apigateway-request-validators': { body: { validateRequestBody: true } } }),
  );
  const { headers } = await gateway.send({ method: 'POST', body: '{}' });
  assert.deepEqual(await lines(), [
    `${headers['x-amzn-RequestId']} [object has missing required properties (["name"])]`,
  ]);
});

test('a variable without a value is a hyphen, and so is one that nobody knows', async () => {
  const { gateway, lines } = await loggedApi(
    '$context.requestId $context.identity.userArn $context.authorizer.x $context.waf.status $context.wafResponseCode $context.nothing.of.the.kind $context.constructor $stageVariables.x.',
  );
  const { headers } = await gateway.send({ path: '/users/7' });
  assert.deepEqual(await lines(), [`${headers['x-amzn-RequestId']} - - - - - - $stageVariables.x.`]);
});

test('a full stop behind a variable is no part of its name', async () => {
  const { gateway, lines } = await loggedApi('$context.status. ${context.status}-$context.requestId');
  const { headers } = await gateway.send({ path: '/users/7' });
  assert.deepEqual(await lines(), [`201. 201-${headers['x-amzn-RequestId']}`]);
});

test('what an authorizer says of a caller is logged, and how long it took', async () => {
  const authorizer = {
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    'x-amazon-apigateway-authtype': 'custom',
    'x-amazon-apigateway-authorizer': {
      type: 'token',
      authorizerUri:
        'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:auth/invocations',
    },
  };
  const policyDocument = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }],
  };
  const api = observedApi(
    lambdaAnswering((event) =>
      event.type === 'TOKEN' ? { principalId: 'me', policyDocument, context: { plan: 'gold' } } : ok(),
    ),
  );
  const restApiId = await api.gateway.deploy(
    aDocument(
      { '/': { get: lambdaOperation('f', { security: [{ auth: [] }] }) } },
      { securityDefinitions: { auth: authorizer } },
    ),
  );
  await api.patch(restApiId, {
    '/accessLogSettings/destinationArn': `${logGroupArn('/access')}:*`,
    '/accessLogSettings/format':
      '$context.requestId $context.authorizer.principalId $context.authorizer.plan $context.authorizer.status $context.authorizer.error $context.authorize.status',
  });
  const allowed = await api.gateway.send({ headers: { Authorization: 'x' } });
  const refused = await api.gateway.send();
  assert.deepEqual(await api.logged('/access'), [
    `${allowed.headers['x-amzn-RequestId']} me gold 200 - -`,
    `${refused.headers['x-amzn-RequestId']} - - 401 Unauthorized -`,
  ]);
});

test('lines of one group go to one stream, named as API Gateway names them', async () => {
  const { gateway, flush, store } = await loggedApi('$context.requestId');
  await gateway.send({ path: '/users/1' });
  await gateway.send({ path: '/users/2' });
  await flush();
  const { streamRecords } = await import('../../telemetry/log-records.ts');
  const streams = await streamRecords(store, '/access').list();
  assert.equal(streams.length, 1);
  assert.match(streams[0]?.name ?? '', /^[0-9a-f]{32}$/);
});

test('API Gateway refuses access logs without a request id, of several lines, to no ARN, and to Firehose', async () => {
  const { gateway } = observedApi(lambdaAnswering(ok));
  const restApiId = await gateway.deploy(aDocument({ '/': { get: lambdaOperation() } }));
  const update = (patches: Readonly<Record<string, string>>) =>
    gateway.operate('UpdateStage', {
      restApiId,
      stageName: 'test',
      patchOperations: Object.entries(patches).map(([path, value]) => ({ op: 'replace', path, value })),
    });
  const refusals: [patches: Readonly<Record<string, string>>, message: string][] = [
    [
      { '/accessLogSettings/format': '$context.status' },
      "Access Log format must include either $context.requestId or $context.extendedRequestId : '$context.status'",
    ],
    [
      { '/accessLogSettings/format': '$context.requestId\n$context.status' },
      "Access Log format must be single line, new line character is allowed only at end of the format: '$context.requestId\n$context.status'",
    ],
    [
      { '/accessLogSettings/destinationArn': 'my-group' },
      "Invalid ARN specified in the request. ARNs must start with 'arn:': my-group",
    ],
    [
      {
        '/accessLogSettings/destinationArn':
          'arn:aws:firehose:us-east-1:000000000000:deliverystream/amazon-apigateway-x',
      },
      'samlet does not deliver access logs to Firehose yet: choose a log group',
    ],
  ];
  for (const [patches, message] of refusals) {
    await assert.rejects(update(patches), { code: 'BadRequestException', message });
  }
});
