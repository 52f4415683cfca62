import assert from 'node:assert/strict';
import type { PutIntegrationRequest } from '@aws-sdk/client-api-gateway';
import {
  type AnswerSpec,
  type Backend,
  type BackendAnswer,
  gatewayRules,
  http,
  httpProxy,
  ruleLab,
  type Sent,
} from './gateway-rules-lab.ts';

const lab = await ruleLab();
const JSON_TYPE = { 'Content-Type': 'application/json' };

interface Setting {
  readonly integration?: Partial<PutIntegrationRequest>;
  readonly parameters?: readonly string[];
  readonly answers?: readonly AnswerSpec[];
  readonly backend?: BackendAnswer;
  readonly resource?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Sends a request through an HTTP integration; answers what was answered and what the backend received. */
async function through(setting: Setting, sent: Sent = {}, proxy = false) {
  const { integration = {}, parameters = [], answers = [{}], resource = '/', variables = {} } = setting;
  const backend: Backend = lab.backend(setting.backend);
  const method = {
    requestParameters: Object.fromEntries(
      parameters.map((name) => [`method.request.${name}`, name.startsWith('path.')]),
    ),
  };
  const uri = `${backend.url}${integration.uri ?? ''}`;
  const spec = proxy
    ? { ...httpProxy(uri, { ...integration, uri }, method), answers }
    : http(uri, { ...integration, uri }, { method, answers });
  const api = await lab.api({ [`ANY ${resource}`]: spec }, { deployment: { variables } });
  const answer = await api.send(sent);
  const [received] = backend.received;
  return { api, answer, backend, received };
}
const proxied = (setting: Setting = {}, sent: Sent = {}) => through(setting, sent, true);

/** The query string `x` that the backend gets from a source. */
async function queryFrom(source: string, sent: Sent = {}, more: Setting = {}): Promise<string | null | undefined> {
  const requestParameters = { 'integration.request.querystring.x': source };
  const { received } = await through({ ...more, integration: { requestParameters } }, sent);
  return received?.query.get('x');
}

const UNSUPPORTED = [415, { message: 'Unsupported Media Type' }];
const post = (type: string, body = '{"a":1}'): Sent => ({ method: 'POST', body, headers: { 'Content-Type': type } });

gatewayRules('http', {
  async query_from_header() {
    const sent = { headers: { 'X-From': 'h' } };
    assert.equal(await queryFrom('method.request.header.X-From', sent, { parameters: ['header.X-From'] }), 'h');
  },
  async query_from_path() {
    const more = { resource: '/{p}', parameters: ['path.p'] };
    assert.equal(await queryFrom('method.request.path.p', { path: '/seven' }, more), 'seven');
  },
  async static_value() {
    assert.equal(await queryFrom("'fixed value'"), 'fixed value');
  },
  async from_body() {
    const sent = { ...post('application/json', '{"a":{"b":"deep"}}') };
    assert.equal(await queryFrom('method.request.body.a.b', sent), 'deep');
    assert.equal(await queryFrom('method.request.body', sent), '{"a":{"b":"deep"}}');
  },
  async from_stage_variable() {
    assert.equal(await queryFrom('stageVariables.colour', {}, { variables: { colour: 'blue' } }), 'blue');
  },
  async multivalue_query_mapping() {
    const requestParameters = { 'integration.request.querystring.x': 'method.request.multivaluequerystring.q' };
    const setting = { integration: { requestParameters }, parameters: ['querystring.q'] };
    const { received } = await through(setting, { path: '/?q=1&q=2' });
    assert.deepEqual(received?.query.getAll('x'), ['1', '2']);
  },
  async forwards_only_mapped() {
    const { received } = await through({}, { path: '/?q=1', headers: { 'X-Mine': 'h', Authorization: 'secret' } });
    assert.deepEqual(
      [received?.query.size, received?.headers['x-mine'], received?.headers.authorization],
      [0, undefined, undefined],
    );
  },
  async default_headers() {
    const sent = { headers: { 'User-Agent': 'mine/1', Accept: 'text/html' } };
    const { api, received } = await through({}, sent);
    assert.equal(received?.headers['user-agent'], `AmazonAPIGateway_${api.id}`);
    assert.equal(received?.headers.accept, 'application/json');
  },
  async own_method() {
    assert.equal((await through({}, { method: 'GET' })).received?.method, 'POST');
  },
  async request_template() {
    const requestTemplates = { 'application/json': '{"wrapped":$input.json("$.a")}' };
    const { received } = await through({ integration: { requestTemplates } }, post('application/json'));
    assert.equal(received?.text, '{"wrapped":1}');
  },
  async response_header_mapping() {
    const answers = [{ headers: { 'X-Out': 'integration.response.header.X-In' } }];
    const { answer } = await through({ answers, backend: { headers: { 'X-In': 'yes' } } });
    assert.equal(answer.headers['x-out'], 'yes');
  },
  async response_body_mapping() {
    const answers = [{ headers: { 'X-Out': 'integration.response.body.a.b' } }];
    const { answer } = await through({ answers, backend: { body: '{"a":{"b":"deep"}}', headers: JSON_TYPE } });
    assert.equal(answer.headers['x-out'], 'deep');
  },
  async response_template() {
    const answers = [{ template: '{"was":$input.json("$.a")}' }];
    const { answer } = await through({ answers, backend: { body: '{"a":5}', headers: JSON_TYPE } });
    assert.deepEqual(answer.json, { was: 5 });
  },
  async selection_pattern() {
    const answers = [
      {},
      { status: '404', selectionPattern: '4\\d{2}', headers: { 'X-Not': "'found'" }, template: '{"not":"found"}' },
    ];
    const { answer } = await through({ answers, backend: { status: 418 } });
    assert.deepEqual([answer.status, answer.headers['x-not'], answer.json], [404, 'found', { not: 'found' }]);
  },
  async no_default_response() {
    const { answer } = await through({ answers: [{ selectionPattern: '2\\d{2}' }], backend: { status: 500 } });
    assert.deepEqual([answer.status, answer.json], [500, { message: 'Internal server error' }]);
  },
  async trace_id_header() {
    assert.match((await through({})).answer.headers['x-amzn-trace-id'] ?? '', /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}/);
  },
  async proxy_passes_request() {
    const sent = { ...post('application/json'), path: '/?q=1&r=2' };
    const { received, answer } = await proxied({}, { ...sent, headers: { ...sent.headers, 'X-Mine': 'h' } });
    assert.deepEqual([received?.headers['x-mine'], received?.text], ['h', '{"a":1}']);
    assert.deepEqual(Object.fromEntries(received?.query ?? []), { q: '1', r: '2' });
    assert.equal(answer.status, 200);
  },
  async proxy_host_header() {
    const { received, backend } = await proxied();
    assert.equal(received?.headers.host, backend.host);
  },
  async proxy_ignores_integration_responses() {
    const backend = { status: 418, body: 'as it is' };
    const { api, answer } = await proxied({ backend });
    assert.deepEqual([answer.status, answer.text], [418, 'as it is']);
    const at = { restApiId: api.id, resourceId: api.rootId, httpMethod: 'ANY', statusCode: '200' };
    await lab.gateway.putMethodResponse(at);
    await lab.gateway.putIntegrationResponse({ ...at, responseTemplates: { 'application/json': 'replaced' } });
    await api.deploy();
    const again = await api.send();
    assert.deepEqual([again.status, again.text], [418, 'as it is']);
  },
  async proxy_hop_headers() {
    const names = ['Max-Forwards', 'TE', 'Server', 'WWW-Authenticate', 'Proxy-Authenticate', 'Content-MD5'];
    const { received } = await proxied({}, { headers: Object.fromEntries(names.map((name) => [name, 'client'])) });
    for (const name of names) assert.notEqual(received?.headers[name.toLowerCase()], 'client', name);
  },
  async proxy_parameter_mapping() {
    const requestParameters = {
      'integration.request.header.X-Added': "'yes'",
      'integration.request.querystring.added': 'context.stage',
    };
    const { received } = await proxied(
      { integration: { requestParameters } },
      { path: '/?q=1', headers: { 'X-Mine': 'h' } },
    );
    assert.deepEqual(Object.fromEntries(received?.query ?? []), { q: '1', added: 'test' });
    assert.deepEqual([received?.headers['x-added'], received?.headers['x-mine']], ['yes', 'h']);
  },
  async proxy_greedy_path() {
    const requestParameters = { 'integration.request.path.proxy': 'method.request.path.proxy' };
    const { received } = await proxied(
      { integration: { uri: '/{proxy}', requestParameters }, resource: '/{proxy+}', parameters: ['path.proxy'] },
      { path: '/a/b/c' },
    );
    assert.match(received?.path ?? '', /^\/b\d+\/a\/b\/c$/);
  },
  async proxy_multi_header() {
    const { received } = await proxied({}, { headers: { 'X-Many': ['one', 'two'] } });
    assert.deepEqual(received?.headers['x-many'], 'one, two');
  },
  async proxy_multi_response_header() {
    const { answer } = await proxied({ backend: { headers: { 'Set-Cookie': ['a=1', 'b=2'] } } });
    assert.deepEqual(answer.all('set-cookie'), ['a=1', 'b=2']);
  },
  async passthrough_never_without_templates() {
    const { answer } = await through({ integration: { passthroughBehavior: 'NEVER' } }, post('application/json'));
    assert.deepEqual([answer.status, answer.json], UNSUPPORTED);
  },
  async passthrough_when_no_templates() {
    const passthroughBehavior = 'WHEN_NO_TEMPLATES';
    const requestTemplates = { 'application/json': '{}' };
    const refused = await through({ integration: { passthroughBehavior, requestTemplates } }, post('text/plain', 'x'));
    assert.deepEqual([refused.answer.status, refused.answer.json], UNSUPPORTED);
    const passed = await through({ integration: { passthroughBehavior } }, post('text/plain', 'x'));
    assert.deepEqual([passed.answer.status, passed.received?.text], [200, 'x']);
  },
  async unsupported_media_type_header() {
    const { answer } = await through({ integration: { passthroughBehavior: 'NEVER' } }, post('text/plain'));
    assert.equal(answer.headers['x-amzn-errortype'], 'BadRequestException');
  },
  async default_template() {
    const requestTemplates = { 'application/json': 'json', $default: 'default' };
    const integration = { requestTemplates };
    assert.equal((await through({ integration }, post('text/plain', 'x'))).received?.text, 'default');
    assert.equal((await through({ integration }, post('application/json'))).received?.text, 'json');
  },
  async timeout() {
    const startedAt = performance.now();
    const { answer } = await through({ integration: { timeoutInMillis: 60 }, backend: { delayMs: 5_000 } });
    assert.deepEqual([answer.status, answer.json], [504, { message: 'Endpoint request timed out' }]);
    assert.ok(performance.now() - startedAt < 4_000);
  },
  async timeout_error_type() {
    const { answer } = await through({ integration: { timeoutInMillis: 60 }, backend: { delayMs: 5_000 } });
    assert.equal(answer.headers['x-amzn-errortype'], 'InternalServerErrorException');
  },
});
