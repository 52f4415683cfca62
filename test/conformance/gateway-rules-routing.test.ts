import assert from 'node:assert/strict';
import { type Answer, gatewayRules, http, httpProxy, mock, refusal, ruleLab } from './gateway-rules-lab.ts';

const lab = await ruleLab();
const { gateway } = lab;

const api = await lab.api({
  'GET /a': mock('"a"'),
  'ANY /any': mock('"any"'),
  'GET /any': mock('"get"'),
  'ANY /deep/{proxy+}': mock('"greedy"'),
  'GET /deep/exact': mock('"exact"'),
  'GET /deep/less/{x}': mock('"parameter"'),
});
const rooted = await lab.api({ 'GET /': mock('"root"') });
const text = async (path: string, method = 'GET') => (await api.send({ path, method })).text;

const refused = ({ status, json }: Answer) => [status, json];
const MISSING_TOKEN = [403, { message: 'Missing Authentication Token' }];
const FORBIDDEN = [403, { message: 'Forbidden' }];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An API of which `/{name}` and `/far/{proxy+}` pass their parameter on, the one as a query string, the other as a path. */
async function passing() {
  const backend = lab.backend();
  const passed = await lab.api({
    'GET /{name}': http(
      backend.url,
      { requestParameters: { 'integration.request.querystring.name': 'method.request.path.name' } },
      { method: { requestParameters: { 'method.request.path.name': true } } },
    ),
    'GET /far/{proxy+}': httpProxy(
      `${backend.url}/{proxy}`,
      { requestParameters: { 'integration.request.path.proxy': 'method.request.path.proxy' } },
      { requestParameters: { 'method.request.path.proxy': true } },
    ),
  });
  /** The URL that reaches the backend, behind the backend's own path. */
  return async (path: string) => {
    assert.equal((await passed.send({ path })).status, 200);
    return backend.received.at(-1);
  };
}

gatewayRules('routing', {
  async unknown_path() {
    assert.deepEqual(refused(await api.send({ path: '/nowhere' })), MISSING_TOKEN);
  },
  async unknown_path_error_type() {
    const { headers } = await api.send({ path: '/nowhere' });
    assert.equal(headers['x-amzn-errortype'], 'MissingAuthenticationTokenException');
  },
  async wrong_method() {
    assert.deepEqual(refused(await api.send({ path: '/a', method: 'DELETE' })), MISSING_TOKEN);
  },
  async root_without_method() {
    assert.deepEqual(refused(await api.send()), MISSING_TOKEN);
  },
  async head_not_from_get() {
    assert.equal((await api.send({ path: '/a', method: 'HEAD' })).status, 403);
  },
  async any_method() {
    assert.deepEqual([await text('/any'), await text('/any', 'PATCH')], ['"get"', '"any"']);
  },
  async exact_over_greedy() {
    assert.deepEqual([await text('/deep/exact'), await text('/deep/other/x')], ['"exact"', '"greedy"']);
  },
  async parameter_over_greedy() {
    assert.deepEqual([await text('/deep/less/1'), await text('/deep/less/1/2')], ['"parameter"', '"greedy"']);
  },
  async greedy_not_parent() {
    assert.deepEqual(refused(await api.send({ path: '/deep' })), MISSING_TOKEN);
  },
  async root_path() {
    const { id } = rooted;
    for (const path of [`/restapis/${id}/test/_user_request_/`, `/restapis/${id}/test/_user_request_`]) {
      assert.equal((await lab.request(path)).text, '"root"');
    }
    const headers = { Host: `${id}.execute-api.localhost` };
    for (const path of ['/test', '/test/']) assert.equal((await lab.request(path, { headers })).text, '"root"');
  },
  async trailing_slash_greedy() {
    const received = await (await passing())('/far/a/b/');
    assert.match(received?.path ?? '', /^\/b\d+\/a\/b$/);
  },
  async double_slash() {
    const received = await (await passing())('/far/a//b');
    assert.match(received?.path ?? '', /^\/b\d+\/a\/\/b$/);
  },
  async case_sensitive() {
    assert.deepEqual(refused(await api.send({ path: '/A' })), MISSING_TOKEN);
  },
  async encoded_path_parameter() {
    const received = await (await passing())('/a%20b');
    assert.equal(received?.query.get('name'), 'a b');
  },
  async request_id_headers() {
    const answers = [await api.send({ path: '/a' }), await api.send({ path: '/a' })];
    for (const { headers } of answers) assert.match(headers['x-amzn-requestid'] ?? '', UUID);
    for (const name of ['x-amzn-requestid', 'x-amz-apigw-id']) {
      assert.equal(new Set(answers.map(({ headers }) => headers[name] ?? 'none')).size, 2, name);
    }
  },
  async request_id_on_errors() {
    const { headers } = await api.send({ path: '/nowhere' });
    assert.match(headers['x-amzn-requestid'] ?? '', UUID);
    assert.notEqual(headers['x-amz-apigw-id'] ?? '', '');
    assert.equal(headers['content-type'], 'application/json');
  },
  async deleted_stage() {
    const { id: restApiId, send } = await lab.api({ 'GET /': mock() });
    assert.equal((await send()).status, 200);
    await gateway.deleteStage({ restApiId, stageName: 'test' });
    assert.deepEqual(refused(await send()), FORBIDDEN);
  },
  async undeployed_api() {
    const { send } = await lab.api({ 'GET /': mock() }, { deployment: false });
    assert.deepEqual(refused(await send()), FORBIDDEN);
  },
  async deleted_api() {
    const { id: restApiId, send } = await lab.api({ 'GET /': mock() });
    await gateway.deleteRestApi({ restApiId });
    assert.ok([403, 404].includes((await send()).status));
  },
});

const changing = () => lab.api({ 'GET /': mock('"first"'), 'GET /more': mock('"more"') });
const replaceTemplate = (restApiId: string, resourceId: string, template: string) =>
  gateway.updateIntegrationResponse({
    restApiId,
    resourceId,
    httpMethod: 'GET',
    statusCode: '200',
    patchOperations: [{ op: 'replace', path: '/responseTemplates/application~1json', value: template }],
  });
const canary = (percentTraffic: number, stageVariableOverrides = {}) => ({
  canarySettings: { percentTraffic, stageVariableOverrides },
});

/** An API of which the stage answers "first" and its canary "second". */
async function released(percentTraffic: number) {
  const made = await changing();
  await replaceTemplate(made.id, made.rootId, '"second"');
  await made.deploy('test', canary(percentTraffic));
  return made;
}

gatewayRules('deployments', {
  async change_needs_deployment() {
    const { id, rootId, deploy, send } = await changing();
    await replaceTemplate(id, rootId, '"second"');
    assert.equal((await send()).text, '"first"');
    await deploy();
    assert.equal((await send()).text, '"second"');
  },
  async deleted_method_served_until_deployment() {
    const { id: restApiId, rootId: resourceId, deploy, send } = await changing();
    await gateway.deleteMethod({ restApiId, resourceId, httpMethod: 'GET' });
    assert.equal((await send()).text, '"first"');
    await deploy();
    assert.deepEqual(refused(await send()), MISSING_TOKEN);
  },
  async deleted_resource_served_until_deployment() {
    const { id: restApiId, resources, deploy, send } = await changing();
    await gateway.deleteResource({ restApiId, resourceId: resources.get('/more') });
    assert.equal((await send({ path: '/more' })).text, '"more"');
    await deploy();
    assert.deepEqual(refused(await send({ path: '/more' })), MISSING_TOKEN);
  },
  async stage_back_to_old_deployment() {
    const { id: restApiId, rootId, deploy, stage, send } = await changing();
    const { deploymentId = '' } = await gateway.getStage({ restApiId, stageName: 'test' });
    await replaceTemplate(restApiId, rootId, '"second"');
    await deploy();
    assert.equal((await send()).text, '"second"');
    await stage({ '/deploymentId': deploymentId });
    assert.equal((await send()).text, '"first"');
  },
  async stages_have_own_deployments() {
    const { id, rootId, deploy, send } = await changing();
    await replaceTemplate(id, rootId, '"second"');
    await deploy('other');
    assert.deepEqual([(await send()).text, (await send({ stage: 'other' })).text], ['"first"', '"second"']);
  },
  async deployment_in_use_not_deleted() {
    const { id: restApiId, deploy } = await changing();
    const { deploymentId: unused } = await gateway.getStage({ restApiId, stageName: 'test' });
    const deploymentId = await deploy();
    const { name, message } = await refusal(gateway.deleteDeployment({ restApiId, deploymentId }));
    assert.equal(name, 'BadRequestException');
    assert.match(message, /^Active stages pointing to this deployment must be moved or deleted/);
    await gateway.deleteDeployment({ restApiId, deploymentId: unused });
  },
  async stage_variable_in_uri() {
    const backend = lab.backend();
    const { deploy, send } = await lab.api(
      { 'GET /': http(`http://\${stageVariables.where}/x`) },
      { deployment: { variables: { where: `${backend.url.slice(7)}/one` } } },
    );
    await deploy('other', { variables: { where: `${backend.url.slice(7)}/two` } });
    for (const stage of ['test', 'other']) assert.equal((await send({ stage })).status, 200);
    assert.deepEqual(
      backend.received.map(({ path }) => path.split('/')[2]),
      ['one', 'two'],
    );
  },
  async stage_variable_update_at_once() {
    const variables = { colour: 'blue' };
    const { stage, send } = await lab.api({ 'GET /': mock('$stageVariables.colour') }, { deployment: { variables } });
    assert.equal((await send()).text, 'blue');
    await stage({ '/variables/colour': 'green' });
    assert.equal((await send()).text, 'green');
  },
  async canary_0() {
    const { send } = await released(0);
    for (let sent = 0; sent < 10; sent++) assert.equal((await send()).text, '"first"');
  },
  async canary_50() {
    const { send } = await released(50);
    const answers = await Promise.all(Array.from({ length: 100 }, () => send()));
    const canaries = answers.filter(({ text }) => text === '"second"').length;
    // Outside of this once in more than 10^9 runs.
    assert.ok(canaries > 20 && canaries < 80, `${canaries} of 100`);
  },
  async canary_variable_overrides() {
    const template = '$stageVariables.a $stageVariables.b $context.isCanaryRequest';
    const { deploy, stage, send } = await lab.api(
      { 'GET /': mock(template) },
      { deployment: { variables: { a: 'a0', b: 'b0' } } },
    );
    await deploy('test', canary(100, { a: 'a1' }));
    assert.equal((await send()).text, 'a1 b0 true');
    await stage({ '/canarySettings/percentTraffic': '0' });
    assert.equal((await send()).text, 'a0 b0 false');
  },
  async canary_needs_stage() {
    const { deploy } = await changing();
    assert.equal((await refusal(deploy('nowhere', canary(50)))).name, 'BadRequestException');
  },
  async disabled_default_endpoint() {
    const { id: restApiId, deploy, send } = await changing();
    await gateway.updateRestApi({
      restApiId,
      patchOperations: [{ op: 'replace', path: '/disableExecuteApiEndpoint', value: 'true' }],
    });
    await deploy();
    assert.deepEqual(refused(await send()), FORBIDDEN);
  },
  async deployment_needs_integrations() {
    const { deploy } = await lab.api({ 'GET /': {} }, { deployment: false });
    assert.match((await refusal(deploy())).message, /No integration defined for method/);
  },
  async create_deployment_creates_stage() {
    const { id: restApiId, deploy } = await lab.api({ 'GET /': mock() }, { deployment: false });
    const deploymentId = await deploy('made', { stageDescription: 'new', variables: { a: '1' } });
    const stage = await gateway.getStage({ restApiId, stageName: 'made' });
    assert.deepEqual([stage.deploymentId, stage.description, stage.variables], [deploymentId, 'new', { a: '1' }]);
  },
});
