import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ProtocolName } from '../src/aws/shape.ts';
import { services } from '../src/services/index.ts';
import { testEndpoint } from './support/aws-endpoint.ts';
import { POPULATION, randomInputs, randomNumbers } from './support/random-input.ts';
import { signedRequest } from './support/sign-request.ts';
import { wireRequest } from './support/wire-requests.ts';

const SEED = Number(process.env['SAMLET_FUZZ_SEED'] ?? 814_379);
const TIME_MS = Number(process.env['SAMLET_FUZZ_MS'] ?? 2_500);
const ROOT = {
  arn: 'arn:aws:iam::000000000000:root',
  userId: '000000000000',
  account: '000000000000',
  kind: 'root',
} as const;

/** Protocols that a service speaks beside its client's own. */
const OTHER_PROTOCOLS: Readonly<Record<string, readonly ProtocolName[]>> = {
  cloudwatch: ['awsQuery', 'awsJson1_0', 'rpcv2Cbor'],
};

/** No answer takes this long on a machine that does other work, too. */
const SLOW_MS = 10_000;

/** What cannot be answered here: nothing runs functions. */
const NOTHING_RUNS = /no function runs here|the gateway that serves the stages is not there/;

for (const service of services) {
  test(`whatever is sent to ${service.id}, it answers or refuses (seed ${SEED})`, async (t) => {
    const {
      handle,
      services: running,
      said,
    } = testEndpoint(services, undefined, mkdtempSync(join(tmpdir(), 'samlet-random-')));
    t.after(() => running.stop());
    const schemas = await running.find(service.id)?.schemas();
    assert.ok(schemas);
    const random = randomNumbers(SEED);
    const inputs = randomInputs(random);
    const names = schemas.operationNames.filter((name) => Object.hasOwn(service.operations, name));
    const protocols = OTHER_PROTOCOLS[service.id] ?? [schemas.protocol];
    const signingName = service.signingName ?? service.id;
    const statuses = new Map<number, number>();
    const succeeded = new Set<string>();
    const faults = new Map<string, string>();

    for (const [id, name, input] of POPULATION) {
      if (service.id === id || (service.id === 'dynamodbstreams' && id === 'dynamodb') || id === 'iam') {
        const answer = await running.callService(id, name, input);
        inputs.learn(answer);
        if (name === 'CreateRestApi') {
          const { id: restApiId, rootResourceId: resourceId } = answer;
          inputs.learn({ restApiId, resourceId, parentId: resourceId });
        }
        inputs.learn(input);
      }
    }
    const until = Date.now() + TIME_MS;
    while (Date.now() < until) {
      const name = names[Math.floor(random() * names.length)] ?? '';
      // Otherwise nothing would be left to work with.
      if (name.startsWith('Delete') && random() < 0.9) continue;
      const operation = schemas.operation(name);
      assert.ok(operation);
      const value = inputs.valueOf(operation.input);
      const input = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
      const protocol = protocols[Math.floor(random() * protocols.length)] as ProtocolName;
      const plain = wireRequest(schemas, protocol, operation, input);
      const signed = protocol === 'awsQuery' && random() < 0.5;
      const request = signed
        ? signedRequest({
            service: signingName,
            body: plain.body.toString('utf8'),
            headers: { 'content-type': plain.headers['content-type'] ?? '' },
            signedAt: Date.now(),
          })
        : plain;
      const from = Date.now();
      const answer = await handle(request, signed ? undefined : { signingName, caller: ROOT });
      const took = Date.now() - from;
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (answer.status < 300) {
        succeeded.add(name);
        inputs.learn(input);
        if (String(answer.headers['Content-Type'] ?? '').includes('json')) {
          try {
            inputs.learn(JSON.parse(String(answer.body)));
          } catch {
            /* not JSON */
          }
        }
      }
      const told = said.splice(0).filter((line) => line.includes('fault of samlet') && !NOTHING_RUNS.test(line));
      const wrong = told[0] ?? (took > SLOW_MS ? `took ${took} ms` : undefined);
      if (wrong !== undefined) {
        const key = `${name}: ${wrong.replace(/\(request [^)]*\)/, '')}`.slice(0, 300);
        if (!faults.has(key))
          faults.set(
            key,
            `${protocol} ${request.method} ${request.rawPath}?${request.rawQuery} ${request.body.toString('utf8').slice(0, 1200)}`,
          );
      }
    }
    if (process.env['SAMLET_FUZZ_MS'])
      console.log(
        service.id,
        Object.fromEntries(statuses),
        'succeeded',
        succeeded.size,
        'of',
        names.length,
        'never:',
        names.filter((n) => !succeeded.has(n)).join(' '),
      );
    assert.deepEqual(Object.fromEntries(faults), {});
  });
}
