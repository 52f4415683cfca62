import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Samlet, startSamlet } from 'samlet';

let samlet: Samlet;
before(async () => {
  samlet = await startSamlet({ template: fileURLToPath(new URL('..', import.meta.url)), ephemeral: true });
});
after(() => samlet.stop());

test('GET /hello says hello with the id of the invocation', async () => {
  const answer = await fetch(`${samlet.url}/hello`);
  assert.equal(answer.status, 200);
  const body = (await answer.json()) as { message: string; requestId: string };
  assert.equal(body.message, 'Hello from Lambda!');
  assert.match(body.requestId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});

test('a path that the template does not declare is refused as API Gateway refuses it', async () => {
  const answer = await fetch(`${samlet.url}/nope`);
  assert.deepEqual([answer.status, await answer.text()], [403, '{"message":"Missing Authentication Token"}']);
});
