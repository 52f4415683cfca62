import assert from 'node:assert/strict';
import { ServiceError } from '../../src/aws/service-error.ts';
import type { LambdaService } from '../support/lambda-service.ts';

/** What a step of a recording gave: the operation's answer, or its refusal. */
export type Outcome = { readonly answer: unknown } | { readonly refusal: ServiceError };

/** Calls an operation and keeps what it gave under the name that the recording has for it. */
export type Step = (name: string, operation: string, input: object) => Promise<unknown>;

/** Plays the calls of one recorded test. */
export type Scenario = (step: Step, service: LambdaService) => Promise<unknown>;

/** Plays `scenario` and answers what each of its steps gave. */
export async function play(scenario: Scenario, service: LambdaService): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  await scenario(async (name, operation, input) => {
    try {
      const answer = await service.run(operation, input);
      outcomes.set(name, { answer });
      return answer;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      outcomes.set(name, { refusal: error });
      return undefined;
    }
  }, service);
  return outcomes;
}

/** Values that differ from call to call by their nature. */
const VARYING = new Set(['CodeSha256', 'CodeSize', 'LastModified', 'RevisionId', 'Location', 'Runtime', 'Role']);

/** Compares what a step gave with what AWS gave, where `<name>` stands for any text. */
export function compare(outcome: Outcome | undefined, recorded: unknown): void {
  assert.ok(outcome, 'no scenario plays this step');
  const expected = asRecorded(recorded);
  if ('Error' in expected) {
    assert.ok('refusal' in outcome, 'AWS refuses this');
    const { refusal } = outcome;
    const { Error: error, ResponseMetadata: metadata, Type } = expected as unknown as RecordedRefusal;
    matches({ Code: refusal.code, Message: refusal.message }, error, 'Error');
    assert.equal(refusal.status, metadata.HTTPStatusCode);
    if (Type !== undefined) assert.equal(refusal.members['Type'], Type);
    return;
  }
  assert.ok('answer' in outcome, `refused: ${'refusal' in outcome ? outcome.refusal.message : ''}`);
  const { ResponseMetadata: _metadata, ...members } = expected;
  matches(plain(outcome.answer), members, '');
}

interface RecordedRefusal {
  readonly Error: { readonly Code: string; readonly Message: string };
  readonly Type?: string;
  readonly ResponseMetadata: { readonly HTTPStatusCode: number };
}

/** Some recordings hold the answer inside a wrapper of the test's own. */
function asRecorded(recorded: unknown): Record<string, unknown> {
  const table = recorded as Record<string, unknown>;
  return (table['CreateFunctionResponse'] ?? table) as Record<string, unknown>;
}

/** Without members that are `undefined`, with bytes as recordings show them. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    const text = Buffer.from(value).toString();
    return text.startsWith('{') ? JSON.parse(text) : text;
  }
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, plain(member)]])),
  );
}

/** What only a caller in this process is told: no member on the wire. */
const OF_THE_PROCESS = new Set(['RequestId']);

function matches(actual: unknown, expected: unknown, path: string): void {
  if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual), `${path} is a list`);
    assert.equal(actual.length, expected.length, `${path} has as many entries`);
    expected.forEach((one, index) => {
      matches(actual[index], one, `${path}[${index}]`);
    });
    return;
  }
  if (typeof expected === 'object' && expected !== null) {
    assert.ok(typeof actual === 'object' && actual !== null, `${path} is an object`);
    assert.deepEqual(
      Object.keys(actual)
        .filter((name) => !OF_THE_PROCESS.has(name))
        .sort(),
      Object.keys(expected).sort(),
      `the members of ${path || 'the answer'}`,
    );
    for (const [name, member] of Object.entries(expected)) {
      if (!VARYING.has(name)) matches((actual as Record<string, unknown>)[name], member, `${path}.${name}`);
    }
    return;
  }
  if (typeof expected === 'string') {
    assert.ok(pattern(expected).test(String(actual)), `${path}: ${String(actual)} is not ${expected}`);
    return;
  }
  assert.deepEqual(actual, expected, path);
}

function pattern(recorded: string): RegExp {
  const escaped = recorded
    .split(/<[a-zA-Z0-9:_-]+>/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('111111111111', '\\d{12}'));
  return new RegExp(`^${escaped.join('.+')}$`, 's');
}
