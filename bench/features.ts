import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, median, sequence, startRawServer, startSamletProcess, stop } from './processes.ts';
import { atLeast } from './report.ts';

const CONNECTIONS = 16;
const ROUNDS = 3;
const WARM_UP_MS = 2_000;
const MEASURE_MS = 3_000;
const KEY = 'benchmark-key-0123456789';
const BODY = '{"message":"hello"}';

const proxy = {
  type: 'aws_proxy',
  httpMethod: 'POST',
  uri: {
    'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Hello.Arn}/invocations',
  },
};
const required = { in: 'query', name: 'q', required: true, type: 'string' };
const template = {
  Transform: 'AWS::Serverless-2016-10-31',
  Resources: {
    Hello: {
      Type: 'AWS::Serverless::Function',
      Properties: { CodeUri: '.', Handler: 'index.handler', Runtime: 'nodejs20.x' },
    },
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/bench' } },
    LogRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
      },
    },
    Account: { Type: 'AWS::ApiGateway::Account', Properties: { CloudWatchRoleArn: { 'Fn::GetAtt': 'LogRole.Arn' } } },
    Plain: {
      Type: 'AWS::Serverless::Api',
      Properties: {
        StageName: 'plain',
        CacheClusterEnabled: true,
        CacheClusterSize: '0.5',
        MethodSettings: [{ ResourcePath: '/cached', HttpMethod: 'GET', CachingEnabled: true }],
        DefinitionBody: {
          swagger: '2.0',
          info: { title: 'plain', version: '1' },
          paths: {
            '/hello': { get: { 'x-amazon-apigateway-integration': proxy } },
            '/cached': { get: { 'x-amazon-apigateway-integration': proxy } },
            '/mock': {
              get: {
                responses: { 200: { description: 'ok' } },
                'x-amazon-apigateway-integration': {
                  type: 'mock',
                  requestTemplates: { 'application/json': '{"statusCode": 200}' },
                  responses: { default: { statusCode: '200', responseTemplates: { 'application/json': BODY } } },
                },
              },
            },
          },
        },
      },
    },
    Guarded: {
      Type: 'AWS::Serverless::Api',
      DependsOn: 'Account',
      Properties: {
        StageName: 'guarded',
        AccessLogSetting: {
          DestinationArn: { 'Fn::GetAtt': 'Logs.Arn' },
          Format: '$context.requestId $context.identity.sourceIp $context.httpMethod $context.path $context.status',
        },
        DefinitionBody: {
          swagger: '2.0',
          info: { title: 'guarded', version: '1' },
          securityDefinitions: { key: { type: 'apiKey', name: 'x-api-key', in: 'header' } },
          'x-amazon-apigateway-request-validators': {
            all: { validateRequestBody: true, validateRequestParameters: true },
          },
          paths: {
            '/hello': {
              get: {
                security: [{ key: [] }],
                parameters: [required],
                'x-amazon-apigateway-request-validator': 'all',
                'x-amazon-apigateway-integration': proxy,
              },
            },
          },
        },
      },
    },
    Key: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true, Value: KEY } },
    Plan: {
      Type: 'AWS::ApiGateway::UsagePlan',
      DependsOn: 'GuardedguardedStage',
      Properties: {
        ApiStages: [{ ApiId: { Ref: 'Guarded' }, Stage: 'guarded' }],
        Throttle: { RateLimit: 1_000_000, BurstLimit: 1_000_000 },
        Quota: { Limit: 1_000_000_000, Period: 'DAY' },
      },
    },
    PlanKey: {
      Type: 'AWS::ApiGateway::UsagePlanKey',
      Properties: { KeyId: { Ref: 'Key' }, KeyType: 'API_KEY', UsagePlanId: { Ref: 'Plan' } },
    },
  },
};

/** Features of the gateway over HTTP, against the same function without them and against a raw server. */
export async function features(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'template.json'), JSON.stringify(template));
  writeFileSync(
    join(folder, 'index.mjs'),
    `export const handler = async () => ({ statusCode: 200, body: ${JSON.stringify(BODY)} });\n`,
  );
  const flags = ['--quiet', '--port', '0', '--endpoint-port', '0', '--iam', 'off', '--account-rate', '1000000'];
  const samlet = await startSamletProcess(['start', join(folder, 'template.json'), ...flags]);
  const raw = await startRawServer(BODY);
  try {
    const { apis } = samlet.ready as unknown as { apis: readonly { name: string; url: string }[] };
    const portOf = (name: string) => Number(new URL(apis.find((one) => one.name === name)?.url ?? '').port);
    const targets = {
      raw: { port: raw.port, path: '/hello' },
      hello: { port: portOf('Plain'), path: '/hello' },
      guarded: { port: portOf('Guarded'), path: '/hello?q=1' },
      mock: { port: portOf('Plain'), path: '/mock' },
      cached: { port: portOf('Plain'), path: '/cached' },
    } as const;
    const names = Object.keys(targets) as (keyof typeof targets)[];
    const run = async (name: keyof typeof targets, ms: number) => {
      const { port, path } = targets[name];
      const { requestsPerSecond, failures } = await load(port, path, CONNECTIONS, ms, { 'x-api-key': KEY });
      if (failures > 0) throw new Error(`${failures} requests to ${name} were not answered with 200`);
      return requestsPerSecond;
    };
    for (const name of names) await run(name, WARM_UP_MS);
    const rounds = await sequence(ROUNDS, async () => {
      const rates: Partial<Record<keyof typeof targets, number>> = {};
      for (const name of names) rates[name] = await run(name, MEASURE_MS);
      return rates;
    });
    const rate = (name: keyof typeof targets) => median(rounds.map((one) => one[name] ?? 0));
    const ratio = (name: keyof typeof targets, to: keyof typeof targets) =>
      median(rounds.map((one) => (one[name] ?? 0) / (one[to] ?? 1)));
    const shown = (name: keyof typeof targets, to: keyof typeof targets) =>
      `${rate(name).toFixed(0)}/s; ${to} ${rate(to).toFixed(0)}/s`;
    const guarded = 'API key, usage plan, validation and access log, requests/s against none of them';
    atLeast(guarded, ratio('guarded', 'hello'), 0.6, shown('guarded', 'hello'));
    atLeast('MOCK method, requests/s against raw node:http', ratio('mock', 'raw'), 0.4, shown('mock', 'raw'));
    atLeast('cache hit, requests/s against raw node:http', ratio('cached', 'raw'), 0.4, shown('cached', 'raw'));
  } finally {
    await stop(samlet.child);
    await stop(raw.child);
  }
}
