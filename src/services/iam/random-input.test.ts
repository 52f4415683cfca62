import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testEndpoint } from '../../../test/support/aws-endpoint.ts';
import { ServiceError } from '../../aws/service-error.ts';
import type { Shape } from '../../aws/shape.ts';
import { iam } from './index.ts';

const POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
const TRUST = POLICY.replace('"Resource":"*"', '"Principal":{"Service":"lambda.amazonaws.com"}').replace(
  's3:*',
  'sts:AssumeRole',
);
const OWN = 'arn:aws:iam::000000000000:';

/** Values that get further than the check of their form. */
const LIKELY: Readonly<Record<string, readonly string[]>> = {
  PolicyDocument: [POLICY],
  PolicyInputList: [POLICY],
  AssumeRolePolicyDocument: [TRUST],
  PolicyName: ['u', '__proto__', 'toString'],
  PolicyArn: ['arn:aws:iam::aws:policy/ReadOnlyAccess', `${OWN}policy/u`],
  PolicySourceArn: [`${OWN}user/u`, `${OWN}group/u`],
  Path: ['/', '/p/'],
  SerialNumber: [`${OWN}mfa/u`],
  AWSServiceName: ['batch.amazonaws.com'],
  ActionNames: ['s3:GetObject'],
  ContextKeyName: ['aws:username', '__proto__'],
  ContextKeyType: ['string', 'stringList'],
  Status: ['Active', 'Inactive'],
};
const ODD = [
  'u',
  'v',
  '__proto__',
  'constructor',
  '',
  ' ',
  'é',
  '\u0000',
  '/',
  '{}',
  '[1]',
  'null',
  'v1',
  'x'.repeat(300),
];

function inputOf(shape: Shape, name = ''): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'structure': {
      const members = shape.members.map((member) => [member.name, inputOf(member.shape, member.name)] as const);
      return fc.record(Object.fromEntries(members), { requiredKeys: [] });
    }
    case 'list':
      return fc.array(inputOf(shape.member.shape, name), { maxLength: 2 });
    case 'number':
      return fc.constantFrom(-1, 0, 1, 100, 1001, 3600);
    case 'boolean':
      return fc.boolean();
    default: {
      const likely = LIKELY[name] ?? (name.endsWith('Name') ? ['u', 'v'] : ODD);
      return fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...likely) }, fc.constantFrom(...ODD));
    }
  }
}

test('whatever comes in, IAM answers or refuses', async () => {
  const { services } = testEndpoint([iam]);
  const schemas = await services.find('iam')?.schemas();
  const calls = Object.keys(iam.operations).map((operation) => {
    const shape = schemas?.operation(operation)?.input;
    assert.ok(shape, operation);
    return inputOf(shape).map((input) => ({ operation, input }));
  });
  const caller = { arn: `${OWN}user/u`, userId: 'AIDA', account: '000000000000', kind: 'user' } as const;
  await fc.assert(
    fc.asyncProperty(fc.oneof(...calls), fc.boolean(), async ({ operation, input }, asUser) => {
      try {
        await services.callService('iam', operation, structuredClone(input), asUser ? caller : undefined);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
      }
    }),
    { numRuns: 4000 },
  );
});
