import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { after, test } from 'node:test';
import { startSamlet } from '../../src/index.ts';
import { oneFunction, projectFolder } from '../support/running-samlet.ts';

const REQUESTS = 2_000;

const samlet = await startSamlet({
  template: await projectFolder(
    oneFunction(`export const handler = async (event) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { statusCode: 200, body: event.path };
    };`),
  ),
  ephemeral: true,
});
after(() => samlet.stop());

function get(agent: Agent, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(`${samlet.url}${path}`, { agent }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve(`${response.statusCode} ${body}`));
    })
      .on('error', reject)
      .end();
  });
}

test('2,000 requests at once to a slow function are all answered, each with its own answer', {
  timeout: 120_000,
}, async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: REQUESTS });
  const answers = await Promise.all(Array.from({ length: REQUESTS }, (_, index) => get(agent, `/item/${index}`)));
  agent.destroy();
  assert.deepEqual(
    answers.filter((answer, index) => answer !== `200 /item/${index}`),
    [],
  );
});

test('memory returns after the load', { timeout: 120_000 }, async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 200 });
  const round = () => Promise.all(Array.from({ length: 500 }, (_, index) => get(agent, `/item/${index}`)));
  const heapAfter = async () => {
    await round();
    globalThis.gc?.();
    return process.memoryUsage().rss / 1024 / 1024;
  };
  await heapAfter();
  const first = await heapAfter();
  let last = first;
  for (let index = 0; index < 5; index++) last = await heapAfter();
  agent.destroy();
  assert.ok(
    last < first + 60,
    `the process grew from ${first.toFixed(0)} to ${last.toFixed(0)} MB over 2,500 requests`,
  );
});
