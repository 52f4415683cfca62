import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { conformanceDir } from '../support/conformance-data.ts';
import { aDocument, lambdaAnswering, lambdaOperation, testGateway } from '../support/deployed-api.ts';
import { conformance } from '../support/ratchet.ts';

/** What the function returned for each recorded answer. */
const RETURNED: Record<string, unknown> = {
  'no-body': { statusCode: 200 },
  'with-headers': { statusCode: 200, headers: { 'test-header': 'value', 'header-bool': true } },
  'with-headers-null': { statusCode: 200, headers: null },
  'wrong-format': { statusCode: 200, wrongValue: 'value' },
  'empty-response': {},
  'b64-encoded-true': { statusCode: 200, body: 'dGVzdC1kYXRh', isBase64Encoded: true },
  'b64-encoded-false': { statusCode: 200, body: 'dGVzdC1kYXRh', isBase64Encoded: false },
  'multi-headers-valid': { statusCode: 200, multiValueHeaders: { 'test-multi': ['value1', 'value2'] } },
  'multi-headers-overwrite': {
    statusCode: 200,
    headers: { 'test-multi': 'value-solo' },
    multiValueHeaders: { 'test-multi': ['value-multi'] },
  },
  'multi-headers-overwrite-casing': {
    statusCode: 200,
    headers: { 'test-multi': 'value-solo' },
    multiValueHeaders: { 'tesT-Multi': ['value-multi'] },
  },
  'multi-headers-invalid': { statusCode: 200, multiValueHeaders: { 'test-multi': 'value-multi' } },
  'invalid-status-code': { statusCode: 'not-a-number' },
  'status-code-str': { statusCode: '200' },
  'just-string': 'a string',
  'only-headers': { headers: { 'test-header': 'value' } },
};

/** Headers that the server or CloudFront adds, not the gateway. */
const NOT_OURS = /^(Connection|Content-Length|Date|Via|X-Amz-Cf-|X-Cache)/i;

const file = conformanceDir && join(conformanceDir, 'aws-recorded/apigw-proxy-response-format.json');

if (file === undefined) {
  test('answers to what functions return, as recorded from AWS', {
    skip: 'the conformance data is not here',
  }, () => {});
} else {
  const [recorded] = Object.values(
    JSON.parse(readFileSync(file, 'utf8')) as Record<
      string,
      Record<string, { content: unknown; headers?: Record<string, string> }>
    >,
  );
  const cases = Object.entries(recorded ?? {}).map(([name, expected]) => ({
    id: name.replace('invoke-api-', ''),
    expected,
  }));

  conformance(cases, [], async ({ id, expected }) => {
    assert.ok(id in RETURNED, 'the returned value of this case is known');
    const gateway = testGateway(lambdaAnswering(() => JSON.stringify(RETURNED[id])));
    await gateway.deploy(aDocument({ '/': { get: lambdaOperation() } }));
    const { status, body, headers } = await gateway.send();
    if (typeof expected.content === 'object') {
      assert.deepEqual([status, JSON.parse(String(body))], [502, expected.content]);
      return;
    }
    assert.deepEqual([status, String(body)], [200, expected.content]);
    if (expected.headers === undefined) return;
    const answered = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : value.join(', ')]),
    );
    const wanted = Object.entries(expected.headers).filter(([name]) => !NOT_OURS.test(name));
    assert.deepEqual(Object.keys(answered).sort(), wanted.map(([name]) => name).sort());
    for (const [name, value] of wanted) if (!value.startsWith('<')) assert.equal(answered[name], value, name);
  });
}
