import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const MAX_LINES = 400;
const VAGUE_NAMES = /(^|\/)(utils?|helpers?|common|misc|manager)(\.ts|\/)/;

/** Each folder may import only from itself and from the folders after it. */
const LAYERS = [
  'cli',
  'root',
  'deploy',
  'template',
  'server',
  'services',
  'gateway',
  'execution',
  'telemetry',
  'streams',
  'aws',
  'policy',
  'sandbox',
  'store',
  'std',
];

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
const production = files.filter((path) => !path.endsWith('.test.ts'));
const source = (path: string) => readFileSync(join(SRC, path), 'utf8');
const relativeImports = (path: string, pattern: RegExp) =>
  [...source(path).matchAll(pattern)].map(([, to]) => relative(SRC, join(SRC, dirname(path), to ?? '')));
const allImports = (path: string) => relativeImports(path, /^(?:import|export|\} from)[^'"]*'(\.[^']+)'/gm);
const valueImports = (path: string) => relativeImports(path, /^(?:import|export)(?! type)[^'";]*from '(\.[^']+)'/gm);
const layerOf = (path: string) => LAYERS.indexOf(path.includes('/') ? (path.split('/')[0] ?? '') : 'root');

test('every folder of src is a layer', () => {
  const folders = new Set(files.filter((path) => path.includes('/')).map((path) => path.split('/')[0]));
  assert.deepEqual(
    [...folders].filter((folder) => !LAYERS.includes(folder ?? '')),
    [],
  );
});

test('no source file is too long to read in one sitting', () => {
  assert.deepEqual(
    production.filter((path) => source(path).split('\n').length > MAX_LINES),
    [],
  );
});

test('every file name says what is in it', () => {
  assert.deepEqual(
    files.filter((path) => VAGUE_NAMES.test(path)),
    [],
  );
});

test('imports only point down the layers', () => {
  const upward = production.flatMap((from) =>
    allImports(from)
      .filter((to) => layerOf(to) < layerOf(from))
      .map((to) => `${from} -> ${to}`),
  );
  assert.deepEqual(upward, []);
});

test('services do not import each other', () => {
  const service = (path: string) => /^services\/([^/]+)\//.exec(path)?.[1];
  const crossing = production.flatMap((from) =>
    allImports(from)
      .filter((to) => service(from) && service(to) && service(from) !== service(to))
      .map((to) => `${from} -> ${to}`),
  );
  assert.deepEqual(crossing, []);
});

test('only the server opens ports that clients reach, and only the composition root reads the real clock', () => {
  const clocks = production.filter((path) => path !== 'std/clock.ts' && /\bDate\.now\(/.test(source(path)));
  assert.deepEqual(clocks, []);
});

test('no import cycles', () => {
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): void => {
    assert.ok(!trail.includes(path), `cycle: ${[...trail, path].join(' -> ')}`);
    if (done.has(path) || !production.includes(path)) return;
    for (const to of valueImports(path)) visit(to, [...trail, path]);
    done.add(path);
  };
  for (const path of production) visit(path, []);
});
