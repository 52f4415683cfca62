import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeInvoke, FrameReader } from './frame.ts';

function frame(type: number, body: string): Buffer {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(bytes.length + 1, 0);
  head[4] = type;
  return Buffer.concat([head, bytes]);
}

test('frames arrive whole wherever the stream is cut', () => {
  const stream = Buffer.concat([frame(6, 'hello'), frame(2, '{}'), frame(1, ''), frame(6, 'ä'.repeat(300))]);
  for (const size of [1, 2, 3, 4, 5, 7, 64, stream.length]) {
    const seen: [number, string][] = [];
    const reader = new FrameReader((type, body) => seen.push([type, body.toString()]));
    for (let at = 0; at < stream.length; at += size) reader.push(stream.subarray(at, at + size));
    assert.deepEqual(
      seen,
      [
        [6, 'hello'],
        [2, '{}'],
        [1, ''],
        [6, 'ä'.repeat(300)],
      ],
      `cut every ${size} bytes`,
    );
  }
});

test('a frame that claims to be gigantic is refused before anything is kept', () => {
  const reader = new FrameReader(() => assert.fail());
  assert.throws(() => reader.push(Buffer.from([0xff, 0xff, 0xff, 0xff, 2])), /frame of 4294967295 bytes/);
});

test('an invocation is one buffer with its strings and the event', () => {
  const seen: Buffer[] = [];
  const reader = new FrameReader((_type, body) => seen.push(body));
  const payload = Buffer.from('{"name":"Zoë"}');
  reader.push(
    encodeInvoke({ budgetMs: 3000, requestId: 'id', invokedArn: 'arn:ü', traceId: '', clientContext: '{}', payload }),
  );
  const [body] = seen;
  assert.ok(body);
  assert.equal(body.readDoubleBE(0), 3000);
  assert.equal(body.subarray(10, 12).toString(), 'id');
  assert.deepEqual(body.subarray(body.length - payload.length), payload);
});
