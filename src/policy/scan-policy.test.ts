import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parsePolicy } from './policy-document.ts';
import { scanPolicy, spanMatches } from './scan-policy.ts';
import { matchesWildcards } from './wildcard.ts';

const text = fc.constantFrom('Allow', 's3:*', 'dynamodb:GetItem', '*', '', 'a"b', 'a\\b', 'é', '\u0001', 'Action');
const value = fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.constantFrom(true, 1, null, {}, { Action: ['x'] }));
const statement = fc.dictionary(
  fc.constantFrom('Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'Condition', 'Other'),
  fc.oneof({ arbitrary: text, weight: 3 }, value),
  { maxKeys: 5 },
);
const document = fc.record(
  {
    Version: fc.constantFrom('2012-10-17', '2008-10-17', 'other', 7),
    Id: text,
    Statement: fc.oneof(
      { arbitrary: fc.array(statement, { maxLength: 4 }), weight: 4 },
      statement,
      fc.array(fc.oneof(statement, value), { maxLength: 3 }),
      value,
    ),
  },
  { requiredKeys: [] },
);
const space = fc.constantFrom(undefined, 2, '\t');

/** What a scan says, in the form of the whole document's. */
function scanned(source: string) {
  const policy = scanPolicy(source);
  return (
    policy && {
      version: policy.version,
      statements: policy.statements.map(({ from, to, notActions, firstSpan, endSpan }) => {
        const spans = policy.spans.slice(firstSpan, endSpan);
        const actions: string[] = [];
        for (let at = 0; at < spans.length; at += 2) actions.push(source.slice(spans[at], spans[at + 1]));
        return { parsed: JSON.parse(source.slice(from, to)) as unknown, notActions, actions };
      }),
    }
  );
}

function whole(source: string) {
  const { version, statements } = parsePolicy(source);
  const listed: unknown = (JSON.parse(source) as { readonly Statement?: unknown }).Statement;
  return {
    version,
    statements: statements.map(({ notActions, actions }, index) => ({
      parsed: Array.isArray(listed) ? listed[index] : listed,
      notActions,
      actions,
    })),
  };
}

test('a scan finds what the whole document says, or nothing', () => {
  let found = 0;
  fc.assert(
    fc.property(document, space, (made, indent) => {
      const source = JSON.stringify(made, null, indent);
      const scan = scanned(source);
      if (scan === undefined) return;
      found++;
      assert.deepEqual(scan, whole(source));
    }),
    { numRuns: 5_000 },
  );
  assert.ok(found > 500, `${found} documents were scanned`);
});

test('a text that is no JSON is not scanned, wherever it was broken', () => {
  const source = JSON.stringify({
    Version: '2012-10-17',
    Id: { deep: [['a'], { b: ['c'] }] },
    Statement: [
      { Sid: 'a', Effect: 'Allow', Action: ['s3:*', 'sqs:Get*'], Resource: ['*'] },
      { Effect: 'Deny', NotAction: 'iam:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ],
  });
  assert.ok(scanPolicy(source) !== undefined);
  const broken = [...source].flatMap((_, at) => [
    source.slice(0, at),
    source.slice(0, at) + source.slice(at + 1),
    ...['"', ',', ':', '{', '}', '[', ']', '\\', '\n', '1', 'é'].map(
      (inserted) => source.slice(0, at) + inserted + source.slice(at),
    ),
  ]);
  for (const changed of [...broken, `${source}x`, `${source}{}`]) {
    const scan = scanned(changed);
    if (scan !== undefined) assert.deepEqual(scan, whole(changed), changed);
  }
});

test('actions are matched in any case and with wildcards, as by themselves', () => {
  const pattern = fc.stringMatching(/^[aA*?:bB]{0,8}$/);
  const action = fc.stringMatching(/^[ab:]{0,8}$/);
  fc.assert(
    fc.property(pattern, action, (given, asked) => {
      const bytes = Buffer.from(`"${given}"`);
      assert.equal(spanMatches(bytes, 1, bytes.length - 1, asked), matchesWildcards(given.toLowerCase(), asked));
    }),
    { numRuns: 5_000 },
  );
});
