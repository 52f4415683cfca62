import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDocument, testGateway } from '../../../test/support/deployed-api.ts';
import type { CallService } from '../../aws/service.ts';
import type { HttpResponse } from '../../std/http-message.ts';

const DELIMITER = '\0'.repeat(8);

const streaming = {
  'x-amazon-apigateway-integration': {
    type: 'aws_proxy',
    httpMethod: 'POST',
    responseTransferMode: 'STREAM',
    uri: 'arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/arn:aws:lambda:us-east-1:000000000000:function:f/response-streaming-invocations',
  },
};

interface Invoked {
  readonly OnChunk: (chunk: Uint8Array) => void;
}

type Run = (write: (text: string) => void) => Promise<object> | object;

async function gatewayOver(run: Run) {
  const callService: CallService = async (_service, _operation, input) => {
    const { OnChunk } = input as Invoked;
    return run((text) => OnChunk(Buffer.from(text)));
  };
  const gateway = testGateway(callService);
  await gateway.deploy(aDocument({ '/': { get: streaming } }));
  return gateway;
}

const done = { StatusCode: 200, Payload: new Uint8Array() };

const writing =
  (text: string): Run =>
  (write) => {
    write(text);
    return done;
  };

async function textOf({ stream }: HttpResponse): Promise<string> {
  let text = '';
  for await (const chunk of stream ?? []) text += chunk;
  return text;
}

test('a function streams its answer behind metadata and eight null bytes', async () => {
  const head = {
    statusCode: 201,
    headers: { 'X-Own': 'a' },
    multiValueHeaders: { 'Set-Cookie': ['a=1'] },
    cookies: ['b=2'],
  };
  const gateway = await gatewayOver((write) => {
    write(JSON.stringify(head));
    write(`${DELIMITER.slice(0, 3)}`);
    write(`${DELIMITER.slice(3)}Hel`);
    write('lo');
    return done;
  });
  const response = await gateway.send();
  assert.equal(response.status, 201);
  assert.deepEqual([response.headers['X-Own'], response.headers['Set-Cookie']], ['a', ['a=1', 'b=2']]);
  assert.equal(response.headers['Content-Type'], 'application/json');
  assert.match(String(response.headers['X-Amzn-Trace-Id']), /^Root=1-/);
  assert.equal(await textOf(response), 'Hello');
});

test('the answer begins before the function is done', async () => {
  let finish = (_answer: object) => {};
  const gateway = await gatewayOver((write) => {
    write(`{"statusCode":200}${DELIMITER}first `);
    return new Promise((resolve) => {
      finish = (answer) => {
        write('last');
        resolve(answer);
      };
    });
  });
  const response = await gateway.send();
  finish(done);
  assert.equal(await textOf(response), 'first last');
});

test('an answer of more than 10 MB is streamed, bytes are not changed', async () => {
  const gateway = await gatewayOver((write) => {
    write(`{}${DELIMITER}`);
    for (let part = 0; part < 11; part += 1) write('x'.repeat(1024 * 1024));
    return done;
  });
  assert.equal((await textOf(await gateway.send())).length, 11 * 1024 * 1024);
});

const REFUSALS: readonly (readonly [what: string, run: Run, reason: RegExp])[] = [
  ['no delimiter', writing('{"statusCode":200,"body":"whole"}'), /no metadata that ends with 8 null bytes/],
  ['metadata over 16 KB', writing(`{"headers":{"x":"${'a'.repeat(17_000)}"}}${DELIMITER}`), /no metadata/],
  ['metadata that is no JSON', writing(`oops${DELIMITER}`), /no JSON/],
  ['members that nobody knows', writing(`{"status":200}${DELIMITER}`), /unknown member "status"/],
  [
    'a function that fails before it writes',
    () => ({ StatusCode: 200, FunctionError: 'Unhandled', Payload: Buffer.from('{"errorMessage":"lost"}') }),
    /customer function error: {"errorMessage":"lost"}/,
  ],
];

for (const [what, run, reason] of REFUSALS) {
  test(`${what} is a 502`, async () => {
    const gateway = await gatewayOver(run);
    const { status, body } = await gateway.send();
    assert.deepEqual([status, body], [502, '{"message": "Internal server error"}']);
    assert.match(gateway.logged.join(), reason);
  });
}

test('a function that fails halfway breaks the answer off', async () => {
  const gateway = await gatewayOver((write) => {
    write(`{}${DELIMITER}half`);
    return { StatusCode: 200, FunctionError: 'Unhandled', Payload: Buffer.from('{}') };
  });
  await assert.rejects(async () => textOf(await gateway.send()));
});

test('a function that streams nothing for 29 seconds is a 504', async () => {
  const gateway = await gatewayOver(() => new Promise(() => {}));
  const answer = gateway.send();
  await gateway.clock.advance(29_000);
  const { status, body } = await answer;
  assert.deepEqual([status, body], [504, '{"message": "Endpoint request timed out"}']);
});

test('a stream that is silent for five minutes is cut off', async () => {
  const gateway = await gatewayOver((write) => {
    write(`{}${DELIMITER}half`);
    return new Promise(() => {});
  });
  const { stream } = await gateway.send();
  const read = assert.rejects(async () => {
    for await (const _chunk of stream ?? []);
  }, /cut off/);
  await gateway.clock.advance(300_000);
  await gateway.clock.advance(300_000);
  await read;
});

test('TestInvokeMethod answers a stream whole, of one that does not end what came within 35 seconds', async () => {
  for (const ends of [true, false]) {
    const gateway = await gatewayOver((write) => {
      write(`{"statusCode":201}${DELIMITER}Hello`);
      return ends ? done : new Promise(() => {});
    });
    const [{ id: restApiId }] = (await gateway.operate('GetRestApis')).items;
    const [{ id: resourceId }] = (await gateway.operate('GetResources', { restApiId })).items;
    const tested = gateway.operate('TestInvokeMethod', { restApiId, resourceId, httpMethod: 'GET' });
    if (!ends) {
      await gateway.clock.advance(0);
      await gateway.clock.advance(35_000);
    }
    const { status, body } = await tested;
    assert.deepEqual([status, body], [201, 'Hello']);
  }
});
