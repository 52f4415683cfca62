import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { expandSamYaml } from '../../../../test/support/expand-sam-yaml.ts';
import { mapAt } from '../tree.ts';

const api = (properties: string, event = '') =>
  expandSamYaml(`
Resources:
  Api: { Type: AWS::Serverless::Api, Properties: { StageName: prod, ${properties} } }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Runtime: nodejs20.x
      Events:
        Get: { Type: Api, Properties: { RestApiId: !Ref Api, Path: '/users/{id}', Method: GET, ${event} } }
`);

const methods = (expanded: ReturnType<typeof api>) =>
  mapAt(mapAt(mapAt(expanded.properties('Api'), 'Body'), 'paths'), '/users/{id}');

describe('an API of the template', () => {
  test('calls the function through a proxy integration, and may do so for this method and path only', () => {
    const expanded = api('');
    assert.deepEqual(methods(expanded), {
      get: {
        'x-amazon-apigateway-integration': {
          type: 'aws_proxy',
          httpMethod: 'POST',
          uri: {
            'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations',
          },
        },
        responses: {},
      },
    });
    assert.deepEqual(expanded.properties('FnGetPermissionprod')['SourceArn'], {
      'Fn::Sub': [
        'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/${__Stage__}/GET/users/*',
        { __ApiId__: { Ref: 'Api' }, __Stage__: '*' },
      ],
    });
  });

  test('answers preflight requests by a mock when it has Cors', () => {
    const options = mapAt(
      methods(api(`Cors: { AllowOrigin: "'https://a.example'", AllowCredentials: true }`)),
      'options',
    );
    const integration = mapAt(options, 'x-amazon-apigateway-integration');
    assert.equal(integration['type'], 'mock');
    assert.deepEqual(mapAt(mapAt(mapAt(integration, 'responses'), 'default'), 'responseParameters'), {
      'method.response.header.Access-Control-Allow-Methods': "'GET,OPTIONS'",
      'method.response.header.Access-Control-Allow-Origin': "'https://a.example'",
      'method.response.header.Access-Control-Allow-Credentials': "'true'",
    });
  });

  test('refuses credentials for any origin', () => {
    assert.match(api('Cors: { AllowCredentials: true }').errors.join(), /'AllowCredentials' can not be true when/);
  });

  test('asks its default authorizer, except where an event says NONE', () => {
    const auth = 'Auth: { DefaultAuthorizer: Mine, Authorizers: { Mine: { FunctionArn: !GetAtt Fn.Arn } } }';
    const expanded = api(auth);
    assert.deepEqual(mapAt(methods(expanded), 'get')['security'], [{ Mine: [] }]);
    assert.equal(expanded.types['ApiMineAuthorizerPermission'], 'AWS::Lambda::Permission');
    assert.deepEqual(mapAt(methods(api(auth, 'Auth: { Authorizer: NONE }')), 'get')['security'], [{ NONE: [] }]);
  });

  test('refuses an authorizer of an event that it does not define', () => {
    assert.deepEqual(api('', 'Auth: { Authorizer: Mine }').errors, [
      'Resource with id [Fn] is invalid. Event with id [Get] is invalid. Unable to set Authorizer [Mine] on API method [GET] for path [/users/{id}] because the related API does not define any Authorizers.',
    ]);
  });

  test('makes a usage plan with a key when it asks for one', () => {
    const expanded = api(
      'Auth: { ApiKeyRequired: true, UsagePlan: { CreateUsagePlan: PER_API, Quota: { Limit: 5, Period: DAY } } }',
    );
    assert.deepEqual(mapAt(methods(expanded), 'get')['security'], [{ api_key: [] }]);
    assert.deepEqual(expanded.properties('ApiUsagePlan'), {
      ApiStages: [{ ApiId: { Ref: 'Api' }, Stage: { Ref: 'ApiprodStage' } }],
      Quota: { Limit: 5, Period: 'DAY' },
    });
    assert.deepEqual(expanded.properties('ApiUsagePlanKey'), {
      KeyId: { Ref: 'ApiApiKey' },
      KeyType: 'API_KEY',
      UsagePlanId: { Ref: 'ApiUsagePlan' },
    });
  });

  test('passes stage settings to the stage and the rest to the API', () => {
    const expanded = api('Variables: { A: b }, CacheClusterEnabled: true, Description: d, MinimumCompressionSize: 5');
    const { Variables, CacheClusterEnabled, StageName } = expanded.properties('ApiprodStage');
    assert.deepEqual(
      { Variables, CacheClusterEnabled, StageName },
      { Variables: { A: 'b' }, CacheClusterEnabled: true, StageName: 'prod' },
    );
    const { Description, MinimumCompressionSize } = expanded.properties('Api');
    assert.deepEqual({ Description, MinimumCompressionSize }, { Description: 'd', MinimumCompressionSize: 5 });
  });

  test('is OpenAPI 3 when its version says so, with schemes below components', () => {
    const body = mapAt(api(`OpenApiVersion: '3.0.1', Auth: { ApiKeyRequired: true }`).properties('Api'), 'Body');
    assert.equal(body['openapi'], '3.0.1');
    assert.equal(body['swagger'], undefined);
    assert.deepEqual(mapAt(mapAt(body, 'components'), 'securitySchemes')['api_key'], {
      type: 'apiKey',
      name: 'x-api-key',
      in: 'header',
    });
  });
});

describe('a definition of the user', () => {
  test('is left as it is: events only add permissions', () => {
    const expanded = api(`DefinitionBody: { swagger: '2.0', paths: { '/a': { get: { responses: {} } } } }`);
    assert.deepEqual(expanded.properties('Api')['Body'], {
      swagger: '2.0',
      paths: { '/a': { get: { responses: {} } } },
    });
    assert.ok(expanded.types['FnGetPermissionprod']);
  });

  test('is read from a file beside the template', (context) => {
    const dir = mkdtempSync(join(tmpdir(), 'samlet-sam-'));
    context.after(() => rmSync(dir, { recursive: true }));
    writeFileSync(join(dir, 'api.yaml'), "openapi: '3.0.1'\npaths: {}\n");
    const template =
      'Resources: { Api: { Type: AWS::Serverless::Api, Properties: { StageName: p, DefinitionUri: api.yaml } } }';
    const { properties, errors } = expandSamYaml(template, { templateDir: dir });
    assert.deepEqual(errors, []);
    assert.deepEqual(properties('Api')['Body'], { openapi: '3.0.1', paths: {} });
    assert.match(expandSamYaml(template).errors.join(), /There is no file api.yaml beside the template\./);
  });

  test('on S3 stays where it is', () => {
    const { properties } = expandSamYaml(
      'Resources: { Api: { Type: AWS::Serverless::Api, Properties: { StageName: p, DefinitionUri: "s3://b/k.json" } } }',
    );
    assert.deepEqual(properties('Api'), { BodyS3Location: { Bucket: 'b', Key: 'k.json' } });
  });
});
