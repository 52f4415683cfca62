// Functions die with samlet, also when samlet is killed and can do nothing about it.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sandboxTools } from '../../src/sandbox/detect-sandbox-level.ts';

const running = (mark: string) => execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).includes(mark);

describe('When samlet is killed', { concurrency: 4, skip: process.platform !== 'linux' && 'needs Linux' }, () => {
  for (const level of ['bubblewrap', 'namespaces', 'none'] as const) {
    const skip = sandboxTools(level) ? false : `the level ${level} does not work on this machine`;
    test(`a function that never yields dies with it, level ${level}`, { skip }, async (t) => {
      const TMPDIR = mkdtempSync(join(tmpdir(), 'samlet-death-'));
      t.after(() => rmSync(TMPDIR, { recursive: true, force: true }));
      const mark = `samlet-death-${level}-${process.pid}`;
      const script = fileURLToPath(new URL('../support/run-busy-function.ts', import.meta.url));
      const samlet = spawn(process.execPath, ['--import', 'tsx', script, level, mark], {
        env: { ...process.env, TMPDIR },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(samlet.stdout, 'data');
      assert.ok(running(mark), 'the function runs');
      samlet.kill('SIGKILL');
      await once(samlet, 'exit');
      const deadline = performance.now() + 5000;
      while (running(mark)) {
        assert.ok(performance.now() < deadline, 'the function is still there after five seconds');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
  }
});
