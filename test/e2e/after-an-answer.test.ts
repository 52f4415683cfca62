import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { projectFolder, runSamlet, startProcess } from '../support/running-samlet.ts';

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  AccessLog:
    Type: AWS::Logs::LogGroup
    Properties: { LogGroupName: /shop/access }
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: apigateway.amazonaws.com }, Action: sts:AssumeRole }]
  Account:
    Type: AWS::ApiGateway::Account
    Properties: { CloudWatchRoleArn: !GetAtt Role.Arn }
  Shop:
    Type: AWS::Serverless::Api
    DependsOn: Account
    Properties:
      Name: shop
      StageName: live
      AccessLogSetting:
        DestinationArn: !GetAtt AccessLog.Arn
        Format: '{"id":"$context.requestId","status":"$context.status","error":"$context.error.responseType"}'
      MethodSettings:
        - { ResourcePath: '/*', HttpMethod: '*', LoggingLevel: INFO, MetricsEnabled: true }
  Main:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs20.x
      InlineCode: "exports.handler = async () => ({ statusCode: 200, body: 'sold' });"
      Events:
        Open: { Type: Api, Properties: { RestApiId: !Ref Shop, Path: /open, Method: get } }
        Keyed: { Type: Api, Properties: { RestApiId: !Ref Shop, Path: /keyed, Method: get, Auth: { ApiKeyRequired: true } } }
`;

const settled = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks until there is an answer: logs and metrics come a moment after the request. */
async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let round = 0; round < 50; round += 1) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await settled(100);
  }
  throw new Error('nothing came within five seconds');
}

test('a template’s requests are logged, measured and explained, also after samlet stopped', async (t) => {
  const folder = await projectFolder({ 'template.yaml': TEMPLATE });
  const samlet = await startProcess(['start', folder]);
  t.after(() => samlet.stop());
  const { url, endpoint, notices } = samlet.ready;
  assert.deepEqual(
    notices.filter(({ kind }) => kind === 'notHonoured'),
    [],
  );
  const open = await fetch(`${url}/open`);
  assert.equal(await open.text(), 'sold');
  const keyed = await fetch(`${url}/keyed`);
  assert.equal(keyed.status, 403);
  const openId = open.headers.get('x-amzn-requestid') ?? '';
  const keyedId = keyed.headers.get('x-amzn-requestid') ?? '';

  const config = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const logs = new CloudWatchLogsClient(config);
  const messages = await eventually(async () => {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: '/shop/access' }));
    return events.length === 2 ? events.map(({ message }) => message) : undefined;
  });
  assert.deepEqual(messages, [
    `{"id":"${openId}","status":"200","error":"-"}`,
    `{"id":"${keyedId}","status":"403","error":"INVALID_API_KEY"}`,
  ]);
  logs.destroy();

  const metrics = new CloudWatchClient(config);
  const now = Date.now();
  const errors = await eventually(async () => {
    const { Datapoints = [] } = await metrics.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/ApiGateway',
        MetricName: '4XXError',
        Dimensions: Object.entries({ ApiName: 'shop', Stage: 'live', Resource: '/keyed', Method: 'GET' }).map(
          ([Name, Value]) => ({ Name, Value }),
        ),
        StartTime: new Date(now - 600_000),
        EndTime: new Date(now + 600_000),
        Period: 3600,
        Statistics: ['Sum', 'SampleCount'],
      }),
    );
    return Datapoints[0];
  });
  assert.deepEqual([errors.Sum, errors.SampleCount], [1, 1]);
  metrics.destroy();

  const why = await runSamlet(['why', keyedId], { cwd: folder });
  assert.match(why.stdout, /^GET \/keyed {2}403 Forbidden in \d+ ms\n/);
  assert.match(why.stdout, /\/live GET \/keyed\n/);
  assert.match(why.stdout, /\+\d+ ms {2}api-key/);
  assert.match(why.stdout, /refused +403 Forbidden: INVALID_API_KEY: the request has no API key\n$/);
  await samlet.stop();

  // By its second id, and without one the latest that went wrong.
  const later = await runSamlet(['why', open.headers.get('x-amz-apigw-id') ?? '', '--json'], { cwd: folder });
  const record = JSON.parse(later.stdout);
  assert.deepEqual([record.requestId, record.status, record.kind], [openId, 200, 'api']);
  assert.ok(record.decisions.some(({ text = '' }) => /^the backend answered 200 after \d+ ms$/.test(text)));
  const latest = await runSamlet(['why'], { cwd: folder });
  assert.ok(latest.stdout.includes(keyedId), latest.stdout);
  const unknown = await runSamlet(['why', 'nothing'], { cwd: folder });
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /There is no request "nothing" \[SAMLET_REQUEST_NOT_FOUND\]/);
});

test('the door of a stage does not tell its clients why they were refused', async (t) => {
  const folder = await projectFolder({ 'template.yaml': TEMPLATE });
  const samlet = await startProcess(['start', folder, '--ephemeral']);
  t.after(() => samlet.stop());
  const { url, endpoint } = samlet.ready;
  const keyed = await fetch(`${url}/keyed`);
  const path = `_samlet/requests/${keyed.headers.get('x-amzn-requestid')}`;
  assert.equal((await fetch(`${url}/${path}`)).status, 404);
  assert.equal((await fetch(`${endpoint}/${path}`)).status, 200);
});
