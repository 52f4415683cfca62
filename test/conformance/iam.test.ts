import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ServiceError } from '../../src/aws/service-error.ts';
import { iam } from '../../src/services/iam/index.ts';
import { testEndpoint } from '../support/aws-endpoint.ts';
import { conformanceDir } from '../support/conformance-data.ts';
import { conformance } from '../support/ratchet.ts';

type Recording = Readonly<Record<string, unknown>>;
type Call = (operation: string, input: object) => Promise<Record<string, unknown>>;

/** What of a recorded test is played, and what each step of it gives. */
type Scenario = (call: Call, parameter: string) => Promise<Readonly<Record<string, unknown>>>;

const DOCUMENT = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['apigatway:PUT'],
      Resource: ['arn:aws:apigateway:us-east-1::/tags/arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Frestapis%2Faaeeieije'],
    },
  ],
};
const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'aws:SourceArn': 'arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Frestapis%2Faaeeieije' },
      },
    },
  ],
};
const PolicyDocument = JSON.stringify(DOCUMENT);

/** A recording that holds a refusal where another holds an answer. */
async function refusalOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { code, message, status } = error;
    return {
      Error: { Code: await wireCode(code), Message: message, Type: 'Sender' },
      ResponseMetadata: { HTTPStatusCode: status },
    };
  }
}

async function wireCode(code: string): Promise<string> {
  const schemas = await testEndpoint([iam]).services.find('iam')?.schemas();
  return schemas?.error(code)?.error?.queryCode ?? code;
}

async function described(call: Call, AWSServiceName: string, CustomSuffix?: string) {
  const { Role } = await call('CreateServiceLinkedRole', { AWSServiceName, ...(CustomSuffix && { CustomSuffix }) });
  const { RoleName } = Role as { readonly RoleName: string };
  return {
    'describe-response': await call('GetRole', { RoleName }),
    'inline-role-policies': await call('ListRolePolicies', { RoleName }),
    'attached-role-policies': await call('ListAttachedRolePolicies', { RoleName }),
  };
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  test_service_role_lifecycle: (call, service) => described(call, service),
  test_service_role_lifecycle_custom_suffix: (call, service) => described(call, service, 'suffix'),
  test_service_role_lifecycle_custom_suffix_not_allowed: async (call, AWSServiceName) => ({
    'custom-suffix-not-allowed': await refusalOf(
      call('CreateServiceLinkedRole', { AWSServiceName, CustomSuffix: 'suffix' }),
    ),
  }),
  test_service_role_already_exists: async (call) => {
    const input = { AWSServiceName: 'batch.amazonaws.com' };
    await call('CreateServiceLinkedRole', input);
    return { 'role-already-exists-error': await refusalOf(call('CreateServiceLinkedRole', input)) };
  },
  test_service_role_deletion: async (call) => {
    await call('CreateServiceLinkedRole', { AWSServiceName: 'batch.amazonaws.com' });
    const deletion = await call('DeleteServiceLinkedRole', { RoleName: 'AWSServiceRoleForBatch' });
    const { DeletionTaskId } = deletion;
    return {
      'service-linked-role-deletion-response': deletion,
      'service-linked-role-deletion-status-response': await call('GetServiceLinkedRoleDeletionStatus', {
        DeletionTaskId,
      }),
    };
  },
  test_put_user_policy_encoding: async (call) => {
    await call('CreateUser', { UserName: 'u' });
    await call('PutUserPolicy', { UserName: 'u', PolicyName: 'p', PolicyDocument });
    return { 'get-policy-response': await call('GetUserPolicy', { UserName: 'u', PolicyName: 'p' }) };
  },
  test_put_group_policy_encoding: async (call) => {
    await call('CreateGroup', { GroupName: 'g' });
    await call('PutGroupPolicy', { GroupName: 'g', PolicyName: 'p', PolicyDocument });
    return { 'get-policy-response': await call('GetGroupPolicy', { GroupName: 'g', PolicyName: 'p' }) };
  },
  test_put_role_policy_encoding: async (call) => {
    const RoleName = 'r';
    const created = await call('CreateRole', {
      RoleName,
      Path: '/p/',
      AssumeRolePolicyDocument: JSON.stringify(TRUST),
    });
    await call('PutRolePolicy', { RoleName, PolicyName: 'p', PolicyDocument });
    return {
      'create-role-response': created,
      'get-policy-response': await call('GetRolePolicy', { RoleName, PolicyName: 'p' }),
      'get-role-response': await call('GetRole', { RoleName }),
      'list-roles-response': await call('ListRoles', { PathPrefix: '/p/' }),
    };
  },
};

if (conformanceDir === undefined) {
  test('what AWS recorded of IAM', { skip: 'the recorded answers are not beside the project' }, () => {});
} else {
  const file = join(conformanceDir, 'aws-recorded/iam.json');
  const recordings = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Recording>;
  const cases = Object.entries(recordings).flatMap(([id, recording]) => {
    const [, name = '', parameter = ''] = /::(test_\w+)(?:\[(.*)\])?$/.exec(id) ?? [];
    const scenario = SCENARIOS[name];
    return scenario === undefined ? [] : { id, recording, scenario, parameter };
  });
  conformance(cases, [], async ({ recording, scenario, parameter }) => {
    const { services } = testEndpoint([iam]);
    const given = await scenario((operation, input) => services.callService('iam', operation, input), parameter);
    for (const [step, recorded] of Object.entries(recording)) {
      const { ResponseMetadata, ...expected } = recorded as { readonly ResponseMetadata: { HTTPStatusCode: number } };
      const { ResponseMetadata: metadata, ...actual } = given[step] as typeof expected & { ResponseMetadata?: object };
      matches(plain(actual), expected, step);
      if (metadata !== undefined) assert.deepEqual(metadata, { HTTPStatusCode: ResponseMetadata.HTTPStatusCode });
    }
  });
}

/** As boto3 shows an answer: documents decoded, dates as texts. */
function plain(value: unknown, name = ''): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((one) => plain(one));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one, key)]));
  }
  if (/Document$/.test(name)) return JSON.parse(decodeURIComponent(String(value)));
  return value;
}

/** Compares with a recorded value, in which `<name>` stands for any text. */
function matches(actual: unknown, expected: unknown, place: string): void {
  if (typeof expected === 'string') {
    const pattern = expected
      .replace('111111111111', '000000000000')
      .split(/<[^<>]*>/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.+');
    assert.match(String(actual), new RegExp(`^${pattern}$`), place);
  } else if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual) && actual.length === expected.length, `${place}: ${JSON.stringify(actual)}`);
    for (const [index, one] of expected.entries()) matches(actual[index], one, `${place}[${index}]`);
  } else if (typeof expected === 'object' && expected !== null) {
    const members = actual as Record<string, unknown>;
    assert.deepEqual(Object.keys(members).sort(), Object.keys(expected).sort(), place);
    for (const [key, one] of Object.entries(expected)) {
      // Some roles had been in use in the account that was recorded.
      if (key !== 'RoleLastUsed') matches(members[key], one, `${place}.${key}`);
    }
  } else assert.equal(actual, expected, place);
}
