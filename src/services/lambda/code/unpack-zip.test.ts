import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Zippable, zipSync } from 'fflate';
import { MAX_UNZIPPED_BYTES, MAX_ZIPPED_BYTES, requireZipSize, unpackZip } from './unpack-zip.ts';

const UNREADABLE = 'Could not unzip uploaded file. Please check your file, then try to upload again.';
const unix = (mode: number) => ({ os: 3, attrs: (mode << 16) >>> 0 });

function scratch(t: TestContext): string {
  const root = mkdtempSync(join(tmpdir(), 'samlet-zip-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  return join(root, 'code');
}

const bytes = (text: string) => Buffer.from(text);

test('folders, names and modes are kept', async (t) => {
  const target = scratch(t);
  await unpackZip(
    zipSync({ 'a/b.txt': bytes('text'), bootstrap: [bytes('#!/bin/sh\n'), unix(0o100755)], 'plain.js': bytes('1') }),
    target,
  );
  assert.equal(readFileSync(join(target, 'a/b.txt'), 'utf8'), 'text');
  assert.equal(statSync(join(target, 'bootstrap')).mode & 0o777, 0o755);
  assert.equal(statSync(join(target, 'plain.js')).mode & 0o777, 0o644);
});

test('a link inside the code is kept as a link', async (t) => {
  const target = scratch(t);
  await unpackZip(zipSync({ 'lib/real.js': bytes('1'), 'lib/link.js': [bytes('real.js'), unix(0o120777)] }), target);
  assert.equal(readlinkSync(join(target, 'lib/link.js')), 'real.js');
});

const ESCAPES: readonly (readonly [what: string, files: Zippable])[] = [
  ['a name that climbs out', { '../evil.js': bytes('1') }],
  ['an absolute name', { '/tmp/evil.js': bytes('1') }],
  ['a link that climbs out', { link: [bytes('../../etc'), unix(0o120777)] }],
  ['an absolute link', { link: [bytes('/etc/passwd'), unix(0o120777)] }],
  [
    'a link that climbs out through another link',
    {
      'deep/down/here.txt': bytes('1'),
      'deep/down/up': [bytes('../..'), unix(0o120777)],
      'deep/down/out': [bytes('up/..'), unix(0o120777)],
    },
  ],
];

for (const [what, files] of ESCAPES) {
  test(`a zip with ${what} is refused and leaves nothing`, async (t) => {
    const target = scratch(t);
    await assert.rejects(() => unpackZip(zipSync(files), target), {
      code: 'InvalidParameterValueException',
      message: UNREADABLE,
    });
    assert.deepEqual(readdirSync(join(target, '..')), []);
  });
}

test('bytes that are no zip, and a zip that ends early, are refused', async (t) => {
  const target = scratch(t);
  const whole = zipSync({ 'index.js': bytes('exports.handler = 1;'.repeat(100)) });
  for (const broken of [bytes('not a zip'), whole.subarray(0, whole.length - 30), whole.subarray(20)]) {
    await assert.rejects(() => unpackZip(broken, target), { message: UNREADABLE });
  }
  assert.equal(existsSync(target), false);
});

test('more than 250 MB unpacked is refused before it is written', async (t) => {
  const target = scratch(t);
  const zip = zipSync({ 'big.bin': new Uint8Array(MAX_UNZIPPED_BYTES + 1) }, { level: 1 });
  await assert.rejects(() => unpackZip(zip, target), {
    code: 'InvalidParameterValueException',
    message: 'Unzipped size must be smaller than 262144000 bytes',
  });
  assert.equal(existsSync(target), false);
});

test('a zip of 50 MB is refused for its own size, an empty one for being empty', () => {
  assert.throws(() => requireZipSize(new Uint8Array(MAX_ZIPPED_BYTES)), {
    code: 'RequestEntityTooLargeException',
    status: 413,
    message: 'Zipped size must be smaller than 52428800 bytes',
  });
  assert.throws(() => requireZipSize(new Uint8Array()), { message: 'Uploaded file must be a non-empty zip' });
});

test('two uploads of the same code at once leave one folder', async (t) => {
  const target = scratch(t);
  const zip = zipSync({ 'index.js': bytes('1') });
  await Promise.all([unpackZip(zip, target), unpackZip(zip, target)]);
  assert.deepEqual(readdirSync(join(target, '..')), ['code']);
});
