import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PolicyKind } from './policy-refusal.ts';
import { validatePolicy } from './validate-policy.ts';

type Json = Readonly<Record<string, unknown>>;

const SYNTAX = 'Syntax errors in policy.';
const VERSION = 'Policy document must be version 2012-10-17 or greater.';
const LEGACY = 'The policy failed legacy parsing';
const NO_ACTIONS = 'Policy statement must contain actions.';
const NO_RESOURCES = 'Policy statement must contain resources.';
const VENDOR = 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
const COLONS = 'Actions/Condition can contain only one colon.';

const good = { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::example_bucket' };
const without = (key: string): Json => Object.fromEntries(Object.entries(good).filter(([name]) => name !== key));
const statement = (changes: Json): Json => ({ Version: '2012-10-17', Statement: { ...good, ...changes } });
const condition = (Condition: unknown) => statement({ Condition });
const resource = (Resource: unknown) => statement({ Resource });
const messageOf = (document: unknown, kind: PolicyKind = 'identity') =>
  validatePolicy(typeof document === 'string' ? document : JSON.stringify(document), kind)?.message;

/** What IAM answered to each of these. */
const refusals: readonly [unknown, string][] = [
  ['This is not a json document', SYNTAX],
  ['[]', SYNTAX],
  ['{"Version":"2012-10-17","Statement":{"Effect":"Allow","Effect":"Deny","Action":"*","Resource":"*"}}', SYNTAX],
  [' {"Version":"2012-10-17"}', 'JSON strings must not have leading spaces'],
  [{ Statement: good }, VERSION],
  [{ Version: '2008-10-17', Statement: good }, VERSION],
  [{ Version: '2013-10-17', Statement: good }, SYNTAX],
  [{ Version: '2012-10-17' }, SYNTAX],
  [{ Version: '2012-10-17', Statement: [] }, SYNTAX],
  [{ Version: '2012-10-17', Statement: ['afd'] }, SYNTAX],
  [{ Version: '2012-10-17', Statement: good, Extra: 'value' }, SYNTAX],
  [{ Version: '2012-10-17', Id: {}, Statement: good }, SYNTAX],
  [statement({ Extra: 'value' }), SYNTAX],
  [statement({ Sid: {} }), SYNTAX],
  [statement({ Effect: 'invalid' }), SYNTAX],
  [{ Version: '2012-10-17', Statement: without('Effect') }, SYNTAX],
  [statement({ Action: 'invalid' }), VENDOR],
  [{ Version: '2012-10-17', Statement: { ...without('Action'), NotAction: '' } }, VENDOR],
  [statement({ Action: 'a a:ListBucket' }), 'Vendor a a is not valid'],
  [statement({ Action: 's_3:ListBucket' }), 'Vendor s_3 is not valid'],
  [
    statement({ Sid: 'read-only' }),
    'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
  ],
  [statement({ Action: 's3:List:Bucket' }), COLONS],
  [{ Version: '2012-10-17', Statement: [good, { ...good, Action: 's:3s:ListBucket' }] }, COLONS],
  [statement({ Action: [] }), NO_ACTIONS],
  [{ Version: '2012-10-17', Statement: without('Action') }, NO_ACTIONS],
  [{ Version: '2012-10-17', Statement: { Effect: 'Allow' } }, NO_ACTIONS],
  [{ Version: '2012-10-17', Statement: [{ Effect: 'Deny' }, good] }, NO_ACTIONS],
  [{ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'invalid' } }, VENDOR],
  [{ Version: '2012-10-17', Statement: without('Resource') }, NO_RESOURCES],
  [resource([]), NO_RESOURCES],
  [resource('invalid resource'), 'Resource invalid resource must be in ARN format or "*".'],
  [resource(''), 'Resource  must be in ARN format or "*".'],
  [resource(['adf']), 'Resource adf must be in ARN format or "*".'],
  [statement({ Action: 's:3:ListBucket', Resource: 'sdfsadf' }), 'Resource sdfsadf must be in ARN format or "*".'],
  [resource('a:bsdfdsafsad'), 'Partition "bsdfdsafsad" is not valid for resource "arn:bsdfdsafsad:*:*:*:*".'],
  [resource('a:b:cadfsdf'), 'Partition "b" is not valid for resource "arn:b:cadfsdf:*:*:*".'],
  [resource('a:b:c:d:e:f:g:h'), 'Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".'],
  [resource('aws:s3:::example_bucket'), 'Partition "s3" is not valid for resource "arn:s3:::example_bucket:*".'],
  [
    resource(['arn:error:s3:::example_bucket', 'arn:error:s3::example_bucket']),
    'Partition "error" is not valid for resource "arn:error:s3:::example_bucket".',
  ],
  [
    resource('arn:aws:iam:::example_bucket'),
    'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.',
  ],
  [
    resource('arn:aws:iam:us-east-1::example_bucket'),
    'IAM resource arn:aws:iam:us-east-1::example_bucket cannot contain region information.',
  ],
  [
    resource('arn:aws:s3:us-east-1::example_bucket'),
    'Resource arn:aws:s3:us-east-1::example_bucket can not contain region information.',
  ],
  [resource('arn:aws'), 'Resource vendor must be fully qualified and cannot contain regexes.'],
  [resource('arn:aws:s*:::b'), 'Resource vendor must be fully qualified and cannot contain regexes.'],
  [resource('arn:aws:s3::example_bucket'), LEGACY],
  [resource('arn:aws::fdsasf'), LEGACY],
  [resource('arn:aws::::example_bucket'), LEGACY],
  [resource({ a: 'arn:aws:s3:::example_bucket' }), SYNTAX],
  [resource(['adfdf', {}]), SYNTAX],
  [statement({ NotResource: [] }), SYNTAX],
  [statement({ NotAction: 's3s:ListBucket' }), SYNTAX],
  [statement({ Action: [[]] }), SYNTAX],
  [statement({ Action: {} }), SYNTAX],
  [condition([]), SYNTAX],
  [condition('a'), SYNTAX],
  [condition({ a: 'b' }), SYNTAX],
  [condition({ DateGreaterThan: 'b' }), SYNTAX],
  [condition({ DateGreaterThan: [] }), SYNTAX],
  [condition({ DateGreaterThan: { a: {} } }), SYNTAX],
  [condition({ x: { a: '1' } }), SYNTAX],
  [condition({ 'ForAnyValue::StringEqualsIfExists': { a: 'asf' } }), SYNTAX],
  [condition({ NullIfExists: { a: 'true' } }), SYNTAX],
  [condition({ DateGreaterThan: { a: 'sdfdsf' } }), LEGACY],
  [condition({ DateLessThanEquals: { a: '234-13' } }), LEGACY],
  [condition({ DateLessThanEquals: { a: '2016-12-13t2:00:00.593194+1' } }), LEGACY],
  [condition({ DateLessThanEquals: { a: '2016-12-13t2:00:00.1999999999+10:59' } }), LEGACY],
  [condition({ DateLessThan: { a: '9223372036854775808' } }), LEGACY],
  [statement({ Effect: 'denY' }), LEGACY],
  [{ Statement: { ...good, Effect: 'denY' } }, VERSION],
  [{ Version: '2012-10-17', Statement: { Effect: 'allow', Resource: 'arn:aws:s3:us-east-1::b' } }, LEGACY],
  [
    {
      Version: '2012-10-17',
      Statement: { ...good, Resource: 'arn:error:s3:::b', Condition: { DateLessThan: { a: 'x' } } },
    },
    LEGACY,
  ],
  [
    {
      Version: '2012-10-17',
      Statement: [
        { ...good, Sid: 'sdf' },
        { Sid: 'sdf', Effect: 'Allow' },
      ],
    },
    'Statement IDs (SID) in a single policy must be unique.',
  ],
  [
    {
      Version: '2012-10-17',
      Statement: [
        { ...good, Sid: 'a', Effect: 'aLLow' },
        { Sid: 'a', Effect: 'Allow' },
      ],
    },
    LEGACY,
  ],
  [statement({ Principal: '*' }), 'Policy document should not specify a principal.'],
];

describe('an identity policy is refused in the words of IAM', () => {
  for (const [document, message] of refusals) {
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    test(`${text}: ${message}`, () => {
      assert.deepEqual(validatePolicy(text, 'identity'), { code: 'MalformedPolicyDocument', message });
    });
  }
});

describe('an identity policy that IAM takes is taken', () => {
  const accepted: readonly Json[] = [
    statement({}),
    { Version: '2012-10-17', Id: 'x', Statement: [good, { ...good, Sid: '' }, { ...good, Sid: '' }] },
    statement({ Action: 'iam: asdf safdsf af ' }),
    statement({ Action: '*', Resource: '*' }),
    statement({ Action: '*:*', Resource: '*' }),
    statement({ Action: ['s3-s:ListBucket', 's3.s:ListBucket'] }),
    { Version: '2012-10-17', Statement: { Effect: 'Deny', NotAction: 's3:*', NotResource: '*' } },
    resource('arn:aws:fdsasf'),
    resource('arn:aws:iam:::user/example_bucket'),
    resource('arn:aws:iam::*:user/${aws:username}'),
    resource('arn:aws:iam::123456789012:role*'),
    resource('arn:aws:cloudwatch:us-east-1::example_bucket'),
    resource('arn:aws:s3:us-east-1:123456789012:accesspoint/a'),
    resource('arn:aws-cn:s3:::b'),
    resource('arn:aws:logs:*:*'),
    condition({}),
    condition({ DateGreaterThan: {} }),
    condition({ DateGreaterThan: { a: [] } }),
    condition({ a: {} }),
    condition({ 'ForAnyValue:StringEqualsIfExists': { a: 'asf' }, Bool: { 'aws:SecureTransport': true } }),
    condition({ DateLessThanEquals: { a: '2016-12-13T21:20:37.593194+00:00' } }),
    condition({ DateLessThanEquals: { a: '2016-12-13t2:00:00.593194+23' } }),
    condition({ DateLessThan: { a: '-292275054' } }),
  ];
  for (const document of accepted) {
    test(JSON.stringify(document), () => assert.equal(messageOf(document), undefined));
  }
});

const trust = (changes: Json) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' }, ...changes },
});

describe('a trust policy is refused in the words of IAM', () => {
  const cases: readonly [unknown, string][] = [
    ['{', 'This policy contains invalid Json'],
    [trust({ Resource: '*' }), 'Has prohibited field Resource'],
    [trust({ NotResource: '*' }), 'Has prohibited field NotResource'],
    [trust({ Principal: undefined }), 'Missing required field Principal'],
    [trust({ Action: undefined }), 'Missing required field Action'],
    [trust({ Action: 's3:GetObject' }), 'AssumeRole policy may only specify STS AssumeRole actions.'],
    [
      trust({ Action: ['sts:AssumeRole', 'sts:GetCallerIdentity'] }),
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
    [trust({ Principal: { AWS: 'carlos' } }), 'Invalid principal in policy: "AWS":"carlos"'],
    [
      trust({ Principal: { AWS: 'arn:aws:iam::123456789012:user/*' } }),
      'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:user/*"',
    ],
    [
      trust({ Principal: { AWS: 'arn:aws:iam::123456789012:group/g' } }),
      'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:group/g"',
    ],
    [trust({ Principal: { Service: 'lambda' } }), 'Invalid principal in policy: "SERVICE":"lambda"'],
    [trust({ Principal: { Federated: 'example.com' } }), 'Invalid principal in policy: "FEDERATED":"example.com"'],
    [{ ...trust({}), Version: '2011-01-01' }, 'The policy must contain a valid version string'],
  ];
  for (const [document, message] of cases) {
    test(`${JSON.stringify(document)}: ${message}`, () => assert.equal(messageOf(document, 'trust'), message));
  }

  test('trust of services, accounts, roles, users, sessions, providers and everyone is taken', () => {
    for (const Principal of [
      '*',
      { AWS: '*' },
      { Service: ['lambda.amazonaws.com', 'edgelambda.amazonaws.com'] },
      { AWS: ['123456789012', 'arn:aws:iam::123456789012:root', 'arn:aws:iam::123456789012:role/path/r'] },
      { AWS: ['arn:aws:sts::123456789012:assumed-role/r/s', 'AROAEXAMPLEID000000000'] },
      { Federated: ['cognito-identity.amazonaws.com', 'arn:aws:iam::123456789012:oidc-provider/token.example.com'] },
    ]) {
      assert.equal(messageOf(trust({ Principal }), 'trust'), undefined);
    }
    assert.equal(messageOf({ ...trust({}), Version: '2008-10-17' }, 'trust'), undefined);
    assert.equal(messageOf(trust({ Action: ['sts:AssumeRole', 'sts:TagSession'] }), 'trust'), undefined);
  });
});

test('a resource policy needs a principal and has no Allow with NotPrincipal', () => {
  const document = (changes: Json) => statement({ Principal: '*', ...changes });
  assert.equal(messageOf(document({}), 'resource'), undefined);
  assert.equal(messageOf(document({ Principal: undefined }), 'resource'), 'Missing required field Principal');
  assert.equal(
    messageOf(document({ Principal: undefined, NotPrincipal: { AWS: '123456789012' } }), 'resource'),
    'Allow with NotPrincipal is not allowed.',
  );
});

test('Organizations refuses control policies without a reason', () => {
  const refusal = {
    code: 'MalformedPolicyDocumentException',
    message: 'The provided policy document does not meet the requirements of the specified policy type.',
  };
  assert.equal(validatePolicy(JSON.stringify(statement({})), 'scp'), undefined);
  assert.deepEqual(validatePolicy(JSON.stringify(statement({ Principal: '*' })), 'scp'), refusal);
  assert.deepEqual(validatePolicy('{', 'scp'), refusal);
  const denies = statement({ Effect: 'Deny', Principal: '*' });
  assert.equal(validatePolicy(JSON.stringify(denies), 'rcp'), undefined);
  assert.deepEqual(validatePolicy(JSON.stringify(statement({ Principal: '*' })), 'rcp'), refusal);
});
