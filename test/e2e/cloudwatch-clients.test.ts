import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import {
  CloudWatchClient,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { startSamlet } from '../../src/index.ts';
import { withoutAwsCli, withoutBoto3 } from '../support/installed.ts';
import { oneFunction, projectFolder } from '../support/running-samlet.ts';
import { signedRequest } from '../support/sign-request.ts';

const template = await projectFolder(
  oneFunction(
    `export const handler = async (event) => {
       if (event.fail) throw new Error('on purpose');
       process.stdout.write(JSON.stringify({
         _aws: { Timestamp: Date.now(), CloudWatchMetrics: [{ Namespace: 'Shop', Dimensions: [['service']], Metrics: [{ Name: 'orders', Unit: 'Count' }] }] },
         service: 'checkout', orders: 3,
       }) + '\\n');
       return { statusCode: 200, body: 'ok' };
     };`,
  ),
);
let samlet = await startSamlet({ template });
after(() => samlet.stop());

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const settings = () => ({ endpoint: samlet.endpoint, region: 'us-east-1', credentials });
const [, functionName = ''] = Object.entries(samlet.running.functions)[0] ?? [];
const environment = () => ({
  ...process.env,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_ENDPOINT_URL: samlet.endpoint,
  AWS_PAGER: '',
});
const run = promisify(execFile);
const aws = async (...args: string[]) => {
  const { stdout } = await run('aws', [...args, '--output', 'json'], { env: environment() });
  return stdout === '' ? undefined : JSON.parse(stdout);
};
const range = () => ({ StartTime: new Date(Date.now() - 600_000), EndTime: new Date(Date.now() + 120_000) });

async function sumOf(Namespace: string, MetricName: string, dimensions: Record<string, string>): Promise<number> {
  const { Datapoints = [] } = await new CloudWatchClient(settings()).send(
    new GetMetricStatisticsCommand({
      ...range(),
      Namespace,
      MetricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      Period: 60,
      Statistics: ['Sum'],
    }),
  );
  return Datapoints.reduce((sum, point) => sum + (point.Sum ?? 0), 0);
}

test('invocations and embedded metrics of a function are read through the SDK', async () => {
  const lambda = new LambdaClient(settings());
  for (const event of [{}, {}, { fail: true }]) {
    await lambda.send(new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(event)) }));
  }
  assert.equal(await sumOf('AWS/Lambda', 'Invocations', { FunctionName: functionName }), 3);
  assert.equal(await sumOf('AWS/Lambda', 'Errors', { FunctionName: functionName }), 1);
  assert.equal(await sumOf('AWS/Lambda', 'Invocations', {}), 3);
  assert.ok((await sumOf('AWS/Lambda', 'Duration', { FunctionName: functionName })) > 0);
  assert.equal(await sumOf('Shop', 'orders', { service: 'checkout' }), 6);

  const metric = (Id: string, MetricName: string) => ({
    Id,
    ReturnData: false,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/Lambda',
        MetricName,
        Dimensions: [{ Name: 'FunctionName', Value: functionName }],
      },
      Period: 3600,
      Stat: 'Sum',
    },
  });
  const { MetricDataResults } = await new CloudWatchClient(settings()).send(
    new GetMetricDataCommand({
      ...range(),
      MetricDataQueries: [
        { Id: 'rate', Expression: '100 * errors / calls', Label: 'Error rate' },
        metric('errors', 'Errors'),
        metric('calls', 'Invocations'),
      ],
    }),
  );
  assert.deepEqual(
    MetricDataResults?.map(({ Label, Values }) => [Label, Values?.map(Math.round)]),
    [['Error rate', [33]]],
  );
});

test('metrics are kept over a restart', async () => {
  await samlet.stop();
  samlet = await startSamlet({ template });
  assert.equal(await sumOf('Shop', 'orders', { service: 'checkout' }), 6);
  const { Metrics } = await new CloudWatchClient(settings()).send(new ListMetricsCommand({ Namespace: 'Shop' }));
  assert.deepEqual(Metrics, [
    { Namespace: 'Shop', MetricName: 'orders', Dimensions: [{ Name: 'service', Value: 'checkout' }] },
  ]);
});

test('the aws command puts, lists and reads metrics', { skip: withoutAwsCli }, async () => {
  await aws(
    'cloudwatch',
    'put-metric-data',
    '--namespace',
    'Cli',
    '--metric-name',
    'm',
    '--value',
    '7',
    '--unit',
    'Count',
    '--dimensions',
    'a=b',
  );
  await aws(
    'cloudwatch',
    'put-metric-data',
    '--namespace',
    'Cli',
    '--metric-name',
    'm',
    '--statistic-values',
    'Sum=11,Minimum=2,Maximum=5,SampleCount=3',
    '--unit',
    'Count',
    '--dimensions',
    'a=b',
  );
  const { Metrics } = await aws('cloudwatch', 'list-metrics', '--namespace', 'Cli');
  assert.deepEqual(Metrics, [{ Namespace: 'Cli', MetricName: 'm', Dimensions: [{ Name: 'a', Value: 'b' }] }]);
  const [start, end] = [range().StartTime.toISOString(), range().EndTime.toISOString()];
  const { Datapoints } = await aws(
    'cloudwatch',
    'get-metric-statistics',
    '--namespace',
    'Cli',
    '--metric-name',
    'm',
    '--dimensions',
    'Name=a,Value=b',
    '--start-time',
    start,
    '--end-time',
    end,
    '--period',
    '3600',
    '--statistics',
    'Sum',
    'SampleCount',
  );
  assert.deepEqual(
    Datapoints.map(({ Sum, SampleCount, Unit }: Record<string, unknown>) => [Sum, SampleCount, Unit]),
    [[18, 4, 'Count']],
  );
  const query = JSON.stringify([
    {
      Id: 'm',
      MetricStat: {
        Metric: { Namespace: 'Cli', MetricName: 'm', Dimensions: [{ Name: 'a', Value: 'b' }] },
        Period: 3600,
        Stat: 'Maximum',
      },
    },
  ]);
  const data = await aws(
    'cloudwatch',
    'get-metric-data',
    '--metric-data-queries',
    query,
    '--start-time',
    start,
    '--end-time',
    end,
  );
  assert.deepEqual(data.MetricDataResults[0].Values, [7]);
  await assert.rejects(
    aws('cloudwatch', 'put-metric-data', '--namespace', 'AWS/Lambda', '--metric-name', 'm', '--value', '1'),
    /\(InvalidParameterValue\) when calling the PutMetricData operation: The value AWS\/ for parameter Namespace is invalid\./,
  );
});

test('the aws command makes metric filters, which count what is put', { skip: withoutAwsCli }, async () => {
  const group = ['--log-group-name', '/cli/app'];
  await aws('logs', 'create-log-group', ...group);
  await aws('logs', 'create-log-stream', ...group, '--log-stream-name', 's');
  await aws(
    'logs',
    'put-metric-filter',
    ...group,
    '--filter-name',
    'errors',
    '--filter-pattern',
    'ERROR',
    '--metric-transformations',
    'metricName=Errors,metricNamespace=CliApp,metricValue=1',
  );
  await aws(
    'logs',
    'put-log-events',
    ...group,
    '--log-stream-name',
    's',
    '--log-events',
    `timestamp=${Date.now()},message=ERROR`,
  );
  assert.equal(await sumOf('CliApp', 'Errors', {}), 1);
  const { metricFilters } = await aws('logs', 'describe-metric-filters', ...group);
  assert.equal(metricFilters[0].filterName, 'errors');
});

const python = `
import boto3, datetime, botocore.config, botocore.exceptions
now = datetime.datetime.now(datetime.timezone.utc)
client = boto3.client('cloudwatch')
client.put_metric_data(Namespace='Boto', MetricData=[{'MetricName': 'm', 'Values': [1.0, 10.0], 'Counts': [2, 4], 'Unit': 'Count', 'Timestamp': now}])
answer = client.get_metric_statistics(Namespace='Boto', MetricName='m', StartTime=now - datetime.timedelta(minutes=5), EndTime=now + datetime.timedelta(minutes=5), Period=3600, Statistics=['SampleCount', 'Sum', 'Maximum'])
point = answer['Datapoints'][0]
print(answer['Label'], float(point['SampleCount']), float(point['Sum']), float(point['Maximum']), point['Unit'])
data = client.get_metric_data(StartTime=now - datetime.timedelta(minutes=5), EndTime=now + datetime.timedelta(minutes=5), MetricDataQueries=[{'Id': 'e', 'Expression': 'm * 2'}, {'Id': 'm', 'ReturnData': False, 'MetricStat': {'Metric': {'Namespace': 'Boto', 'MetricName': 'm'}, 'Period': 3600, 'Stat': 'p90'}}])
print([float(value) for value in data['MetricDataResults'][0]['Values']])
print([m['MetricName'] for m in client.get_paginator('list_metrics').paginate(Namespace='Boto').build_full_result()['Metrics']])
try:
    client.put_metric_data(Namespace='Boto', MetricData=[{'MetricName': 'm', 'Value': 1.5, 'Values': [1.0]}])
except botocore.exceptions.ClientError as error:
    print(error.response['Error']['Code'])
`;

test('boto3 puts, lists and reads metrics', { skip: withoutBoto3 }, async () => {
  const { stdout } = await run('python3', ['-c', python], { env: environment() });
  assert.deepEqual(stdout.trim().split('\n'), [
    'm 6.0 42.0 10.0 Count',
    '[20.0]',
    "['m']",
    'InvalidParameterCombination',
  ]);
});

test('the same client speaks CBOR', async () => {
  const paths: string[] = [];
  const client = new CloudWatchClient({ ...settings(), protocol: SmithyRpcV2CborProtocol });
  client.middlewareStack.add(
    (next) => (args) => {
      const { path } = args.request as { readonly path: string };
      paths.push(path);
      return next(args);
    },
    { step: 'finalizeRequest' },
  );
  const put = (Namespace: string) =>
    client.send(new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: 'm', Values: [1, 2.5] }] }));
  await put('Cbor');
  const { Datapoints } = await client.send(
    new GetMetricStatisticsCommand({
      ...range(),
      Namespace: 'Cbor',
      MetricName: 'm',
      Period: 3600,
      Statistics: ['Average'],
    }),
  );
  assert.equal(Datapoints?.[0]?.Average, 1.75);
  await assert.rejects(put('AWS/Cbor'), {
    name: 'InvalidParameterValueException',
    message: 'The value AWS/ for parameter Namespace is invalid.',
  });
  assert.equal(paths[0], '/service/GraniteServiceVersion20100801/operation/PutMetricData');
});

test('the query protocol answers metrics as XML', async () => {
  const action = async (parameters: Record<string, string>) => {
    const body = new URLSearchParams({ Version: '2010-08-01', ...parameters }).toString();
    const { headers } = signedRequest({
      service: 'monitoring',
      body,
      headers: { host: new URL(samlet.endpoint).host, 'content-type': 'application/x-www-form-urlencoded' },
      signedAt: Date.now(),
    });
    const response = await fetch(samlet.endpoint, { method: 'POST', headers: headers as Record<string, string>, body });
    return { status: response.status, text: await response.text() };
  };
  const put = { Action: 'PutMetricData', Namespace: 'Query', 'MetricData.member.1.MetricName': 'm' };
  assert.equal((await action({ ...put, 'MetricData.member.1.Value': '5' })).status, 200);
  const listed = await action({ Action: 'ListMetrics', Namespace: 'Query' });
  assert.match(listed.text, /<MetricName>m<\/MetricName>/);
  const refused = await action(put);
  assert.equal(refused.status, 400);
  assert.match(refused.text, /<Code>InvalidParameterCombination<\/Code>/);
});
