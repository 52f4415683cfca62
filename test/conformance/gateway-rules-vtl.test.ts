import assert from 'node:assert/strict';
import { ACCOUNT, gatewayRules, http, mock, ruleLab, type Sent } from './gateway-rules-lab.ts';

const lab = await ruleLab();

interface Rendering extends Sent {
  /** Of the method, where it is not `/`. */
  readonly resource?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** What a request template sends to its backend. */
async function rendered(
  template: string,
  { resource = '/', variables = {}, method = 'POST', ...sent }: Rendering = {},
): Promise<string> {
  const backend = lab.backend({ body: '{}' });
  const spec = http(backend.url, { requestTemplates: { 'application/json': template } });
  const api = await lab.api({ [`${method} ${resource}`]: spec }, { deployment: { variables } });
  const { status, text } = await api.send({ method, ...sent });
  assert.equal(status, 200, text);
  return backend.received[0]?.text ?? '';
}

/** What a response template makes of a backend's answer. */
async function answered(template: string, body: string) {
  const backend = lab.backend({ body, headers: { 'Content-Type': 'application/json' } });
  return (await lab.api({ 'GET /': http(backend.url, {}, { answers: [{ template }] }) })).send();
}

gatewayRules('vtl', {
  async input_json() {
    const body = '{"a":{"b":[1,"x",null,true]}}';
    assert.equal(await rendered("$input.json('$.a.b') $input.json('$.a.b[1]')", { body }), '[1,"x",null,true] "x"');
  },
  async input_path_text() {
    const body = '{"o":{"k":"v","n":1},"l":[{"x":1},"y"]}';
    assert.equal(await rendered("$input.path('$.o')", { body }), '{k=v, n=1}');
    assert.equal(await rendered("$input.path('$.l')", { body }), '[{"x":1},"y"]');
  },
  async input_path_missing() {
    const template = "[$input.path('$.nowhere')]#if($input.path('$.nowhere') == $null) null#end";
    assert.equal(await rendered(template, { body: '{}' }), '[] null');
  },
  async input_body_empty() {
    assert.equal(await rendered('$input.body'), '{}');
  },
  async input_in_response() {
    const { json } = await answered('{"back":$input.json("$.a"),"all":$input.body}', '{"a":7}');
    assert.deepEqual(json, { back: 7, all: { a: 7 } });
  },
  async params_maps() {
    const template = `#set($p = $input.params())#foreach($kind in ['path', 'querystring'])#foreach($name in $p.get($kind).keySet())$kind.$name=$p.get($kind).get($name);#end#end$p.header.get('X-Mine') $p.path.id`;
    const sent = { resource: '/of/{id}', path: '/of/7?q=1', headers: { 'X-Mine': 'h' } };
    assert.equal(await rendered(template, sent), 'path.id=7;querystring.q=1;h 7');
  },
  async params_decoded() {
    const template = "$input.params('a')|$input.params('b')|$input.params('c')";
    assert.equal(await rendered(template, { path: '/?a=1%2B2&b=x+y&c=x%20y' }), '1+2|x y|x y');
  },
  async escape_javascript() {
    const body = JSON.stringify({ t: 'a"b\\c\nd\'e' });
    assert.equal(await rendered("$util.escapeJavaScript($input.path('$.t'))", { body }), 'a\\"b\\\\c\\nd\\\'e');
  },
  async escape_javascript_repair() {
    const body = JSON.stringify({ t: 'it\'s "so"' });
    const template = `{"t":"$util.escapeJavaScript($input.path('$.t')).replaceAll("\\\\'", "'")"}`;
    assert.deepEqual(JSON.parse(await rendered(template, { body })), { t: 'it\'s "so"' });
  },
  async base64_functions() {
    assert.equal(await rendered("$util.base64Encode('hällo') $util.base64Decode('aMOkbGxv')"), 'aMOkbGxv hällo');
  },
  async url_functions() {
    assert.equal(await rendered("$util.urlEncode('a b&c+d') $util.urlDecode('a+b%26c%2Bd')"), 'a+b%26c%2Bd a b&c+d');
  },
  async context_route() {
    const template = '$context.httpMethod $context.resourcePath $context.path $context.protocol';
    const sent = { resource: '/of/{id}', path: '/of/7' };
    assert.equal(await rendered(template, sent), 'POST /of/{id} /test/of/7 HTTP/1.1');
  },
  async context_identity() {
    const sent = { headers: { 'User-Agent': 'rules/1' } };
    assert.equal(await rendered('$context.identity.sourceIp $context.identity.userAgent', sent), '127.0.0.1 rules/1');
  },
  async context_account_resource() {
    const api = await lab.api({
      'GET /': mock('$context.accountId $context.apiId $context.resourceId $context.deploymentId $context.stage'),
    });
    const { deploymentId } = await lab.gateway.getStage({ restApiId: api.id, stageName: 'test' });
    assert.equal((await api.send()).text, `${ACCOUNT} ${api.id} ${api.rootId} ${deploymentId} test`);
  },
  async context_domain() {
    const api = await lab.api({ 'GET /': mock('$context.domainName $context.domainPrefix') });
    const host = `${api.id}.execute-api.us-east-1.amazonaws.com`;
    const { text } = await lab.request('/test/', { headers: { Host: host } });
    assert.equal(text, `${host} ${api.id}`);
  },
  async foreach_map_and_range() {
    const template =
      "#foreach($e in $input.path('$.m').entrySet())$e.key=$e.value;#end#foreach($k in $input.path('$.m').keySet())$k#end#foreach($i in [1..3])$i#end";
    assert.equal(await rendered(template, { body: '{"m":{"a":1,"b":2}}' }), 'a=1;b=2;ab123');
  },
  async foreach_nested() {
    const template =
      '#foreach($a in [1,2])#foreach($b in [3,4])$a$b#if($foreach.hasNext),#end#end#if($foreach.hasNext);#end#end';
    assert.equal(await rendered(template), '13,14;23,24');
  },
  async set_and_interpolation() {
    const template = `#set($x = "v")#set($d = "1$x \${x}z")#set($s = '1$x')$d $s`;
    assert.equal(await rendered(template), '1v vz 1$x');
  },
  async arithmetic() {
    const template = '#set($a = 7 + 2)#set($b = 7 - 9)#set($c = 7 * 2)#set($d = 7 / 2)#set($e = 7 % 4)$a $b $c $d $e';
    assert.equal(await rendered(template), '9 -2 14 3 3');
  },
  async string_methods() {
    const template = [
      '#set($s = "Hello")$s.length()',
      '$s.substring(1,3)',
      '$s.replace("l","L")',
      '$s.replaceAll("l+","_")',
      '$s.split("e").size()',
      '$s.toUpperCase()',
      '$s.contains("ell")',
      '$s.startsWith("He")',
      '$s.indexOf("l")',
    ].join(' ');
    assert.equal(await rendered(template), '5 el HeLLo He_o 2 HELLO true true 2');
  },
  async quiet_references() {
    assert.equal(await rendered('[$!nothing]#if($nothing)yes#{else}no#end'), '[]no');
  },
  async stage_variables_map() {
    const template = "$stageVariables.get('a')#foreach($name in $stageVariables.keySet()) $name#end";
    assert.equal(await rendered(template, { variables: { a: '1' } }), '1 a');
  },
  async request_override_header_query() {
    const backend = lab.backend();
    const template =
      '#set($context.requestOverride.header.X-Mine = "h")#set($context.requestOverride.querystring.q = "1 2"){}';
    const api = await lab.api({ 'POST /': http(backend.url, { requestTemplates: { 'application/json': template } }) });
    await api.send({ method: 'POST' });
    const [received] = backend.received;
    assert.deepEqual([received?.headers['x-mine'], received?.query.get('q')], ['h', '1 2']);
  },
  async request_override_beats_mapping() {
    const backend = lab.backend();
    const api = await lab.api({
      'POST /': http(backend.url, {
        requestParameters: { 'integration.request.header.X-Mine': "'mapped'" },
        requestTemplates: { 'application/json': '#set($context.requestOverride.header.X-Mine = "own"){}' },
      }),
    });
    await api.send({ method: 'POST' });
    assert.equal(backend.received[0]?.headers['x-mine'], 'own');
  },
  async response_override_from_body() {
    const template = `#set($inputRoot = $input.path('$'))
$input.json("$")
#if($inputRoot.toString().contains("error"))
#set($context.responseOverride.status = 400)
#end`;
    assert.equal((await answered(template, '{"error":"no"}')).status, 400);
    assert.equal((await answered(template, '{"fine":true}')).status, 200);
  },
});
