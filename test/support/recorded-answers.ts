import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conformanceDir } from './conformance-data.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers of many operations
type Any = any;

/** The recorded answers of a topic by the name of the test that led to them; `undefined` where they are not there. */
export function recordedAnswers(topic: string): ReadonlyMap<string, Readonly<Record<string, Any>>> | undefined {
  if (conformanceDir === undefined) return undefined;
  const text = readFileSync(join(conformanceDir, 'aws-recorded', `${topic}.json`), 'utf8');
  return new Map(Object.entries(JSON.parse(text) as Record<string, Record<string, Any>>));
}

const IGNORED = /^(ResponseMetadata|\$metadata|message|QueryErrorCode|Type)$/;

/**
 * Refuses an answer that differs from a recorded one, where `<name>` stands for any text, the same each time, and
 * `timestamp` for any time or times. Members that a caller's library adds are not compared.
 */
export function assertRecorded(actual: Any, expected: Any, path = '', names = new Map<string, string>()): void {
  if (expected === 'timestamp' || expected === 'datetime' || expected === 'date' || expected === '<datetime>') {
    assert.ok(actual !== undefined && actual !== null && actual !== '', path);
  } else if (typeof expected === 'string') {
    const pattern = expected
      .replaceAll('111111111111', '000000000000')
      .split(/(<[^<>]+>)/)
      .map((part) => (/^<[^<>]+>$/.test(part) ? '(.+?)' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      .join('');
    const found = new RegExp(`^${pattern}$`, 's').exec(String(actual));
    assert.ok(found !== null, `${path}: ${JSON.stringify(actual)} is not ${expected}`);
    for (const [index, name] of (expected.match(/<[^<>]+:\d+>/g) ?? []).entries()) {
      const whole: string | undefined = expected === name ? found[index + 1] : undefined;
      if (whole === undefined) continue;
      assert.equal(whole, names.get(name) ?? whole, `${path}: ${name}`);
      names.set(name, whole);
    }
  } else if (typeof expected !== 'object' || expected === null) assert.equal(actual, expected, path);
  else {
    if (typeof actual === 'string') actual = JSON.parse(actual);
    assert.ok(typeof actual === 'object' && actual !== null, `${path}: ${actual}`);
    assert.equal(Array.isArray(actual), Array.isArray(expected), path);
    const members = (value: object) =>
      Object.entries(value).flatMap(([name, one]) => (IGNORED.test(name) || one === undefined ? [] : [name]));
    assert.deepEqual(members(actual).sort(), members(expected).sort(), path);
    for (const name of members(expected)) assertRecorded(actual[name], expected[name], `${path}.${name}`, names);
  }
}
