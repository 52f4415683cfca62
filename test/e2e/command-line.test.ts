import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { oneFunction, projectFolder, runSamlet, SAMLET, startProcess } from '../support/running-samlet.ts';

const hello = `export const handler = async (event) => {
  console.log('got', JSON.stringify(event).length, 'bytes');
  return { statusCode: 200, body: process.env.GREETING ?? 'hello' };
};`;

test('start says ready first, serves the API, and stops at the first interrupt', async () => {
  const folder = await projectFolder(oneFunction(hello));
  const samlet = await startProcess(['start', folder]);
  assert.match(samlet.ready.url, /^http:\/\/localhost:\d+$/);
  assert.match(samlet.ready.endpoint, /^http:\/\/localhost:\d+$/);
  assert.equal(await (await fetch(`${samlet.ready.url}/`)).text(), 'hello');
  assert.equal(await samlet.stop('SIGINT'), 0);
  assert.deepEqual(samlet.events.at(-1), { event: 'stopped' });
  assert.ok(
    samlet.events.some((event) => event['event'] === 'functionLog' && /got \d+ bytes/.test(String(event['message']))),
  );
});

test('start without --json prints the API, its routes, the sandbox, the data and a line to try', async () => {
  const folder = await projectFolder(oneFunction(hello));
  const child = spawn(process.execPath, [SAMLET, 'start', folder, '--port', '0', '--endpoint-port', '0']);
  let output = '';
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (output.includes('Ctrl-C')) resolve();
    });
    child.on('exit', () => resolve());
  });
  child.kill('SIGINT');
  for (const part of [
    /API +http:\/\/localhost:\d+/,
    /GET +\/ /,
    /MainFunction/,
    /AWS endpoint +http:\/\/localhost:\d+/,
    /Sandbox +\S/,
    /Data +\S/,
    /curl http:\/\/localhost:\d+\//,
  ]) {
    assert.match(output, part);
  }
});

test('invoke calls a function by its logical id and prints what it answers', async () => {
  const folder = await projectFolder(oneFunction(hello));
  const result = await runSamlet(['invoke', 'MainFunction', '--event', '-'], { cwd: folder, input: '{"a":1}' });
  assert.equal(result.stdout, '{"statusCode":200,"body":"hello"}\n', result.stderr);
  assert.match(result.stderr, /got 7 bytes/);
  assert.equal(result.code, 0);
});

test('invoke takes variables from the file of sam local', async () => {
  const folder = await projectFolder({
    ...oneFunction(hello, '      Environment: { Variables: { GREETING: from the template } }\n'),
    'env.json': JSON.stringify({ MainFunction: { GREETING: 'from the file' } }),
  });
  const result = await runSamlet(['invoke', 'MainFunction', '-n', 'env.json', '--json'], { cwd: folder });
  assert.equal(JSON.parse(JSON.parse(result.stdout).payload).body, 'from the file', result.stderr);
});

test('variables for a function that the template does not have are said', async () => {
  const folder = await projectFolder({ ...oneFunction(hello), 'env.json': '{"MainFunctoin":{"GREETING":"x"}}' });
  const samlet = await startProcess(['start', folder, '--ephemeral', '--env-vars', join(folder, 'env.json')]);
  await samlet.stop();
  assert.ok(samlet.ready.notices.some(({ message }) => /no function MainFunctoin/.test(message)));
});

test('a file of variables in another form is refused', async () => {
  const folder = await projectFolder({ ...oneFunction(hello), 'env.json': '["GREETING"]' });
  const result = await runSamlet(['start', folder, '--env-vars', join(folder, 'env.json')]);
  assert.equal(result.code, 2);
  assert.match(result.stderr, /env\.json: .*\[SAMLET_ENV_VARS_INVALID\]/);
});

test('a reader of the output who leaves ends samlet, without a fault', async () => {
  const folder = await projectFolder(oneFunction(hello));
  const child = spawn(process.execPath, [
    SAMLET,
    'start',
    folder,
    '--ephemeral',
    '--port',
    '0',
    '--endpoint-port',
    '0',
  ]);
  let problems = '';
  child.stderr.on('data', (chunk) => {
    problems += chunk;
  });
  child.stdout.destroy();
  await once(child, 'exit');
  assert.equal(problems.replaceAll(/^.* \.\.\.\n/gm, ''), '');
});

test('functions reach the endpoint at whatever address it listens', async () => {
  const folder = await projectFolder(
    oneFunction(
      'export const handler = async () => ({ statusCode: 200, body: (await fetch(`${process.env.AWS_ENDPOINT_URL}/_samlet/health`)).statusText });',
    ),
  );
  const samlet = await startProcess(['start', folder, '--ephemeral', '--host', '127.0.0.7']);
  assert.equal(await (await fetch(`${samlet.ready.url}/`)).text(), 'OK');
  await samlet.stop();
});

test('invoke of an unknown function names the known ones', async () => {
  const folder = await projectFolder(oneFunction(hello));
  const result = await runSamlet(['invoke', 'Other'], { cwd: folder });
  assert.equal(result.code, 2);
  assert.match(
    result.stderr,
    /There is no function "Other" \[SAMLET_FUNCTION_NOT_FOUND\]\n {2}→ The functions are MainFunction/,
  );
});

test('logs prints what a function wrote, also after samlet stopped', async () => {
  const folder = await projectFolder(oneFunction(hello));
  const samlet = await startProcess(['start', folder]);
  await fetch(`${samlet.ready.url}/`);
  const live = await runSamlet(['logs', 'MainFunction'], { cwd: folder });
  assert.match(live.stdout, /got \d+ bytes/);
  await samlet.stop();
  const later = await runSamlet(['logs', 'MainFunction'], { cwd: folder });
  assert.match(later.stdout, /START RequestId: [\s\S]*got \d+ bytes[\s\S]*REPORT RequestId: /, later.stderr);
});

test('reset deletes the data, and refuses while samlet runs on it', async () => {
  const folder = await projectFolder(oneFunction(hello));
  const samlet = await startProcess(['start', folder]);
  const refused = await runSamlet(['reset'], { cwd: folder });
  assert.deepEqual([refused.code, /SAMLET_DATA_IN_USE/.test(refused.stderr)], [2, true]);
  await samlet.stop();
  assert.equal(existsSync(join(folder, '.samlet')), true);
  assert.equal((await runSamlet(['reset'], { cwd: folder })).code, 0);
  assert.equal(existsSync(join(folder, '.samlet')), false);
});

test('reset does not delete a folder that is not its own', async () => {
  const folder = await projectFolder({ 'precious.txt': 'mine' });
  const result = await runSamlet(['reset', '--data', folder]);
  assert.equal(result.code, 2);
  assert.ok(existsSync(join(folder, 'precious.txt')));
});

test('init copies an example, and leaves a folder with something in it alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'samlet-init-'));
  assert.equal((await runSamlet(['init', 'users'], { cwd: folder })).code, 0);
  assert.ok(existsSync(join(folder, 'user-api/template.yaml')));
  assert.equal((await runSamlet(['init', 'shop', 'mine'], { cwd: folder })).code, 0);
  assert.ok(existsSync(join(folder, 'mine/template.yaml')));
  const again = await runSamlet(['init', 'users'], { cwd: folder });
  assert.deepEqual([again.code, /SAMLET_FOLDER_NOT_EMPTY/.test(again.stderr)], [2, true]);
});

test('check says nothing of what SAM makes for a function by itself, and samlet lets pass', async () => {
  const folder = await projectFolder(oneFunction(hello));
  assert.match((await runSamlet(['check'], { cwd: folder })).stdout, /^Everything in this template is honoured\.$/m);
});

test('check names each property that is not honoured with its line, and --strict makes it fail', async () => {
  const folder = await projectFolder(
    oneFunction(hello, '      VpcConfig: { SecurityGroupIds: [sg-1], SubnetIds: [subnet-1] }\n'),
  );
  const result = await runSamlet(['check'], { cwd: folder });
  assert.match(result.stdout, /template\.yaml:9:\d+ +not honoured +.*VpcConfig/);
  assert.equal(result.code, 0);
  assert.equal((await runSamlet(['check', '--strict'], { cwd: folder })).code, 1);
  assert.equal((await runSamlet(['start', '--strict', '--json'], { cwd: folder })).code, 2);
});

for (const [what, files, args, expected] of [
  ['a folder without a template', {}, ['start'], /SAMLET_TEMPLATE_NOT_FOUND/],
  [
    'a template that is no YAML',
    { 'template.yaml': 'Resources: [' },
    ['start'],
    /template\.yaml:\d+(:\d+)?: .*\[SAMLET_TEMPLATE_SYNTAX\]/,
  ],
  [
    'a resource type that AWS does not know',
    { 'template.yaml': 'Resources:\n  Table:\n    Type: AWS::DynamoDB::Tabel\n' },
    ['start'],
    /template\.yaml:3[^\n]*AWS::DynamoDB::Tabel[\s\S]*AWS::DynamoDB::Table/,
  ],
  [
    'a property that AWS does not know',
    { 'template.yaml': 'Resources:\n  Group:\n    Type: AWS::Logs::LogGroup\n    Properties:\n      LogGroupNam: x\n' },
    ['start'],
    /template\.yaml:5[^\n]*LogGroupNam[\s\S]*LogGroupName/,
  ],
  [
    'a missing handler file',
    { 'template.yaml': oneFunction('')['template.yaml'] ?? '' },
    ['start'],
    /SAMLET_HANDLER_NOT_FOUND/,
  ],
  [
    'a SAM type without the transform',
    { 'template.yaml': 'Resources:\n  F:\n    Type: AWS::Serverless::Function\n' },
    ['start'],
    /Transform: AWS::Serverless-2016-10-31/,
  ],
  [
    'a parameter without a value',
    { 'template.yaml': 'Parameters: { A: { Type: String } }\nResources: { G: { Type: AWS::Logs::LogGroup } }\n' },
    ['start'],
    /--parameter-overrides/,
  ],
] as const) {
  test(`${what} is the user's mistake: place, message, hint, exit 2`, async () => {
    const folder = await projectFolder(files);
    const result = await runSamlet([...args, '--port', '0', '--endpoint-port', '0'], { cwd: folder });
    assert.match(result.stderr, expected);
    assert.doesNotMatch(result.stderr, /\n {4}at /, 'no stack');
    assert.equal(result.code, 2);
  });
}

test('a port that is taken is named', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const folder = await projectFolder(oneFunction(hello));
  const result = await runSamlet(['start', '--port', String(port), '--endpoint-port', '0'], { cwd: folder });
  server.close();
  assert.equal(result.code, 2);
  assert.match(result.stderr, new RegExp(`${port}[^\\n]*\\[SAMLET_PORT_IN_USE\\]\\n {2}→ .*--port`));
});

test('two samlets on one data folder: the second is refused', async () => {
  const folder = await projectFolder(oneFunction(hello));
  const first = await startProcess(['start', folder]);
  const second = await runSamlet(['start', folder, '--port', '0', '--endpoint-port', '0']);
  await first.stop();
  assert.equal(second.code, 2);
  assert.match(second.stderr, /SAMLET_DATA_IN_USE/);
});

test('data is kept over a restart', async () => {
  const folder = await projectFolder(oneFunction(hello));
  const first = await startProcess(['start', folder]);
  const { url } = first.ready;
  assert.ok(url);
  await first.stop();
  const second = await startProcess(['start', folder]);
  assert.equal(await (await fetch(`${second.ready.url}/`)).text(), 'hello');
  await second.stop();
});

test('a saved source file is what the next request runs', async () => {
  const folder = await projectFolder(oneFunction(hello));
  const samlet = await startProcess(['start', folder]);
  assert.equal(await (await fetch(`${samlet.ready.url}/`)).text(), 'hello');
  const saved = performance.now();
  writeFileSync(join(folder, 'index.mjs'), hello.replace("'hello'", "'changed'"));
  let text = '';
  while (text !== 'changed' && performance.now() - saved < 5_000)
    text = await (await fetch(`${samlet.ready.url}/`)).text();
  await samlet.stop();
  assert.equal(text, 'changed');
});

for (const command of ['start', 'serve', 'check', 'invoke', 'logs', 'reset', 'init']) {
  test(`samlet ${command} --help explains its options`, async () => {
    const { stdout, code } = await runSamlet([command, '--help']);
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`Usage: samlet ${command}`));
  });
}

test('--version prints the version of the package', async () => {
  assert.match((await runSamlet(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
});

test('--no-throughput lets a table of one write unit take a thousand writes', async () => {
  const { CreateTableCommand, DynamoDBClient, PutItemCommand } = await import('@aws-sdk/client-dynamodb');
  const refusedWith = async (...flags: string[]) => {
    const samlet = await startProcess(['serve', '--ephemeral', ...flags]);
    const client = new DynamoDBClient({
      endpoint: samlet.ready.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
    await client.send(
      new CreateTableCommand({
        TableName: 'small',
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
    const write = async (_: unknown, id: number) => {
      try {
        await client.send(new PutItemCommand({ TableName: 'small', Item: { id: { S: String(id) } } }));
        return '';
      } catch (error) {
        return (error as Error).name;
      }
    };
    const answers = await Promise.all(Array.from({ length: 1_000 }, write));
    client.destroy();
    await samlet.stop();
    return [...new Set(answers)].sort();
  };
  assert.deepEqual(await refusedWith(), ['', 'ProvisionedThroughputExceededException']);
  assert.deepEqual(await refusedWith('--no-throughput'), ['']);
});
