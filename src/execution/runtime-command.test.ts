import assert from 'node:assert/strict';
import { test } from 'node:test';
import { awsSdkRoot } from './aws-sdk-dir.ts';
import { checkRuntime, runtimeCommand, runtimeFamily } from './runtime-command.ts';

const guest = { taskRoot: '/var/task', runtimeDir: '/var/runtime', layersDir: '/opt', tmpDir: '/tmp' };
const choice = { runtimesDir: '/samlet/runtimes', awsSdkDir: '/samlet/node_modules' };

test('a Node.js function gets the memory flags of the managed runtime and the SDK', () => {
  const command = runtimeCommand('nodejs22.x', 1024, choice);
  assert.equal(command.runtimeDir, '/samlet/runtimes/node');
  assert.deepEqual(command.args(guest), [
    '--max-semi-space-size=25',
    '--max-old-space-size=973',
    '/var/runtime/bootstrap.cjs',
    '/samlet/node_modules',
  ]);
  assert.ok(command.readOnlyPaths.includes('/samlet/node_modules'));
});

test('a custom runtime is its own program', () => {
  const command = runtimeCommand('provided.al2023', 128, choice);
  assert.equal(command.protocol, 'http');
  assert.equal(command.file(guest), '/var/task/bootstrap');
});

test('the start banner hears what runs on what, and what does not run', () => {
  const major = process.versions.node.split('.')[0];
  assert.deepEqual(checkRuntime(`nodejs${major}.x`), { ok: true });
  assert.deepEqual(checkRuntime('nodejs6.10'), {
    ok: true,
    notice: `nodejs6.10 functions run on this machine's Node.js ${process.versions.node}`,
  });
  assert.deepEqual(checkRuntime('provided.al2'), { ok: true });
  const java = checkRuntime('java21');
  assert.equal(java.ok, false);
  assert.match(java.notice ?? '', /^samlet does not run functions of the runtime java21 yet\. It runs nodejs\*, /);
  for (const runtime of ['java8.al2', 'dotnet8', 'ruby3.3', 'go1.x']) assert.equal(runtimeFamily(runtime), 'notBuilt');
});

test("pnpm's store is readable as a whole", () => {
  assert.equal(
    awsSdkRoot('/home/me/app/node_modules/.pnpm/samlet@0.1.0/node_modules'),
    '/home/me/app/node_modules/.pnpm',
  );
  assert.equal(awsSdkRoot('/home/me/app/node_modules'), '/home/me/app/node_modules');
});
