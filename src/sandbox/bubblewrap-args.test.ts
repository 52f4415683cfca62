import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bubblewrapArgs } from './bubblewrap-args.ts';
import type { SandboxPolicy } from './sandbox-policy.ts';

const policy: SandboxPolicy = {
  codeDir: '/home/me/app',
  runtimeDir: '/samlet/runtimes/node',
  layersDir: '/data/layers',
  readOnlyPaths: ['/home/me/.nvm/versions/node/v22'],
  tmpDir: undefined,
  tmpSizeMb: 512,
  env: { TZ: ':UTC' },
};
const host = { folders: ['/usr'], links: { '/bin': 'usr/bin' }, sizedTmpfs: true };
const args = bubblewrapArgs(policy, host, ['nodejs']);
const line = args.join(' ');

test('no folder of the host is writable inside the sandbox', () => {
  assert.deepEqual(
    args.filter((arg) => arg === '--bind' || arg === '--dev-bind' || arg === '--bind-try'),
    [],
  );
});

test('nothing of our own environment leaks into the function', () => {
  assert.ok(args.indexOf('--clearenv') < args.indexOf('--setenv'));
  assert.deepEqual(
    args.flatMap((arg, at) => (arg === '--setenv' ? [args[at + 1]] : [])),
    ['TZ'],
  );
});

test('code, runtime and layers are seen where AWS puts them', () => {
  assert.match(line, /--ro-bind \/home\/me\/app \/var\/task/);
  assert.match(line, /--ro-bind \/samlet\/runtimes\/node \/var\/runtime/);
  assert.match(line, /--ro-bind \/data\/layers\/nodejs \/opt\/nodejs/);
});

test('an interpreter outside /usr is seen at its own path', () => {
  assert.match(line, /--ro-bind (\/home\/me\/\.nvm\/versions\/node\/v22) \1/);
});

test('/tmp is private and limited in size', () => {
  assert.match(line, /--size 536870912 --tmpfs \/tmp/);
  assert.doesNotMatch(bubblewrapArgs(policy, { ...host, sizedTmpfs: false }).join(' '), /--size/);
});

test('the function has its own processes and dies with samlet', () => {
  for (const flag of ['--unshare-all', '--die-with-parent', '--new-session']) assert.ok(args.includes(flag), flag);
});
