import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Samlet, startSamlet } from 'samlet';

let samlet: Samlet;
before(async () => {
  samlet = await startSamlet({ template: fileURLToPath(new URL('..', import.meta.url)), ephemeral: true });
});
after(() => samlet.stop());

const post = (body: string) => fetch(`${samlet.url}/posts`, { method: 'POST', body });

test('a post can be created, read and found in the list', async () => {
  const created = await post(JSON.stringify({ title: 'First', content: 'Hello' }));
  assert.equal(created.status, 201);
  const { postId, title } = (await created.json()) as { postId: string; title: string };
  assert.equal(title, 'First');

  const read = await fetch(`${samlet.url}/posts/${postId}`);
  assert.equal(read.status, 200);
  const list = (await (await fetch(`${samlet.url}/posts`)).json()) as { posts: { postId: string }[] };
  assert.deepEqual(list.posts, [await read.json()]);
});

test('a post without a title is refused by name', async () => {
  const answer = await post(JSON.stringify({ content: 'Hello' }));
  assert.equal(answer.status, 400);
  assert.match(((await answer.json()) as { message: string }).message, /^title: /);
});

test('a body that is no JSON answers 400', async () => {
  assert.deepEqual(await (await post('{')).json(), { message: 'The body is not valid JSON' });
});

test('an unknown post answers 404', async () => {
  const answer = await fetch(`${samlet.url}/posts/nope`);
  assert.deepEqual([answer.status, await answer.json()], [404, { message: 'Post not found' }]);
});
