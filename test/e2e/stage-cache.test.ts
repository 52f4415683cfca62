import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  APIGatewayClient,
  CreateDeploymentCommand,
  FlushStageCacheCommand,
  GetRestApisCommand,
  GetStageCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import { type Samlet, startSamlet } from '../../src/index.ts';

const TEMPLATE = `
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Variables: { colour: blue }
      CacheClusterEnabled: true
      CacheClusterSize: '0.5'
      MethodSettings:
        - { ResourcePath: '/*', HttpMethod: '*', CachingEnabled: true, CacheTtlInSeconds: 3600, CacheDataEncrypted: true }
  Count:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      InlineCode: |
        let count = 0;
        exports.handler = async ({ httpMethod, stageVariables, queryStringParameters }) => ({
          statusCode: 200,
          body: JSON.stringify({ count: ++count, httpMethod, colour: stageVariables.colour, q: queryStringParameters?.q }),
        });
      Events:
        Get:
          Type: Api
          Properties:
            RestApiId: !Ref Api
            Path: /count
            Method: get
            RequestParameters:
              - method.request.querystring.q: { Required: false, Caching: true }
        Post: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /count, Method: post } }
`;

let samlet: Samlet;
let client: APIGatewayClient;
let stage: { restApiId: string; stageName: string };

before(async () => {
  const template = mkdtempSync(join(tmpdir(), 'samlet-cache-'));
  writeFileSync(join(template, 'template.yaml'), TEMPLATE);
  samlet = await startSamlet({ template, ephemeral: true, strict: true });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new APIGatewayClient({ endpoint: samlet.endpoint, region: 'us-east-1', credentials });
  const { items = [] } = await client.send(new GetRestApisCommand({}));
  stage = { restApiId: items[0]?.id ?? '', stageName: 'prod' };
});

after(async () => {
  client?.destroy();
  await samlet?.stop();
});

interface Counted {
  readonly count: number;
  readonly colour: string;
  readonly q?: string;
}

async function count(path = '/count', method = 'GET'): Promise<Counted> {
  const answer = await fetch(`${samlet.url}${path}`, { method });
  assert.equal(answer.status, 200);
  return (await answer.json()) as Counted;
}

test('a template with caches and keys starts strictly, and its GET is answered from the cache by its key', async () => {
  const first = await count('/count?q=a');
  assert.deepEqual(await count('/count?q=a&other=1'), first);
  const second = await count('/count?q=b');
  assert.equal(second.q, 'b');
  assert.notDeepEqual(await count('/count', 'POST'), await count('/count', 'POST'));
});

test('FlushStageCache and CreateDeployment with a canary come from the SDK', async () => {
  const first = await count();
  assert.deepEqual(await count(), first);
  await client.send(new FlushStageCacheCommand(stage));
  const flushed = await count();
  assert.notEqual(flushed.count, first.count);

  const { id } = await client.send(
    new CreateDeploymentCommand({
      ...stage,
      canarySettings: { percentTraffic: 100, stageVariableOverrides: { colour: 'green' }, useStageCache: false },
    }),
  );
  const canary = await count();
  assert.deepEqual([canary.colour, (await count()).count], ['green', canary.count + 1]);

  const patchOperations = [
    { op: 'copy', path: '/deploymentId', from: '/canarySettings/deploymentId' },
    { op: 'copy', path: '/variables', from: '/canarySettings/stageVariableOverrides' },
    { op: 'remove', path: '/canarySettings' },
  ] as const;
  await client.send(new UpdateStageCommand({ ...stage, patchOperations: [...patchOperations] }));
  const promoted = await client.send(new GetStageCommand(stage));
  assert.deepEqual([promoted.deploymentId, promoted.variables], [id, { colour: 'green' }]);
  assert.deepEqual(await count(), flushed, 'what was cached before is answered still');
});
