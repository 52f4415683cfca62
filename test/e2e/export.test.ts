import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { oneFunction, projectFolder, runSamlet, startProcess } from '../support/running-samlet.ts';

const hello = "export const handler = async () => ({ statusCode: 200, body: 'hello' });";

test("export writes a template's API without starting it for good", async () => {
  const folder = await projectFolder(oneFunction(hello));
  const { stdout, stderr, code } = await runSamlet(['export', 'openapi'], { cwd: folder });
  assert.equal(code, 0, stderr);
  const document = JSON.parse(stdout);
  assert.deepEqual([document.openapi, document.servers], ['3.0.1', [{ url: 'http://localhost:3000' }]]);
  assert.deepEqual(Object.keys(document.paths), ['/', '/{proxy+}']);
  assert.equal(JSON.stringify(document).includes('x-amazon-apigateway-integration'), false);
});

test('export writes YAML and collections of the API that runs', async () => {
  const folder = await projectFolder(oneFunction(hello));
  const samlet = await startProcess(['start', folder]);
  try {
    const written = await runSamlet(['export', 'openapi', '--extensions', '-o', 'api.yaml'], { cwd: folder });
    assert.deepEqual([written.code, written.stdout], [0, ''], written.stderr);
    const document = parse(readFileSync(join(folder, 'api.yaml'), 'utf8'));
    assert.equal(document.paths['/'].get['x-amazon-apigateway-integration'].type, 'aws_proxy');

    const collection = await runSamlet(['export', 'postman', '--stage', 'Prod'], { cwd: folder });
    assert.equal(collection.code, 0, collection.stderr);
    const { item, variable } = JSON.parse(collection.stdout);
    assert.deepEqual(
      item.map((one: { name: string }) => one.name),
      ['GET /', 'ANY /{proxy+}'],
    );
    // The address is one that answers.
    assert.equal(await (await fetch(`${variable[0].value}/`)).text(), 'hello');
  } finally {
    await samlet.stop();
  }
});

test('export names the APIs and stages that there are', async () => {
  const folder = await projectFolder(oneFunction(hello));
  const api = await runSamlet(['export', 'openapi', '--api', 'other'], { cwd: folder });
  assert.deepEqual([api.code, api.stdout], [2, '']);
  assert.match(api.stderr, /There is no API "other"[\s\S]*--api is one of /);
  const stage = await runSamlet(['export', 'openapi', '--stage', 'other'], { cwd: folder });
  assert.equal(stage.code, 2);
  assert.match(stage.stderr, /has no stage "other"[\s\S]*--stage is one of .*Prod/);
});
