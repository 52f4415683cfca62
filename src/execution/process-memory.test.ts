import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { processMemory } from './process-memory.ts';

test('memory is that of the process, its own part without the pages of files', {
  skip: !existsSync('/proc/self/statm') && 'needs /proc',
}, () => {
  const { residentMb, ownMb } = processMemory(process.pid);
  const rssMb = process.memoryUsage.rss() / 1024 / 1024;
  assert.ok(residentMb > rssMb * 0.8, `${residentMb} of ${rssMb}`);
  assert.ok(ownMb > 0 && ownMb < residentMb);
});

test('a process that is gone uses nothing', () => {
  assert.deepEqual(processMemory(2 ** 22 + 1), { residentMb: 0, ownMb: 0 });
});
