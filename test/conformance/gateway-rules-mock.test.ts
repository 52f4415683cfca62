import assert from 'node:assert/strict';
import { gatewayRules, type MethodSpec, mock, mockOf, ruleLab, type Sent } from './gateway-rules-lab.ts';

const lab = await ruleLab();
const CONFIGURATION_ERROR = [500, { message: 'Internal server error' }];

/** What a method answers. */
async function answered(spec: MethodSpec, sent: Sent = { method: 'POST' }) {
  return (await lab.api({ 'POST /': spec })).send({ method: 'POST', ...sent });
}
const OK = '{"statusCode": 200}';

gatewayRules('mock', {
  async status_from_expression() {
    const template = '{"statusCode": #if($input.params(\'fail\') == "yes") 400 #else 200 #end}';
    const api = await lab.api({ 'GET /': mockOf(template, {}, { status: '400', selectionPattern: '400' }) });
    const statuses = [await api.send(), await api.send({ path: '/?fail=yes' })].map(({ status }) => status);
    assert.deepEqual(statuses, [200, 400]);
  },
  async status_pattern_is_regex() {
    const spec = mockOf('{"statusCode": 207}', { status: '201', selectionPattern: '2\\d{2}' });
    assert.equal((await answered(spec)).status, 201);
  },
  async no_matching_response() {
    const { status, json } = await answered(mockOf('{"statusCode": 500}', { selectionPattern: '2\\d{2}' }));
    assert.deepEqual([status, json], CONFIGURATION_ERROR);
  },
  async no_integration_responses() {
    const { status, json } = await answered(mockOf(OK));
    assert.deepEqual([status, json], CONFIGURATION_ERROR);
  },
  async template_without_status() {
    const { status, json } = await answered(mockOf('{"other": 200}', {}));
    assert.deepEqual([status, json], CONFIGURATION_ERROR);
  },
  async lenient_template() {
    assert.equal((await answered(mockOf('{statusCode: 200}', {}))).status, 200);
  },
  async request_body_not_echoed() {
    const { status, text } = await answered(mockOf(OK, {}), { body: '{"mine":1}' });
    assert.deepEqual([status, text], [200, '']);
  },
  async content_type_selects_template() {
    const requestTemplates = {
      'application/json': '{"statusCode": 200}',
      'application/xml': '{"statusCode": 202}',
    };
    const spec: MethodSpec = {
      integration: { type: 'MOCK', requestTemplates },
      answers: [{}, { status: '202', selectionPattern: '202' }],
    };
    assert.equal((await answered(spec, { headers: { 'Content-Type': 'application/xml' }, body: '<a/>' })).status, 202);
    assert.equal((await answered(spec)).status, 200);
  },
  async context_response_header() {
    const { headers } = await answered(mock('{}', { headers: { 'X-Id': 'context.requestId' } }));
    assert.equal(headers['x-id'], headers['x-amzn-requestid']);
  },
  async content_type_header_mapped() {
    const { headers } = await answered(mock('<p/>', { headers: { 'Content-Type': "'text/html'" } }));
    assert.equal(headers['content-type'], 'text/html');
  },
  async response_override_in_request_template() {
    const override =
      '#set($context.responseOverride.status = 418)#set($context.responseOverride.header.X-Tea = "pot"){"statusCode": 200}';
    const template = '{"status":"$context.responseOverride.status","tea":"$context.responseOverride.header.X-Tea"}';
    const { status, headers, json } = await answered(mockOf(override, { template }));
    assert.deepEqual([status, headers['x-tea'], json], [418, 'pot', { status: '418', tea: 'pot' }]);
  },
  async request_override_visible() {
    const override = [
      '#set($context.requestOverride.header.foo = "h")',
      '#set($context.requestOverride.path.bar = "p")',
      '#set($context.requestOverride.querystring.baz = "q"){"statusCode": 200}',
    ].join('');
    const template =
      '$context.requestOverride.header.foo $context.requestOverride.path.bar $context.requestOverride.querystring.baz';
    assert.equal((await answered(mockOf(override, { template }))).text, 'h p q');
  },
  async trace_id_not_on_mock() {
    assert.equal((await answered(mock())).headers['x-amzn-trace-id'], undefined);
  },
});
