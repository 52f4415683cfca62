import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ARN, type LambdaService, lambdaService, ROLE, zipOf } from '../../../../test/support/lambda-service.ts';
import { systemClock } from '../../../std/clock.ts';
import type { UserError } from '../../../std/user-error.ts';
import type { Reload } from '../live-functions.ts';
import { restoreFunctions } from '../restore-functions.ts';
import { type FunctionProperties, functionResource } from './function.ts';

const NODE: FunctionProperties = { Role: ROLE, Runtime: 'nodejs22.x', Handler: 'index.handler' };

async function codeDirOf(service: LambdaService, FunctionName: string): Promise<string> {
  await service.run('Invoke', { FunctionName });
  return service.invocations.at(-1)?.function.codeDir ?? '';
}

/** The next reload that `change` causes. */
async function reloadAfter(service: LambdaService, change: () => void): Promise<Reload> {
  await service.state.watch.ready();
  const reloaded = new Promise<Reload>((resolve) => {
    const end = service.state.live.onReload((reload) => {
      end();
      resolve(reload);
    });
  });
  change();
  return reloaded;
}

const live = (t: TestContext) => lambdaService(t, { clock: systemClock });
const create = (service: LambdaService, properties: FunctionProperties, metadata = {}) =>
  functionResource.create(properties, service.resource('Hello', metadata));

test('a function gets its name from stack and logical id, and its ARN as attribute', async (t) => {
  const service = live(t);
  service.write({ 'src/index.js': '' });
  const deployed = await create(service, { ...NODE, Code: 'src' });
  assert.equal(deployed.physicalId, 'app-Hello-ABCDEFGHIJKL');
  assert.equal(deployed.attributes?.['Arn'], `${ARN}app-Hello-ABCDEFGHIJKL`);
});

test('a local folder runs as it is', async (t) => {
  const service = live(t);
  service.write({ 'src/index.js': '' });
  const { physicalId } = await create(service, { ...NODE, Code: './src' });
  assert.equal(await codeDirOf(service, physicalId), join(service.project, 'src'));
});

test('Code that is left out is the folder of the template', async (t) => {
  const service = live(t);
  service.write({ 'index.js': '' });
  const { physicalId } = await create(service, NODE);
  assert.equal(await codeDirOf(service, physicalId), service.project);
});

test('inline source becomes index.js or index.py', async (t) => {
  const service = live(t);
  const js = await create(service, { ...NODE, Code: { ZipFile: 'exports.handler = 1' } });
  assert.equal(readFileSync(join(await codeDirOf(service, js.physicalId), 'index.js'), 'utf8'), 'exports.handler = 1');
  const py = await create(service, { ...NODE, FunctionName: 'py', Runtime: 'python3.12', Code: { ZipFile: 'x = 1' } });
  assert.equal(readFileSync(join(await codeDirOf(service, py.physicalId), 'index.py'), 'utf8'), 'x = 1');
});

test('a local zip file is unpacked, a single file stands alone', async (t) => {
  const service = live(t);
  writeFileSync(join(service.project, 'app.zip'), await zipOf({ 'index.js': 'zipped' }));
  service.write({ 'app.py': 'single', 'other.py': '' });
  const zip = await create(service, { ...NODE, Code: 'app.zip' });
  assert.equal(readFileSync(join(await codeDirOf(service, zip.physicalId), 'index.js'), 'utf8'), 'zipped');
  const single = await create(service, {
    ...NODE,
    FunctionName: 'single',
    Runtime: 'python3.12',
    Handler: 'app.handler',
    Code: 'app.py',
  });
  const codeDir = await codeDirOf(service, single.physicalId);
  assert.deepEqual([existsSync(join(codeDir, 'app.py')), existsSync(join(codeDir, 'other.py'))], [true, false]);
});

test('a missing handler file is an error that names what was meant, and creates nothing', async (t) => {
  const service = live(t);
  service.write({ 'src/indx.js': '' });
  await assert.rejects(create(service, { ...NODE, Code: 'src' }), (error: UserError) => {
    assert.equal(error.code, 'SAMLET_HANDLER_NOT_FOUND');
    assert.equal(error.message, 'Hello: no file for handler "index.handler" (nodejs22.x)');
    assert.match(error.hint ?? '', /^Looked for index\.js, index\.mjs, .* Did you mean "indx\.js"\?$/);
    return true;
  });
  assert.deepEqual((await service.run('ListFunctions', {})).Functions, []);
});

test('a runtime that AWS has retired is taken, as templates still name it', async (t) => {
  const service = live(t);
  service.write({ 'index.js': '', 'app.py': '' });
  for (const Runtime of ['nodejs6.10', 'nodejs8.10', 'python3.6', 'python2.7'] as const) {
    const Handler = Runtime.startsWith('node') ? 'index.handler' : 'app.handler';
    assert.ok(
      (await create(service, { ...NODE, FunctionName: Runtime.replace('.', ''), Runtime, Handler, Code: '.' }))
        .physicalId,
    );
  }
});

test('a missing folder is an error with its path', async (t) => {
  const service = live(t);
  await assert.rejects(create(service, { ...NODE, Code: 'nowhere' }), {
    code: 'SAMLET_HANDLER_NOT_FOUND',
    message: `Hello: there is no code at ${join(service.project, 'nowhere')}`,
    // The template's line is put in by who reads the template.
    where: undefined,
  });
});

test('a TypeScript handler is bundled, with the SDK left to the runtime', async (t) => {
  const service = live(t);
  service.write({
    'src/app.ts':
      "import { greet } from './greet.ts'; import '@aws-sdk/client-s3'; export const handler = async (): Promise<string> => greet('x');",
    'src/greet.ts': 'export const greet = (name: string): string => `hello ${name}`;',
  });
  const { physicalId } = await create(service, { ...NODE, Handler: 'src/app.handler', Code: '.' });
  const codeDir = await codeDirOf(service, physicalId);
  const bundle = readFileSync(join(codeDir, 'src/app.js'), 'utf8');
  assert.match(bundle, /hello \$\{name\}/);
  assert.match(bundle, /require\("@aws-sdk\/client-s3"\)/);
  assert.equal(readFileSync(join(codeDir, 'package.json'), 'utf8'), '{"type":"commonjs"}');
});

test('a TypeScript handler of an ES module package becomes an ES module', async (t) => {
  const service = live(t);
  service.write({
    'package.json': '{"type":"module"}',
    'app.ts': 'export const where = import.meta.url; export const handler = await Promise.resolve(() => 1);',
  });
  const { physicalId } = await create(service, { ...NODE, Handler: 'app.handler', Code: '.' });
  const { handler } = await import(join(await codeDirOf(service, physicalId), 'app.mjs'));
  assert.equal(handler(), 1);
});

test('Metadata.BuildProperties say how a function is bundled', async (t) => {
  const service = live(t);
  service.write({ 'src/app.ts': "import x from 'left-pad'; export const handler = () => [x, STAGE];" });
  const BuildProperties = {
    EntryPoints: ['src/app.ts'],
    External: ['left-pad'],
    Format: 'esm',
    OutExtension: ['.js=.mjs'],
    Define: { STAGE: '"dev"' },
    Wibble: true,
  };
  const metadata = { BuildMethod: 'esbuild', BuildProperties };
  const { physicalId } = await create(service, { ...NODE, Handler: 'app.handler', Code: '.' }, metadata);
  const bundle = readFileSync(join(await codeDirOf(service, physicalId), 'app.mjs'), 'utf8');
  assert.match(bundle, /import x from "left-pad"/);
  assert.match(bundle, /"dev"/);
  assert.match(service.said.join('\n'), /Hello: Metadata\.BuildProperties\.Wibble is not honoured/);
});

test('a bundle that fails is an error at its line', async (t) => {
  const service = live(t);
  service.write({ 'app.ts': 'export const handler = 1;\nexport const = 2;\n' });
  await assert.rejects(create(service, { ...NODE, Handler: 'app.handler', Code: '.' }), {
    code: 'SAMLET_BUILD_FAILED',
    message: 'Hello: Expected identifier but found "="',
    where: `${join(service.project, 'app.ts')}:2:14`,
  });
});

test('a package that is not installed is an error that says how to install it', async (t) => {
  const service = live(t);
  service.write({
    'package.json': '{"dependencies":{"@scope/declared-here":"1"}}',
    'one.ts': "import '@scope/declared-here/sub'; export const handler = 1;",
    'two.ts': "import 'undeclared-package'; export const handler = 1;",
  });
  await assert.rejects(create(service, { ...NODE, Handler: 'one.handler', Code: '.' }), {
    message: 'Hello: Could not resolve "@scope/declared-here/sub"',
    hint: `Run "npm install" in ${service.project}: package.json names @scope/declared-here, but it is not installed.`,
  });
  await assert.rejects(create(service, { ...NODE, Handler: 'two.handler', Code: '.' }), {
    hint: `Run "npm install undeclared-package" in ${service.project}, or name it in BuildProperties.External.`,
  });
});

test('a saved file of a folder makes a new revision', async (t) => {
  const service = live(t);
  service.write({ 'src/index.js': '1' });
  const { physicalId } = await create(service, { ...NODE, Code: 'src' });
  const before = await service.run('GetFunctionConfiguration', { FunctionName: physicalId });
  const reload = await reloadAfter(service, () => service.write({ 'src/lib/new.js': '2' }));
  assert.equal(reload.failure, undefined);
  const after = await service.run('GetFunctionConfiguration', { FunctionName: physicalId });
  assert.notEqual(after.RevisionId, before.RevisionId);
  assert.notEqual(after.CodeSha256, before.CodeSha256);
  assert.deepEqual(service.retired.at(-1), {
    functionArn: `${ARN}${physicalId}`,
    keepRevisionId: after.RevisionId,
  });
  await service.run('Invoke', { FunctionName: physicalId });
  assert.equal(service.invocations.at(-1)?.function.revisionId, after.RevisionId);
  for (let turn = 0; turn < 1_000 && service.prepared.length === 0; turn++) await new Promise(setImmediate);
  assert.equal(service.prepared.at(-1)?.revisionId, after.RevisionId, 'the new code starts before it is asked for');
  assert.match(service.said.join('\n'), /^Reloaded Hello in \d+ ms$/m);
});

test('an editor that replaces the file reloads the function, too', async (t) => {
  const service = live(t);
  service.write({ 'src/index.js': '1', 'next.js': '2' });
  await create(service, { ...NODE, Code: 'src' });
  const reload = await reloadAfter(service, () =>
    renameSync(join(service.project, 'next.js'), join(service.project, 'src/index.js')),
  );
  assert.equal(reload.failure, undefined);
});

test('a saved source file is bundled and runs in the next call', async (t) => {
  const service = live(t);
  service.write({
    'src/app.ts': "import { x } from './x.ts'; export const handler = () => x;",
    'src/x.ts': 'export const x = 1;',
  });
  const { physicalId } = await create(service, { ...NODE, Handler: 'src/app.handler', Code: '.' });
  const before = await codeDirOf(service, physicalId);
  await reloadAfter(service, () => service.write({ 'src/x.ts': 'export const x = 4711;' }));
  const after = await codeDirOf(service, physicalId);
  assert.notEqual(after, before);
  assert.match(readFileSync(join(after, 'src/app.js'), 'utf8'), /4711/);
});

test('a build that breaks answers the error until it is fixed, and never the old code', async (t) => {
  const service = live(t);
  service.write({ 'app.ts': 'export const handler = () => 1;' });
  const { physicalId } = await create(service, { ...NODE, Handler: 'app.handler', Code: '.' });

  const broken = await reloadAfter(service, () => service.write({ 'app.ts': 'export const handler = (' }));
  assert.equal(broken.failure?.code, 'SAMLET_BUILD_FAILED');
  const answer = await service.run('Invoke', { FunctionName: physicalId });
  assert.equal(answer.FunctionError, 'Unhandled');
  const error = JSON.parse(Buffer.from(answer.Payload).toString());
  assert.equal(error.errorType, 'Runtime.UserCodeSyntaxError');
  assert.match(error.errorMessage, /app\.ts:1:2\d: Hello: Unexpected end of file/);
  assert.match(service.said.join('\n'), /app\.ts:1:2\d: Hello: Unexpected end of file/);
  assert.equal(service.invocations.length, 0);

  await reloadAfter(service, () => service.write({ 'app.ts': 'export const handler = () => 1;' }));
  await service.run('Invoke', { FunctionName: physicalId });
  assert.equal(service.invocations.length, 1);
});

test('a call that comes during a build waits for it', async (t) => {
  const service = live(t);
  service.write({ 'app.ts': 'export const handler = () => 1;' });
  const { physicalId } = await create(service, { ...NODE, Handler: 'app.handler', Code: '.' });
  await codeDirOf(service, physicalId);
  await service.state.watch.ready();
  const record = await service.state.functions.get(`${ARN}${physicalId}`);
  const code = await service.state.live.of(record, record.latest);
  service.write({ 'app.ts': 'export const handler = () => "after";' });
  while (code.settling === undefined) await new Promise((resolve) => setImmediate(resolve));
  const codeDir = await codeDirOf(service, physicalId);
  assert.match(readFileSync(join(codeDir, 'app.js'), 'utf8'), /after/);
});

test('node_modules, the data directory and files that no bundle needs reload nothing', async (t) => {
  const service = live(t);
  service.write({ 'app.ts': 'export const handler = () => 1;', 'README.md': '' });
  const { physicalId } = await create(service, { ...NODE, Handler: 'app.handler', Code: '.' });
  const before = await service.run('GetFunctionConfiguration', { FunctionName: physicalId });
  const reload = await reloadAfter(service, () => {
    service.write({ 'node_modules/x/index.js': '1', '.samlet/log': '1', 'README.md': 'changed' });
    service.write({ 'app.ts': 'export const handler = () => 2;' });
  });
  assert.equal(reload.functionArn, `${ARN}${physicalId}`);
  assert.equal(service.said.filter((line) => line.startsWith('Reloaded')).length, 1);
  assert.notEqual(
    (await service.run('GetFunctionConfiguration', { FunctionName: physicalId })).RevisionId,
    before.RevisionId,
  );
});

test('local code is built and followed again in a new process', async (t) => {
  const service = live(t);
  service.write({ 'app.ts': 'export const handler = () => 1;' });
  const { physicalId } = await create(service, { ...NODE, Handler: 'app.handler', Code: '.' });
  service.write({ 'app.ts': 'export const handler = () => "while away";' });

  const again = service.restarted();
  await restoreFunctions(again.state);
  assert.match(readFileSync(join(await codeDirOf(again, physicalId), 'app.js'), 'utf8'), /while away/);
  await reloadAfter(again, () => service.write({ 'app.ts': 'export const handler = () => "back";' }));
  assert.match(readFileSync(join(await codeDirOf(again, physicalId), 'app.js'), 'utf8'), /back/);
});

test('an update in place changes code, handler and configuration as one', async (t) => {
  const service = live(t);
  service.write({ 'one/index.js': '', 'two/main.js': '' });
  const before = { ...NODE, Code: 'one', Timeout: 9, Environment: { Variables: { TABLE: 'a' } } };
  const { physicalId } = await create(service, before);
  const after = { ...NODE, Code: 'two', Handler: 'main.handler' };
  await functionResource.update(physicalId, after, before, service.resource('Hello'));
  assert.equal(await codeDirOf(service, physicalId), join(service.project, 'two'));
  const fn = service.invocations.at(-1)?.function;
  assert.deepEqual([fn?.handler, fn?.timeoutMs, fn?.environment], ['main.handler', 3000, {}]);
});

test('another name needs a new function', async (t) => {
  const service = live(t);
  const context = service.resource('Hello');
  const named = { ...NODE, FunctionName: 'one' };
  assert.equal(await functionResource.update('one', { ...NODE, FunctionName: 'two' }, named, context), 'replace');
  assert.equal(await functionResource.update('one', NODE, named, context), 'replace');
});

test('a function that is deleted twice is gone, and its bundle with it', async (t) => {
  const service = live(t);
  service.write({ 'index.ts': 'export const handler = () => 1;' });
  const { physicalId } = await create(service, NODE);
  const codeDir = await codeDirOf(service, physicalId);
  await functionResource.delete(physicalId, NODE, service.resource('Hello'));
  await functionResource.delete(physicalId, NODE, service.resource('Hello'));
  assert.equal(existsSync(codeDir), false);
  await assert.rejects(service.run('Invoke', { FunctionName: physicalId }), { code: 'ResourceNotFoundException' });
});

test('a concurrency that cannot be reserved leaves no function behind', async (t) => {
  const service = live(t);
  service.write({ 'index.js': '', 'app.py': '' });
  await assert.rejects(create(service, { ...NODE, ReservedConcurrentExecutions: 5000 }), {
    code: 'InvalidParameterValueException',
  });
  assert.deepEqual((await service.run('ListFunctions', {})).Functions, []);
});

test('a published copy of a local folder does not follow it', async (t) => {
  const service = live(t);
  service.write({ 'src/index.js': 'first' });
  mkdirSync(join(service.project, 'src/node_modules'), { recursive: true });
  symlinkSync('../index.js', join(service.project, 'src/node_modules/link.js'));
  const { physicalId } = await create(service, { ...NODE, Code: 'src' });
  await service.run('PublishVersion', { FunctionName: physicalId });
  service.write({ 'src/index.js': 'second' });
  const codeDir = await codeDirOf(service, `${physicalId}:1`);
  assert.equal(readFileSync(join(codeDir, 'index.js'), 'utf8'), 'first');
  assert.equal(realpathSync(join(codeDir, 'node_modules/link.js')), realpathSync(join(codeDir, 'index.js')));
});
