import assert from 'node:assert/strict';
import { after } from 'node:test';
import { CloudWatch, type Dimension } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import {
  ACCOUNT,
  CREDENTIALS,
  gatewayRules,
  http,
  mock,
  REGION,
  refusal,
  ruleLab,
  until,
} from './gateway-rules-lab.ts';

const lab = await ruleLab();
const { gateway, iam } = lab;
const settings = { endpoint: lab.endpoint, region: REGION, credentials: CREDENTIALS };
const logs = new CloudWatchLogs(settings);
const cloudwatch = new CloudWatch(settings);
after(() => {
  logs.destroy();
  cloudwatch.destroy();
});

const { Role } = await iam.createRole({
  RoleName: 'gateway-logs',
  AssumeRolePolicyDocument: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  }),
});
await iam.attachRolePolicy({
  RoleName: 'gateway-logs',
  PolicyArn: 'arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs',
});
await gateway.updateAccount({
  patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: Role?.Arn ?? '' }],
});

/** The messages of a log group, once there are as many. */
async function lines(logGroupName: string, enough: (all: readonly string[]) => boolean): Promise<string[]> {
  let found: string[] = [];
  await until(async () => {
    const { events = [] } = await logs.filterLogEvents({ logGroupName }).catch(() => ({ events: [] }));
    found = events.map(({ message = '' }) => message);
    return enough(found);
  }, 5_000);
  return found;
}

let groups = 0;
/** An API with an access log, which has one line per request; the lines. */
async function logged(format: string, paths: readonly string[]): Promise<string[]> {
  const api = await lab.api({ 'GET /': mock('{}') });
  const logGroupName = `/rules/access${groups++}`;
  await logs.createLogGroup({ logGroupName });
  await api.stage({
    '/accessLogSettings/destinationArn': `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${logGroupName}`,
    '/accessLogSettings/format': format,
  });
  for (const path of paths) await api.send({ path });
  return lines(logGroupName, (all) => all.length >= paths.length);
}

/** The sum of a metric's samples and their number, once there are as many. */
async function metric(MetricName: string, dimensions: Readonly<Record<string, string>>, samples: number) {
  const Dimensions: Dimension[] = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  let sum = 0;
  let count = 0;
  await until(async () => {
    const now = Date.now();
    const { Datapoints = [] } = await cloudwatch.getMetricStatistics({
      Namespace: 'AWS/ApiGateway',
      MetricName,
      Dimensions,
      StartTime: new Date(now - 600_000),
      EndTime: new Date(now + 60_000),
      Period: 60,
      Statistics: ['Sum', 'SampleCount'],
    });
    sum = Datapoints.reduce((all, { Sum = 0 }) => all + Sum, 0);
    count = Datapoints.reduce((all, { SampleCount = 0 }) => all + SampleCount, 0);
    return count >= samples;
  });
  return { sum, count };
}

gatewayRules('observability', {
  async access_log_line() {
    const [line] = await logged('$context.requestId $context.httpMethod $context.resourcePath $context.status', ['/']);
    assert.match(line ?? '', /^[0-9a-f-]{36} GET \/ 200$/);
  },
  async access_log_error() {
    const format =
      '{"id":"$context.requestId","status":"$context.status","error":"$context.error.message","type":"$context.error.responseType"}';
    const [line = '{}'] = await logged(format, ['/nowhere']);
    const { status, error, type } = JSON.parse(line);
    assert.deepEqual([status, error, type], ['403', 'Missing Authentication Token', 'MISSING_AUTHENTICATION_TOKEN']);
  },
  async access_log_missing_value() {
    const [line] = await logged('$context.requestId [$context.authorizer.principalId] [$context.error.message]', ['/']);
    assert.match(line ?? '', / \[-\] \[-\]$/);
  },
  async access_log_needs_request_id() {
    const api = await lab.api({ 'GET /': mock() });
    const refused = await refusal(
      api.stage({
        '/accessLogSettings/destinationArn': `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/rules/none`,
        '/accessLogSettings/format': '$context.status',
      }),
    );
    assert.equal(refused.name, 'BadRequestException');
  },
  async execution_log_data_trace() {
    const backend = lab.backend({ body: '{"came":"back"}', headers: { 'Content-Type': 'application/json' } });
    const api = await lab.api({ 'POST /': http(backend.url) });
    await api.stage({ '/*/*/logging/loglevel': 'INFO', '/*/*/logging/dataTrace': 'true' });
    await api.send({ method: 'POST', body: '{"went":"there"}', headers: { 'Content-Type': 'application/json' } });
    const group = `API-Gateway-Execution-Logs_${api.id}/test`;
    const text = (await lines(group, (all) => all.some((line) => line.includes('Method completed')))).join('\n');
    assert.match(text, /went/);
    assert.match(text, /came/);
  },
  async metric_count() {
    const name = 'counted';
    const api = await lab.api({ 'GET /': mock() }, { name });
    for (let sent = 0; sent < 3; sent++) await api.send();
    assert.equal((await metric('Count', { ApiName: name }, 3)).count, 3);
    assert.equal((await metric('Count', { ApiName: name, Stage: 'test' }, 3)).sum, 3);
  },
  async metric_latency() {
    const name = 'slow';
    const api = await lab.api({ 'GET /': http(lab.backend({ delayMs: 20 }).url) }, { name });
    await api.send();
    assert.ok((await metric('Latency', { ApiName: name, Stage: 'test' }, 1)).sum >= 15);
    assert.ok((await metric('IntegrationLatency', { ApiName: name, Stage: 'test' }, 1)).sum >= 15);
  },
  async metric_detailed() {
    const name = 'detailed';
    const api = await lab.api({ 'GET /things': mock() }, { name });
    const dimensions = { ApiName: name, Resource: '/things', Method: 'GET', Stage: 'test' };
    await api.send({ path: '/things' });
    assert.equal((await metric('Count', { ApiName: name, Stage: 'test' }, 1)).count, 1);
    const before = await cloudwatch.listMetrics({ Namespace: 'AWS/ApiGateway', Dimensions: [{ Name: 'Resource' }] });
    assert.deepEqual(before.Metrics ?? [], []);
    await api.stage({ '/*/*/metrics/enabled': 'true' });
    await api.send({ path: '/things' });
    assert.equal((await metric('Count', dimensions, 1)).count, 1);
  },
});
