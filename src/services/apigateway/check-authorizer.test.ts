import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testGateway } from '../../../test/support/deployed-api.ts';

const authorizerUri =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:f/invocations';

async function authorizers() {
  const { operate } = testGateway();
  const { id: restApiId } = await operate('CreateRestApi', { name: 'api' });
  const create = (input: object) =>
    operate('CreateAuthorizer', { restApiId, name: 'a', type: 'TOKEN', authorizerUri, ...input });
  return { operate, restApiId, create };
}

test('authorizers are refused in the words of AWS', async () => {
  const { operate, restApiId, create } = await authorizers();
  const { id: authorizerId } = await create({});
  const refused = async (input: object, message: string) =>
    assert.rejects(create({ name: 'b', ...input }), { code: 'BadRequestException', message });
  await refused({ name: 'a' }, 'Authorizer name must be unique. Authorizer a already exists in this RestApi.');
  await refused({ name: '' }, 'Authorizer name cannot be empty');
  await refused(
    { authorizerUri: 'arn:aws:lambda:us-east-1:000000000000:function:f' },
    'Invalid Authorizer URI: arn:aws:lambda:us-east-1:000000000000:function:f. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.',
  );
  const range = 'Invalid Authorizer result TTL specified. Must be between 0 and 3600';
  await refused({ authorizerResultTtlInSeconds: 3601 }, range);
  const patchOperations = [{ op: 'replace', path: '/authorizerResultTtlInSeconds', value: 'x' }];
  await assert.rejects(operate('UpdateAuthorizer', { restApiId, authorizerId, patchOperations }), { message: range });
  await assert.rejects(create({ name: 'b', type: 'OTHER' }), {
    code: 'ValidationException',
    message:
      "1 validation error detected: Value 'OTHER' at 'createAuthorizerInput.type' failed to satisfy constraint: Member must satisfy enum value set: [TOKEN, COGNITO_USER_POOLS, REQUEST]",
  });
});
