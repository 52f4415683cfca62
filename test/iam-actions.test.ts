import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServiceError } from '../src/aws/service-error.ts';
import type { Shape } from '../src/aws/shape.ts';
import { actionFacts, resourceForm } from '../src/services/iam/action-catalogue.ts';
import { services } from '../src/services/index.ts';
import { actionGaps, unstated } from './iam-actions-known-gaps.ts';
import { testEndpoint } from './support/aws-endpoint.ts';

const ACCOUNT = '000000000000';

const operations = services.flatMap((service) =>
  Object.entries(service.operations).map(([name, operation]) => ({
    id: `${service.id}:${name}`,
    service,
    name,
    operation,
  })),
);

/** A listed gap must be one: the day it is closed, its line goes. */
function onlyGaps(found: readonly string[], gaps: readonly string[]): void {
  assert.deepEqual([...new Set(found)].sort(), [...gaps].sort());
}

test('every operation states what IAM must allow', () => {
  onlyGaps(
    operations.filter(({ operation }) => operation.access === undefined).map(({ id }) => id),
    unstated,
  );
});

test("every action that is stated is one of AWS's", () => {
  const unknown = operations.flatMap(({ id, operation }) =>
    (operation.access?.actions ?? [])
      .filter((action) => actionFacts(action) === undefined || !isSpelledAsAws(action))
      .map((action) => `${id} ${action}`),
  );
  onlyGaps(
    unknown,
    actionGaps.filter((gap) => !gap.includes(' on ')),
  );
});

const isSpelledAsAws = (action: string) => actionFacts(action)?.name === action.slice(action.indexOf(':') + 1);

test('the resource of an action is of a type that AWS gives to the action', async () => {
  const { services: running } = testEndpoint(services);
  const wrong: string[] = [];
  for (const { id, service, name, operation } of operations) {
    if (operation.access === undefined) continue;
    const started = running.find(service.id);
    const schemas = await started?.schemas();
    const input = sample(schemas?.operation(name)?.input, service.id) as object;
    const caller = { arn: `arn:aws:iam::${ACCOUNT}:user/u`, userId: 'AIDA', account: ACCOUNT, kind: 'user' } as const;
    const call = {
      ...running.platform,
      requestId: 'r',
      caller,
      state: started?.state,
      callService: running.callService,
    };
    try {
      for (const { action, resource } of await operation.access.checks(input, call as never)) {
        if (!isOfAction(action, resource)) wrong.push(`${id} ${action} on ${resource}`);
      }
    } catch (error) {
      // What is not there or not well formed is refused before IAM is asked.
      if (!(error instanceof ServiceError))
        throw new Error(`${id} fails on ${JSON.stringify(input)}`, { cause: error });
    }
  }
  onlyGaps(
    wrong,
    actionGaps.filter((gap) => gap.includes(' on ')),
  );
});

/** Whether an ARN has the form of a type that the action is about. Actions without types take what the service says. */
function isOfAction(action: string, resource: string): boolean {
  const facts = actionFacts(action);
  if (facts === undefined || facts.resourceTypes.length === 0) return true;
  if (resource === '*' && !facts.needsResource) return true;
  // What the client itself gives as an ARN.
  if (GIVEN.test(resource)) return true;
  return resourceForm(action, resource) !== undefined;
}

/** A value of a shape: what a client could send, whole. */
function sample(shape: Shape | undefined, service: string, name = '', depth = 0): unknown {
  if (shape === undefined || depth > 4) return undefined;
  switch (shape.kind) {
    case 'structure':
      return Object.fromEntries(
        shape.members.map((member) => [member.name, sample(member.shape, service, member.name, depth + 1)]),
      );
    case 'list':
      return [sample(shape.member.shape, service, name, depth + 1)];
    case 'map':
      return { key: sample(shape.value.shape, service, name, depth + 1) };
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'timestamp':
      return new Date(0);
    case 'blob':
      return new Uint8Array();
    default:
      return textSample(service, name);
  }
}

const GIVEN = /^(?:abc|arn:aws:[a-z]+:us-east-1:\d+:x)$/;
const TEXTS: Readonly<Record<string, string>> = {
  PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/p`,
  PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/p`,
  RoleArn: `arn:aws:iam::${ACCOUNT}:role/r`,
  Path: '/abc/',
  DeletionTaskId: 'task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/1',
};

function textSample(service: string, name: string): string {
  return TEXTS[name] ?? (/arn$/i.test(name) ? `arn:aws:${service}:us-east-1:${ACCOUNT}:x` : 'abc');
}
