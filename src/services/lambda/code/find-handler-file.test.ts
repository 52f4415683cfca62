import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { findHandlerFile } from './find-handler-file.ts';

const CASES: readonly (readonly [runtime: string, handler: string, files: string[], found: string])[] = [
  ['nodejs22.x', 'index.handler', ['index.js'], 'index.js'],
  ['nodejs22.x', 'src/app.handler', ['src/app.mjs'], 'src/app.mjs'],
  ['nodejs22.x', 'src/app.handlers.get', ['src/app.cjs'], 'src/app.cjs'],
  ['nodejs22.x', 'app.handler', ['app.ts'], 'app.ts'],
  ['nodejs22.x', 'app.handler', ['app.ts', 'app.js'], 'app.js'],
  ['nodejs22.x', '.build/app.handler', ['.build/app.js'], '.build/app.js'],
  ['python3.12', 'app.lambda_handler', ['app.py'], 'app.py'],
  ['python3.12', 'src.handlers.users.create', ['src/handlers/users.py'], 'src/handlers/users.py'],
  ['python3.12', 'src/users.create', ['src/users.py'], 'src/users.py'],
  ['python3.12', 'users.create', ['users/__init__.py'], 'users/__init__.py'],
  ['provided.al2023', 'anything', ['bootstrap'], 'bootstrap'],
];

function folder(t: { after(fn: () => void): void }, files: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'samlet-handler-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
  return root;
}

for (const [runtime, handler, files, found] of CASES) {
  test(`${runtime} finds ${handler} in ${files.join(' and ')}`, (t) => {
    const codeDir = folder(t, files);
    const search = findHandlerFile({ runtime, handler, codeDir });
    assert.equal(search.file && relative(codeDir, search.file), found);
    assert.equal(search.file !== undefined && search.typescript, found.endsWith('.ts'));
  });
}

test('a handler without a file names what was looked for, and the file that was meant', (t) => {
  const codeDir = folder(t, ['src/handlers/order.ts', 'src/handlers/users.ts', 'node_modules/orders/orders.js']);
  assert.deepEqual(findHandlerFile({ runtime: 'nodejs22.x', handler: 'src/handlers/orders.handler', codeDir }), {
    file: undefined,
    lookedFor: ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.tsx'].map((ending) => `src/handlers/orders${ending}`),
    nearest: 'src/handlers/order.ts',
  });
});

test('a handler in another folder is found by its name', (t) => {
  const codeDir = folder(t, ['src/app.py', 'src/models.py']);
  const search = findHandlerFile({ runtime: 'python3.12', handler: 'app.lambda_handler', codeDir });
  assert.equal(search.file === undefined && search.nearest, 'src/app.py');
});

test('nothing is suggested where nothing is alike', (t) => {
  const codeDir = folder(t, ['README.md', 'zzz.js']);
  const search = findHandlerFile({ runtime: 'nodejs22.x', handler: 'index.handler', codeDir });
  assert.equal(search.file === undefined && search.nearest, undefined);
});
