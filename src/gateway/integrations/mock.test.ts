import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDocument, testGateway } from '../../../test/support/deployed-api.ts';

const json = 'application/json';

function mockOperation(integration: object) {
  return { 'x-amazon-apigateway-integration': { type: 'mock', ...integration } };
}

async function answerOf(integration: object, request: object = {}) {
  const gateway = testGateway();
  const any = { 'x-amazon-apigateway-any-method': mockOperation(integration) };
  await gateway.deploy(aDocument({ '/': any }), { variables: { colour: 'red' } });
  return { ...(await gateway.send(request)), logged: gateway.logged };
}

test('a CORS preflight is answered by a mock as SAM writes it', async () => {
  const { status, headers, body } = await answerOf(
    {
      requestTemplates: { [json]: '{\n  "statusCode" : 200\n}\n' },
      responses: {
        default: {
          statusCode: '200',
          responseParameters: {
            'method.response.header.Access-Control-Allow-Origin': "'https://example.com'",
            'method.response.header.Access-Control-Allow-Methods': "'GET,OPTIONS'",
          },
          responseTemplates: { [json]: '{}\n' },
        },
      },
    },
    { method: 'OPTIONS', headers: { Origin: 'https://example.com', 'Access-Control-Request-Method': 'GET' } },
  );
  assert.deepEqual([status, body], [200, '{}\n']);
  assert.equal(headers['Access-Control-Allow-Origin'], 'https://example.com');
  assert.equal(headers['Access-Control-Allow-Methods'], 'GET,OPTIONS');
  assert.equal(headers['Content-Type'], json);
  assert.equal(headers['X-Amzn-Trace-Id'], undefined);
});

for (const template of [
  '{statusCode: 201}',
  "{'statusCode': 201}",
  '{"statusCode": "201"}',
  '{ "a": 1, "statusCode": 201 }',
]) {
  test(`the request template ${template} selects the response`, async () => {
    const { status } = await answerOf({
      requestTemplates: { [json]: template },
      responses: { default: { statusCode: 500 }, '2\\d{2}': { statusCode: 201 } },
    });
    assert.equal(status, 201);
  });
}

test('response parameters come from the context, stage variables and the request', async () => {
  const { headers } = await answerOf(
    {
      requestTemplates: { [json]: '{"statusCode": 200}' },
      responses: {
        default: {
          statusCode: 200,
          responseParameters: {
            'method.response.header.x-stage': 'context.stage',
            'method.response.header.x-colour': 'stageVariables.colour',
            'method.response.header.x-query': 'method.request.querystring.q',
            'method.response.header.x-header': 'method.request.header.X-Sent',
            'method.response.header.x-none': 'method.request.header.Absent',
            'method.response.header.Content-Type': "'text/plain'",
          },
        },
      },
    },
    { path: '/?q=a%20b', headers: { 'x-sent': 'yes' } },
  );
  const told = ['x-stage', 'x-colour', 'x-query', 'x-header', 'x-none'].map((name) => headers[name]);
  assert.deepEqual(told, ['test', 'red', 'a b', 'yes', undefined]);
  assert.equal(headers['Content-Type'], 'text/plain');
});

test('a mapped header cannot carry a line break out of the request', async () => {
  const { status } = await answerOf(
    {
      requestTemplates: { [json]: '{"statusCode": 200}' },
      responses: {
        default: {
          statusCode: 200,
          responseParameters: { 'method.response.header.x-query': 'method.request.querystring.q' },
        },
      },
    },
    { path: '/?q=a%0d%0aSet-Cookie:%20x' },
  );
  assert.equal(status, 500);
});

const broken: [why: string, integration: object][] = [
  [
    'no matching response and no default one',
    { requestTemplates: { [json]: '{"statusCode": 404}' }, responses: { 200: { statusCode: 200 } } },
  ],
  ['no response at all', { requestTemplates: { [json]: '{"statusCode": 200}' } }],
  [
    'a request template without a status code',
    { requestTemplates: { [json]: '{}' }, responses: { default: { statusCode: 200 } } },
  ],
  ['no request template', { responses: { default: { statusCode: 200 } } }],
];
for (const [why, integration] of broken) {
  test(`a mock with ${why} is a 500`, async () => {
    const { status, body, logged } = await answerOf(integration);
    assert.deepEqual([status, body], [500, '{"message": "Internal server error"}']);
    assert.equal(logged.length, 1);
  });
}

test('a content type without a template is a 415 when nothing may pass through', async () => {
  const { status, body, headers } = await answerOf(
    {
      requestTemplates: { [json]: '{"statusCode": 200}' },
      passthroughBehavior: 'never',
      responses: { default: { statusCode: 200 } },
    },
    { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: 'x' },
  );
  assert.deepEqual([status, body], [415, '{"message": "Unsupported Media Type"}']);
  assert.equal(headers['x-amzn-ErrorType'], 'BadRequestException');
});

test('the body of the request is not echoed', async () => {
  const { body } = await answerOf(
    { requestTemplates: { [json]: '{"statusCode": 200}' }, responses: { default: { statusCode: 200 } } },
    { method: 'POST', body: '{"secret":1}' },
  );
  assert.equal(String(body), '');
});

test('the request template chooses the response from the request', async () => {
  const integration = {
    requestTemplates: { [json]: '{"statusCode": #if($input.params(\'scope\') == "internal")200#{else}500#end}' },
    responses: {
      200: { statusCode: 200, selectionPattern: '2\\d{2}', responseTemplates: { [json]: '{"for": "$context.stage"}' } },
      500: { statusCode: 500, selectionPattern: '5\\d{2}', responseTemplates: { [json]: '{"not": "found"}' } },
    },
  };
  const inside = await answerOf(integration, { path: '/?scope=internal' });
  assert.deepEqual([inside.status, inside.body], [200, '{"for": "test"}']);
  const outside = await answerOf(integration, { path: '/?scope=public' });
  assert.deepEqual([outside.status, outside.body], [500, '{"not": "found"}']);
});

test('overrides of the request template are seen by the response template, and hold for the answer', async () => {
  const { status, headers, body } = await answerOf(
    {
      requestTemplates: {
        [json]:
          '#set($context.requestOverride.path.body = $input.body)#set($context.responseOverride.status = 444)' +
          '#set($context.responseOverride.header.X-Own = "a")#set($context.responseOverride.header.x-mapped = "b")' +
          '{"statusCode": 200}',
      },
      responses: {
        default: {
          statusCode: 200,
          responseParameters: { 'method.response.header.X-Mapped': "'lost'" },
          responseTemplates: { [json]: '$context.requestOverride.path.body $context.responseOverride.status' },
        },
      },
    },
    { method: 'POST', body: '{"a": 1}' },
  );
  assert.deepEqual([status, body], [444, '{"a": 1} 444']);
  assert.deepEqual([headers['X-Own'], headers['x-mapped'], headers['X-Mapped']], ['a', 'b', undefined]);
});

test('the generated pass-through template prints who called, and nothing for what is not known', async () => {
  const { body } = await answerOf({
    requestTemplates: { [json]: '{"statusCode": 200}' },
    responses: {
      default: {
        statusCode: 200,
        responseTemplates: {
          [json]:
            '"$context.identity.user" "$context.identity.sourceIp" "$context.authorizer.principalId" ' +
            '"$context.authorizer.claims.sub" $context.resourcePath $context.path $context.httpMethod $context.accountId ' +
            '$stageVariables.colour $input.params().header.get("Host").length()',
        },
      },
    },
  });
  assert.match(String(body), /^"" "127.0.0.1" "" "" \/ \/test\/ GET 000000000000 red \d+$/);
});

test('a template without end is cut off with a 500, and the log says where', async () => {
  const loops = '#foreach($i in [1..1000])#foreach($j in [1..1000])#foreach($k in [1..1000])$k#end#end#end';
  const gateway = testGateway();
  const integration = {
    type: 'mock',
    requestTemplates: { [json]: loops },
    responses: { default: { statusCode: 200 } },
  };
  await gateway.deploy(aDocument({ '/': { get: { 'x-amazon-apigateway-integration': integration } } }));
  const { status, body } = await gateway.send();
  assert.deepEqual([status, body], [500, '{"message": "Internal server error"}']);
  assert.match(gateway.logged.join(), /a mapping template failed: .* is cut off at line 1, column \d+ of the template/);
});
