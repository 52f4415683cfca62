import assert from 'node:assert/strict';
import { test } from 'node:test';
import { services } from '../index.ts';
import { isIntegratedService } from './integrated-services.ts';

test('an integration reaches every service that samlet runs', () => {
  const names = services.map(({ id, signingName = id }) => signingName);
  // One that is missing is to be added to the list, which a template is checked against before anything runs.
  assert.deepEqual(
    names.filter((name) => !isIntegratedService(name)),
    [],
  );
  assert.equal(isIntegratedService('streams.dynamodb'), true);
});

test('a service that samlet does not run is told', () => {
  assert.equal(isIntegratedService('runtime.sagemaker'), false);
});
