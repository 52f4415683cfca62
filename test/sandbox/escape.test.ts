// Attempts of a function to reach what is not its own, in every sandbox level that works on this machine.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { detectSandboxLevel, sandboxTools } from '../../src/sandbox/detect-sandbox-level.ts';
import { lambdaLab } from '../support/lambda-functions.ts';

/** Runs `code`, the body of an async function, and answers its value or the code of its error. */
const attempt = (code: string) => `
const fs = require('node:fs'); const os = require('node:os');
exports.handler = async (event) => { try { ${code} } catch (error) { return error.code ?? error.message } }`;

describe('Inside bubblewrap', {
  skip: detectSandboxLevel() === 'bubblewrap' ? false : 'bubblewrap is not installed or may not be used',
  concurrency: 4,
}, () => {
  const secretDir = mkdtempSync(join(homedir(), '.samlet-secret-'));
  const secret = join(secretDir, 'id_ed25519');
  writeFileSync(secret, 'secret');
  const hostFile = join(mkdtempSync(join(tmpdir(), 'samlet-host-')), 'file');
  writeFileSync(hostFile, 'secret');
  process.env['SAMLET_TEST_SECRET'] = 'secret';
  after(() => {
    rmSync(secretDir, { recursive: true, force: true });
    rmSync(join(hostFile, '..'), { recursive: true, force: true });
  });

  test("a function does not see the user's files", async (t) => {
    const lab = lambdaLab(t);
    const fn = lab.fn({ 'app.js': attempt('return fs.readFileSync(event.path, "utf8")') });
    for (const path of [secret, hostFile, '/etc/shadow', '/root/.bashrc', `${homedir()}/.profile`]) {
      assert.equal((await lab.call(fn, { path })).json, 'ENOENT', path);
    }
  });

  test('code, runtime, layers and system cannot be written', async (t) => {
    const lab = lambdaLab(t);
    const layer = lab.fn({ 'nodejs/x.js': '' });
    const fn = lab.fn(
      { 'app.js': attempt('fs.writeFileSync(event.path, "x"); return "written"') },
      { layerDirs: [layer.codeDir] },
    );
    for (const path of [
      '/var/task/app.js',
      '/var/task/new',
      '/var/runtime/bootstrap.cjs',
      '/opt/nodejs/x.js',
      '/usr/x',
    ]) {
      assert.equal((await lab.call(fn, { path })).json, 'EROFS', path);
    }
    assert.equal((await lab.call(fn, { path: '/tmp/mine' })).json, 'written');
  });

  test("another environment's /tmp is out of reach", async (t) => {
    const lab = lambdaLab(t);
    const code = attempt(
      'if (event.write) fs.writeFileSync("/tmp/mine", "x"); return fs.readdirSync("/tmp").filter((name) => name === "mine")',
    );
    const [one, two] = [lab.fn({ 'app.js': code }), lab.fn({ 'app.js': code })];
    assert.deepEqual((await lab.call(one, { write: true })).json, ['mine']);
    assert.deepEqual((await lab.call(two)).json, []);
    assert.deepEqual((await lab.call(one)).json, ['mine']);
  });

  test('/tmp ends where its size ends', {
    skip: !sandboxTools('bubblewrap')?.host.sizedTmpfs && 'this bubblewrap cannot limit it',
  }, async (t) => {
    const lab = lambdaLab(t);
    const fn = lab.fn(
      { 'app.js': attempt('fs.writeFileSync("/tmp/large", Buffer.alloc(20 << 20)); return "written"') },
      { ephemeralStorageMb: 16 },
    );
    assert.equal((await lab.call(fn)).json, 'ENOSPC');
  });

  test('samlet and other functions can neither be seen nor killed', async (t) => {
    const lab = lambdaLab(t);
    const kill = lab.fn({ 'app.js': attempt('process.kill(event.pid, 9); return "killed"') });
    assert.equal((await lab.call(kill, { pid: process.pid })).json, 'ESRCH');
    const see = lab.fn({
      'app.js': attempt('return fs.readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name)).length'),
    });
    assert.ok(Number((await lab.call(see)).json) <= 3);
  });

  test("samlet's own environment variables do not leak", async (t) => {
    const lab = lambdaLab(t);
    const code = attempt(`const all = [JSON.stringify(process.env)];
      for (const name of fs.readdirSync("/proc")) try { all.push(fs.readFileSync("/proc/" + name + "/environ", "latin1")) } catch {}
      return all.join().includes("SAMLET_TEST_SECRET")`);
    assert.equal((await lab.call(lab.fn({ 'app.js': code }))).json, false);
  });

  test("samlet's descriptors are not inherited", async (t) => {
    const lab = lambdaLab(t);
    const code =
      attempt(`return fs.readdirSync("/proc/self/fd").map((fd) => { try { return fs.readlinkSync("/proc/self/fd/" + fd) } catch { return "" } })
      .filter((target) => target.startsWith("/") && !/^\\/(dev|proc)\\//.test(target))`);
    assert.deepEqual((await lab.call(lab.fn({ 'app.js': code }))).json, []);
  });

  test('a function has no capabilities to mount or to change owners', async (t) => {
    const lab = lambdaLab(t);
    const code = attempt(
      'return /CapEff:\\\\s*0+\\\\n/.test(fs.readFileSync("/proc/self/status", "utf8"))'.replaceAll('\\\\', '\\'),
    );
    assert.equal((await lab.call(lab.fn({ 'app.js': code }))).json, true);
  });
});

for (const sandboxLevel of ['namespaces', 'none'] as const) {
  describe(`Without bubblewrap, level ${sandboxLevel}`, {
    skip: sandboxTools(sandboxLevel) ? false : 'the kernel does not allow it',
  }, () => {
    test("a function runs, has its own /tmp and sees nothing of samlet's environment", async (t) => {
      const lab = lambdaLab(t, { sandboxLevel });
      const code = attempt(
        'if (event.write) fs.writeFileSync(os.tmpdir() + "/mine", "x"); return [fs.readdirSync(os.tmpdir()).includes("mine"), process.env.SAMLET_TEST_SECRET ?? null, process.env.LAMBDA_TASK_ROOT]',
      );
      const [one, two] = [lab.fn({ 'app.js': code }), lab.fn({ 'app.js': code })];
      assert.deepEqual((await lab.call(one, { write: true })).json, [true, null, one.codeDir]);
      assert.deepEqual((await lab.call(two)).json, [false, null, two.codeDir]);
    });
  });
}

test('in namespaces other processes can neither be seen nor killed', {
  skip: !sandboxTools('namespaces') && 'the kernel does not allow it',
}, async (t) => {
  const lab = lambdaLab(t, { sandboxLevel: 'namespaces' });
  const fn = lab.fn({ 'app.js': attempt('process.kill(event.pid, 9); return "killed"') });
  assert.equal((await lab.call(fn, { pid: process.pid })).json, 'ESRCH');
});
