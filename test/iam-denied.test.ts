import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccessDenied } from '../src/aws/authorizer.ts';
import { ServiceError } from '../src/aws/service-error.ts';
import { services } from '../src/services/index.ts';
import { testEndpoint } from './support/aws-endpoint.ts';
import { POPULATION, randomInputs, randomNumbers } from './support/random-input.ts';

const SEED = Number(process.env['SAMLET_FUZZ_SEED'] ?? 814_379);
const TRIES = 20;
const USER = {
  arn: 'arn:aws:iam::000000000000:user/nobody',
  userId: 'AIDANOBODY',
  account: '000000000000',
  kind: 'user',
} as const;

/** AWS asks no permission for them. */
const FOR_EVERYBODY = ['sts:AssumeRoleWithWebIdentity', 'sts:GetCallerIdentity', 'sts:GetSessionToken'];
/** They read what is asked for (a role, an iterator, a function) before IAM is asked, and random ones are not there. */
const CHECKED_FIRST = ['sts:AssumeRole', 'dynamodbstreams:GetRecords', 'lambda:Invoke'];

test(`a user without policies may do nothing (seed ${SEED})`, async (t) => {
  const { services: running } = testEndpoint(services);
  t.after(() => running.stop());
  const inputs = randomInputs(randomNumbers(SEED), { wrongTypes: false });
  await running.callService('iam', 'CreateUser', { UserName: 'nobody' });
  for (const [service, operation, input] of POPULATION) {
    inputs.learn(await running.callService(service, operation, input));
    inputs.learn(input);
  }
  const allowed: string[] = [];
  const neverDenied: string[] = [];
  const faults: string[] = [];
  const open: string[] = [];
  for (const service of services) {
    const schemas = await running.find(service.id)?.schemas();
    for (const [name, operation] of Object.entries(service.operations)) {
      if (operation.access.actions.length === 0) {
        open.push(`${service.id}:${name}`);
        continue;
      }
      const shape = schemas?.operation(name)?.input;
      assert.ok(shape, name);
      let denied = 0;
      for (let count = 0; count < TRIES; count += 1) {
        const input = inputs.valueOf(shape, '', count % 4 === 0) as object;
        if (typeof input !== 'object' || input === null) continue;
        try {
          await running.callService(service.id, name, input, USER);
          allowed.push(`${service.id}:${name} ${JSON.stringify(input)?.slice(0, 300)}`);
        } catch (error) {
          if (error instanceof AccessDenied) denied += 1;
          else if (!(error instanceof ServiceError))
            faults.push(
              `${service.id}:${name} ${(error as Error).stack?.slice(0, 300)} ${JSON.stringify(input)?.slice(0, 300)}`,
            );
        }
      }
      if (denied === 0 && !CHECKED_FIRST.includes(`${service.id}:${name}`)) neverDenied.push(`${service.id}:${name}`);
    }
  }
  assert.deepEqual(
    { allowed, neverDenied, faults, open },
    { allowed: [], neverDenied: [], faults: [], open: FOR_EVERYBODY },
  );
});
