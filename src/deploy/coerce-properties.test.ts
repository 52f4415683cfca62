import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coerceProperties } from './coerce-properties.ts';

test('properties have the types that CloudFormation documents, however the template writes them', () =>
  assert.deepEqual(
    coerceProperties('AWS::Lambda::Function', {
      Code: { ZipFile: 1 },
      MemorySize: '512',
      Timeout: 3,
      Description: 1.5,
      Layers: [7],
      Environment: { Variables: { PORT: 80, ON: true, NAME: 'x' } },
      VpcConfig: { Ipv6AllowedForDualStack: 'true', SubnetIds: [1] },
      Tags: [{ Key: 'a', Value: 1 }],
    }),
    {
      Code: { ZipFile: '1' },
      MemorySize: 512,
      Timeout: 3,
      Description: '1.5',
      Layers: ['7'],
      Environment: { Variables: { PORT: '80', ON: 'true', NAME: 'x' } },
      VpcConfig: { Ipv6AllowedForDualStack: true, SubnetIds: ['1'] },
      Tags: [{ Key: 'a', Value: '1' }],
    },
  ));

test('what cannot be converted and what is JSON stays as it is', () => {
  const properties = { Name: 'api', Body: { openapi: 3, minimum: '1' }, FailOnWarnings: 'maybe' };
  assert.deepEqual(coerceProperties('AWS::ApiGateway::RestApi', properties), properties);
  assert.deepEqual(coerceProperties('Custom::Thing', { A: 1 }), { A: 1 });
});
