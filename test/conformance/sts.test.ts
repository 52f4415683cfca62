import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssumeRoleCommand, GetFederationTokenCommand } from '@aws-sdk/client-sts';
import { iam } from '../../src/services/iam/index.ts';
import { sts } from '../../src/services/sts/index.ts';
import { testEndpoint } from '../support/aws-endpoint.ts';
import { conformance } from '../support/ratchet.ts';
import { assertRecorded, recordedAnswers } from '../support/recorded-answers.ts';
import { allow, stsClient, stsEndpoint } from '../support/sts.ts';

/** The calls behind each recorded test. */
const SCENARIOS: Record<string, () => Promise<Record<string, unknown>>> = {
  async test_get_federation_token() {
    const endpoint = stsEndpoint({ users: { ann: allow('*', '*') } });
    const client = stsClient(endpoint, endpoint.asUser('ann'));
    const answer = await client.send(new GetFederationTokenCommand({ Name: 'Bob', DurationSeconds: 3600 }));
    return { 'get-federation-token': answer };
  },
  async test_assume_role() {
    const { services } = testEndpoint([iam, sts]);
    const Statement = [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { AWS: '000000000000' } }];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    const created = await services.callService('iam', 'CreateRole', { RoleName: 'a-role', AssumeRolePolicyDocument });
    const { Arn: RoleArn, AssumeRolePolicyDocument: document } = created.Role;
    const RoleSessionName = 'a-session';
    return {
      'role-session-name': { RoleSessionName },
      'create-role': { Role: { ...created.Role, AssumeRolePolicyDocument: decodeURIComponent(document) } },
      'assume-role': await services.callService('sts', 'AssumeRole', { RoleArn, RoleSessionName }),
    };
  },
  async test_sts_invalid_parameters() {
    const client = stsClient(stsEndpoint());
    const refused = async (RoleArn: string, RoleSessionName = 'Session1') => {
      const {
        message,
        name,
        Code = name,
      } = await client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName })).then(
        () => assert.fail('taken'),
        (error: Error & { readonly Code?: string }) => error,
      );
      return { Error: { Code, Message: message } };
    };
    return {
      'malformed-arn': await refused('nothing-valid-in-here'),
      'no-partition': await refused('arn::b:::something/test-role'),
      'no-service': await refused('arn:a::::something/test-role'),
      'not-enough-colons': await refused('arn:a:::something/test-role'),
      'no-resource': await refused('arn:a:a::aaaaaaaaaa:'),
      'invalid-session-name': await refused('arn:aws:iam::000000000000:role/a-role', 'Session1:2'),
    };
  },
};

const recordings = recordedAnswers('sts');
if (recordings === undefined) {
  test('what AWS recorded of STS', { skip: 'the recorded answers are not beside the project' }, () => {});
} else {
  const cases = [...recordings].flatMap(([id, recording]) => {
    const name = id.slice(id.lastIndexOf(':') + 1);
    return Object.entries(recording).map(([step, expected]) => ({ id: `${name}/${step}`, name, step, expected }));
  });
  conformance(cases, [], async ({ name, step, expected }) => {
    assertRecorded((await SCENARIOS[name]?.())?.[step], expected);
  });
}
