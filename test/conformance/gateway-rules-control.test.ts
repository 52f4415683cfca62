import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, gatewayRules, mock, REGION, refusal, ruleLab } from './gateway-rules-lab.ts';

const lab = await ruleLab();
const { gateway } = lab;
let count = 0;

const replace = (path: string, value: string) => ({ op: 'replace' as const, path, value });
const remove = (path: string) => ({ op: 'remove' as const, path });

/** A domain name that no other rule uses. */
async function domain(more: object = {}): Promise<string> {
  const domainName = `d${count++}.example.com`;
  await gateway.createDomainName({
    domainName,
    regionalCertificateArn: `arn:aws:acm:${REGION}:${ACCOUNT}:certificate/11111111-2222-3333-4444-555555555555`,
    endpointConfiguration: { types: ['REGIONAL'] },
    ...more,
  });
  return domainName;
}
const at = (host: string, path: string) => lab.request(path, { headers: { Host: host } });

gatewayRules('control', {
  async patch_stage_variables() {
    const api = await lab.api({ 'GET /': mock() }, { deployment: { variables: { a: '1' } } });
    const stage = { restApiId: api.id, stageName: 'test' };
    await gateway.updateStage({
      ...stage,
      patchOperations: [replace('/variables/a', '2'), replace('/variables/b', '3')],
    });
    assert.deepEqual((await gateway.getStage(stage)).variables, { a: '2', b: '3' });
    await gateway.updateStage({ ...stage, patchOperations: [remove('/variables/a')] });
    assert.deepEqual((await gateway.getStage(stage)).variables, { b: '3' });
  },
  async patch_rest_api() {
    const { id: restApiId } = await gateway.createRestApi({ name: 'old', binaryMediaTypes: ['image/png'] });
    await gateway.updateRestApi({
      restApiId,
      patchOperations: [
        replace('/name', 'new'),
        replace('/description', 'told'),
        { op: 'add', path: '/binaryMediaTypes/image~1gif' },
        remove('/binaryMediaTypes/image~1png'),
      ],
    });
    const { name, description, binaryMediaTypes } = await gateway.getRestApi({ restApiId });
    assert.deepEqual([name, description, binaryMediaTypes], ['new', 'told', ['image/gif']]);
  },
  async patch_stage_bad_path() {
    const { id: restApiId } = await lab.api({ 'GET /': mock() });
    const patchOperations = [replace('/colour', 'blue')];
    const { name, message } = await refusal(gateway.updateStage({ restApiId, stageName: 'test', patchOperations }));
    assert.equal(name, 'BadRequestException');
    assert.match(message, /^Invalid method setting path: \/colour\. Must be one of: \[\/deploymentId, \/description, /);
  },
  async patch_method_settings() {
    const { id: restApiId } = await lab.api({ 'GET /': mock() });
    const stage = { restApiId, stageName: 'test' };
    await gateway.updateStage({ ...stage, patchOperations: [replace('/*/*/caching/enabled', 'true')] });
    assert.deepEqual((await gateway.getStage(stage)).methodSettings, {
      '*/*': {
        cacheDataEncrypted: false,
        cacheTtlInSeconds: 300,
        cachingEnabled: true,
        dataTraceEnabled: false,
        metricsEnabled: false,
        requireAuthorizationForCacheControl: true,
        throttlingBurstLimit: 5000,
        throttlingRateLimit: 10000,
        unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
      },
    });
    await gateway.updateStage({ ...stage, patchOperations: [remove('/*/*')] });
    assert.deepEqual((await gateway.getStage(stage)).methodSettings ?? {}, {});
  },
  async export_oas30() {
    const api = await lab.api({}, { deployment: false });
    const { id: requestValidatorId = '' } = await gateway.createRequestValidator({
      restApiId: api.id,
      name: 'all',
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    await api.add({ 'GET /things/{id}': mock(), 'POST /things': { ...mock(), method: { requestValidatorId } } });
    await api.deploy();
    const { body } = await gateway.getExport({
      restApiId: api.id,
      stageName: 'test',
      exportType: 'oas30',
      parameters: { extensions: 'apigateway' },
      accepts: 'application/json',
    });
    const exported = JSON.parse(Buffer.from(body ?? []).toString());
    assert.match(exported.openapi, /^3\.0\./);
    assert.deepEqual(Object.keys(exported.paths).sort(), ['/things', '/things/{id}']);
    assert.equal(exported.paths['/things/{id}'].get['x-amazon-apigateway-integration'].type, 'mock');
    assert.equal(exported.paths['/things'].post['x-amazon-apigateway-request-validator'], 'all');
    assert.deepEqual(exported['x-amazon-apigateway-request-validators'], {
      all: { validateRequestBody: true, validateRequestParameters: true },
    });
  },
  async put_rest_api_openapi() {
    const { id: restApiId } = await lab.api({ 'GET /old': mock() });
    const integration = {
      type: 'mock',
      requestTemplates: { 'application/json': '{"statusCode":200}' },
      responses: { default: { statusCode: '200', responseTemplates: { 'application/json': '{"new":true}' } } },
    };
    await gateway.putRestApi({
      restApiId,
      mode: 'overwrite',
      body: Buffer.from(
        JSON.stringify({
          openapi: '3.0.1',
          info: { title: 'imported', version: '1' },
          'x-amazon-apigateway-request-validators': { params: { validateRequestParameters: true } },
          paths: {
            '/new': {
              get: {
                parameters: [{ name: 'q', in: 'query', required: true, schema: { type: 'string' } }],
                responses: { '200': { description: 'ok' } },
                'x-amazon-apigateway-request-validator': 'params',
                'x-amazon-apigateway-integration': integration,
              },
            },
          },
        }),
      ),
    });
    const get = (path: string) => lab.request(`/restapis/${restApiId}/test/_user_request_${path}`);
    assert.equal((await get('/new?q=1')).status, 403, 'before the deployment');
    await gateway.createDeployment({ restApiId, stageName: 'test' });
    assert.deepEqual((await get('/new?q=1')).json, { new: true });
    const { status, json } = await get('/new');
    assert.deepEqual([status, json], [400, { message: 'Missing required request parameters: [q]' }]);
    assert.equal((await get('/old')).status, 403);
  },
  async test_invoke_method() {
    const api = await lab.api({ 'GET /': mock('{"tested":"$input.params(\'q\')"}') }, { deployment: false });
    const { status, body, log, latency, headers } = await gateway.testInvokeMethod({
      restApiId: api.id,
      resourceId: api.rootId,
      httpMethod: 'GET',
      pathWithQueryString: '/?q=yes',
    });
    assert.deepEqual([status, JSON.parse(body ?? '')], [200, { tested: 'yes' }]);
    assert.match(log ?? '', /Execution log for request [\s\S]+Method completed with status: 200/);
    assert.deepEqual([typeof latency, headers?.['Content-Type']], ['number', 'application/json']);
  },
  async test_invoke_stage_variables() {
    const api = await lab.api({ 'GET /': mock('"$stageVariables.colour"') }, { deployment: false });
    const { body } = await gateway.testInvokeMethod({
      restApiId: api.id,
      resourceId: api.rootId,
      httpMethod: 'GET',
      stageVariables: { colour: 'green' },
    });
    assert.equal(body, '"green"');
  },
  async missing_resource() {
    const { id: restApiId } = await lab.api({}, { deployment: false });
    const put = gateway.putMethod({ restApiId, resourceId: 'nowhere', httpMethod: 'GET', authorizationType: 'NONE' });
    assert.deepEqual(await refusal(put), {
      name: 'NotFoundException',
      message: 'Invalid Resource identifier specified',
    });
  },
  async missing_api() {
    assert.deepEqual(await refusal(gateway.getRestApi({ restApiId: 'nowhere' })), {
      name: 'NotFoundException',
      message: `Invalid API identifier specified ${ACCOUNT}:nowhere`,
    });
  },
  async same_resource_twice() {
    const { id: restApiId, rootId: parentId } = await lab.api({}, { deployment: false });
    await gateway.createResource({ restApiId, parentId, pathPart: 'pets' });
    assert.deepEqual(await refusal(gateway.createResource({ restApiId, parentId, pathPart: 'pets' })), {
      name: 'ConflictException',
      message: 'Another resource with the same parent already has this name: pets',
    });
  },
  async same_method_twice() {
    const api = await lab.api({ 'GET /': mock() }, { deployment: false });
    assert.equal((await refusal(api.add({ 'GET /': mock() }))).name, 'ConflictException');
  },
  async bad_http_method() {
    const { id: restApiId, rootId: resourceId } = await lab.api({}, { deployment: false });
    const put = gateway.putMethod({ restApiId, resourceId, httpMethod: 'FETCH', authorizationType: 'NONE' });
    assert.deepEqual(await refusal(put), {
      name: 'BadRequestException',
      message: 'Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY',
    });
  },
  async authorizer_needed() {
    const { id: restApiId, rootId: resourceId } = await lab.api({}, { deployment: false });
    const put = { restApiId, resourceId, httpMethod: 'GET', authorizationType: 'CUSTOM' };
    for (const more of [{}, { authorizerId: 'nobody' }]) {
      assert.equal((await refusal(gateway.putMethod({ ...put, ...more }))).name, 'BadRequestException');
    }
  },
  async model_in_use() {
    const api = await lab.api({}, { deployment: false });
    const model = { restApiId: api.id, name: 'Used' };
    await gateway.createModel({ ...model, contentType: 'application/json', schema: '{"type":"object"}' });
    await api.add({ 'POST /': { ...mock(), method: { requestModels: { 'application/json': 'Used' } } } });
    assert.deepEqual(await refusal(gateway.deleteModel({ restApiId: api.id, modelName: 'Used' })), {
      name: 'ConflictException',
      message: "Cannot delete model 'Used', is referenced in method request: //POST",
    });
  },
  async bad_integration_uri() {
    const api = await lab.api({ 'GET /': mock() }, { deployment: false });
    const put = (type: 'HTTP' | 'AWS_PROXY', uri: string) =>
      refusal(
        gateway.putIntegration({
          restApiId: api.id,
          resourceId: api.rootId,
          httpMethod: 'GET',
          type,
          integrationHttpMethod: 'POST',
          uri,
        }),
      );
    assert.deepEqual(await put('HTTP', 'no-url'), {
      name: 'BadRequestException',
      message: 'Invalid HTTP endpoint specified for URI',
    });
    assert.deepEqual(await put('AWS_PROXY', `arn:aws:lambda:${REGION}:${ACCOUNT}:function:f`), {
      name: 'BadRequestException',
      message: 'AWS ARN for integration must contain path or action',
    });
  },
  async integration_defaults() {
    const api = await lab.api({ 'GET /': { method: {} } }, { deployment: false });
    const at = { restApiId: api.id, resourceId: api.rootId, httpMethod: 'GET' };
    const { $metadata, ...made } = await gateway.putIntegration({
      ...at,
      type: 'HTTP',
      integrationHttpMethod: 'POST',
      uri: 'http://example.com',
    });
    assert.deepEqual(made, {
      type: 'HTTP',
      httpMethod: 'POST',
      uri: 'http://example.com',
      connectionType: 'INTERNET',
      passthroughBehavior: 'WHEN_NO_MATCH',
      timeoutInMillis: 29000,
      cacheNamespace: api.rootId,
      cacheKeyParameters: [],
    });
  },
  async default_models() {
    const { id: restApiId } = await lab.api({}, { deployment: false });
    const { items = [] } = await gateway.getModels({ restApiId });
    assert.deepEqual(items.map(({ name }) => name).sort(), ['Empty', 'Error']);
  },
  async custom_domain() {
    const shop = await lab.api({ 'GET /things': mock('"shop $context.path"') });
    const admin = await lab.api({ 'GET /things': mock('"admin"') });
    await admin.deploy('beta');
    const domainName = await domain();
    await gateway.createBasePathMapping({ domainName, basePath: 'shop', restApiId: shop.id, stage: 'test' });
    await gateway.createBasePathMapping({ domainName, basePath: 'admin', restApiId: admin.id, stage: 'beta' });
    assert.match((await at(domainName, '/shop/things')).text, /^"shop /);
    assert.equal((await at(domainName, '/admin/things')).text, '"admin"');
    assert.equal((await at(domainName, '/elsewhere/things')).status, 403);
  },
  async custom_domain_root() {
    const api = await lab.api({ 'GET /things': mock('"root"') });
    const domainName = await domain();
    await gateway.createBasePathMapping({ domainName, restApiId: api.id, stage: 'test' });
    assert.equal((await at(domainName, '/things')).text, '"root"');
    assert.equal((await at(domainName, '/test/things')).status, 403);
  },
  async custom_domain_when_default_off() {
    const api = await lab.api({ 'GET /': mock('"here"') }, { disableExecuteApiEndpoint: true });
    const domainName = await domain();
    await gateway.createBasePathMapping({ domainName, restApiId: api.id, stage: 'test' });
    const { status, json } = await api.send();
    assert.deepEqual([status, json], [403, { message: 'Forbidden' }]);
    assert.equal((await at(domainName, '/')).text, '"here"');
  },
});

const SPAN = 400;

gatewayRules('limits', {
  async body_over_10_mb() {
    const api = await lab.api({ 'POST /': mock('{}') });
    const post = (size: number) =>
      api.send({ method: 'POST', body: Buffer.alloc(size, 'a'), headers: { 'Content-Type': 'application/json' } });
    assert.equal((await post(10_485_761)).status, 413);
    assert.equal((await post(1_048_576)).status, 200);
  },
  async headers_over_10240() {
    const api = await lab.api({ 'GET /': mock('{}') });
    const headers = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`X-Filler-${at}`, 'v'.repeat(SPAN)]));
    assert.equal((await api.send({ headers: headers(6_000 / SPAN) })).status, 200);
    const { status } = await api.send({ headers: headers(11_200 / SPAN) });
    assert.ok([400, 413, 431, 494].includes(status), `status ${status}`);
  },
  async compression_size_range() {
    const made = gateway.createRestApi({ name: 'too large', minimumCompressionSize: 10_485_761 });
    assert.equal((await refusal(made)).name, 'BadRequestException');
    await gateway.createRestApi({ name: 'large', minimumCompressionSize: 10_485_760 });
  },
  async one_variable_sibling() {
    const { id: restApiId, rootId: parentId } = await lab.api({}, { deployment: false });
    await gateway.createResource({ restApiId, parentId, pathPart: '{a}' });
    const { name, message } = await refusal(gateway.createResource({ restApiId, parentId, pathPart: '{b}' }));
    assert.deepEqual(
      [name, message],
      [
        'BadRequestException',
        'A sibling ({a}) of this resource already has a variable path part -- only one is allowed',
      ],
    );
  },
});

test('a patch of a stage whose value or variable is none changes nothing', async () => {
  const { id: restApiId } = await lab.api({ 'GET /': mock() });
  const stage = { restApiId, stageName: 'test' };
  const bad = [replace('/variables', 'x'), replace('/*/*/throttling/rateLimit', 'many')];
  for (const operation of [...bad, replace('/*/*/throttling/burstLimit', '')]) {
    const { name } = await refusal(gateway.updateStage({ ...stage, patchOperations: [operation] }));
    assert.equal(name, 'BadRequestException', operation.path);
  }
  const { variables, methodSettings } = await gateway.getStage(stage);
  assert.deepEqual([variables, methodSettings ?? {}], [undefined, {}]);
});
