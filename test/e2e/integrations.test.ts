import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { type Samlet, startSamlet } from '../../src/index.ts';
import { projectFolder } from '../support/running-samlet.ts';

const TEMPLATE = `
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  Notes:
    Type: AWS::Serverless::SimpleTable
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - { Effect: Allow, Principal: { Service: apigateway.amazonaws.com }, Action: sts:AssumeRole }
      Policies:
        - PolicyName: put
          PolicyDocument:
            Version: '2012-10-17'
            Statement: [{ Effect: Allow, Action: dynamodb:PutItem, Resource: !GetAtt Notes.Arn }]
  Streamer:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      CodeUri: src/
  MayStream:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Streamer
      Principal: apigateway.amazonaws.com
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      MinimumCompressionSize: 500
      DefinitionBody:
        swagger: '2.0'
        info: { title: integrations, version: '1' }
        paths:
          /stream:
            get:
              x-amazon-apigateway-integration:
                type: aws_proxy
                httpMethod: POST
                responseTransferMode: STREAM
                uri: !Sub arn:aws:apigateway:\${AWS::Region}:lambda:path/2021-11-15/functions/\${Streamer.Arn}/response-streaming-invocations
          /notes/{id}:
            put:
              responses: { '200': { description: ok }, '403': { description: no } }
              x-amazon-apigateway-integration:
                type: aws
                httpMethod: POST
                credentials: !GetAtt Role.Arn
                uri: !Sub arn:aws:apigateway:\${AWS::Region}:dynamodb:action/PutItem
                requestTemplates:
                  application/json: !Sub '{"TableName": "\${Notes}", "Item": {"id": {"S": "$input.params(''id'')"}}, "ReturnConsumedCapacity": "TOTAL"}'
                responses: { default: { statusCode: '200' }, '4..': { statusCode: '403' } }
            delete:
              responses: { '200': { description: ok }, '403': { description: no } }
              x-amazon-apigateway-integration:
                type: aws
                httpMethod: POST
                credentials: !GetAtt Role.Arn
                uri: !Sub arn:aws:apigateway:\${AWS::Region}:dynamodb:action/DeleteItem
                requestTemplates:
                  application/json: !Sub '{"TableName": "\${Notes}", "Key": {"id": {"S": "$input.params(''id'')"}}}'
                responses: { default: { statusCode: '200' }, '4..': { statusCode: '403' } }
          /long:
            get:
              responses: { '200': { description: ok } }
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: { application/json: '{"statusCode": 200}' }
                responses: { default: { statusCode: '200', responseTemplates: { application/json: '"${'a'.repeat(600)}"' } } }
`;

const CODE = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
  stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { 'Content-Type': 'text/plain' } });
  stream.write('first ');
  // Goes on when the client has got the first part: it writes a file's worth of them.
  for (let part = 0; part < 64; part++) { stream.write('x'.repeat(256 * 1024)); await new Promise(setImmediate); }
  stream.end(' last');
});`;

async function withApi(use: (samlet: Samlet) => Promise<void>): Promise<void> {
  const template = await projectFolder({ 'template.yaml': TEMPLATE, 'src/app.js': CODE });
  const samlet = await startSamlet({ template, ephemeral: true, log: () => {} });
  try {
    await use(samlet);
  } finally {
    await samlet.stop();
  }
}

test('integrations of a template: a streamed answer of 16 MB, DynamoDB as a role, compression', async () => {
  await withApi(async ({ url, notices }) => {
    assert.deepEqual(
      notices.filter(({ kind }) => kind !== 'difference'),
      [],
    );
    const streamed = await fetch(`${url}/stream`);
    assert.deepEqual([streamed.status, streamed.headers.get('content-type')], [201, 'text/plain']);
    assert.equal(streamed.headers.get('content-length'), null);
    const text = await streamed.text();
    assert.equal(text.length, 'first '.length + 64 * 256 * 1024 + ' last'.length);
    assert.match(text, /^first x+ last$/);

    const put = await fetch(`${url}/notes/n1`, {
      method: 'PUT',
      body: '{}',
      headers: { 'Content-Type': 'application/json' },
    });
    const { ConsumedCapacity } = (await put.json()) as { ConsumedCapacity: { CapacityUnits: number } };
    assert.deepEqual([put.status, ConsumedCapacity.CapacityUnits], [200, 1]);

    const deleted = await fetch(`${url}/notes/n1`, { method: 'DELETE' });
    assert.equal(deleted.status, 403);
    assert.match(await deleted.text(), /BackplaneAssumeRoleSession is not authorized to perform: dynamodb:DeleteItem/);

    const { request } = await import('node:http');
    const bytes = await new Promise<Buffer>((resolve, reject) => {
      request(`${url}/long`, { headers: { 'Accept-Encoding': 'gzip' } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks)));
      })
        .on('error', reject)
        .end();
    });
    assert.equal(gunzipSync(bytes).toString(), `"${'a'.repeat(600)}"`);
  });
});
