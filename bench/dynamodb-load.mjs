// Calls one operation of DynamoDB with valid signatures, headers as boto3 sends them. Usage: node dynamodb-load.mjs <JSON>:
// { port, tableName, operation, connections, items, warmUpMs, durationMs, credentials }; prints one JSON object. Requests are
// made and signed before the measurement, for keys all over the table; BatchWriteItem instead writes each of the items once.
// Without credentials they are signed with test/test.
import { createHash, createHmac } from 'node:crypto';
import { drive } from './drive.mjs';

const PREPARED = 4000;
const ITEMS_PER_PARTITION = 10;
const BATCH = 25;
const ITEM_BYTES = 1024;
const BYTES_BESIDE_NOTE = 81;

const {
  port,
  tableName,
  operation,
  connections,
  items,
  warmUpMs,
  durationMs,
  credentials: { accessKeyId, secretAccessKey, sessionToken } = { accessKeyId: 'test', secretAccessKey: 'test' },
} = JSON.parse(process.argv[2]);

const timestamp = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
const date = timestamp.slice(0, 8);
const scope = `${date}/us-east-1/dynamodb/aws4_request`;
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const signingKey = ['us-east-1', 'dynamodb', 'aws4_request'].reduce(hmac, hmac(`AWS4${secretAccessKey}`, date));

function signed(input) {
  const body = JSON.stringify(input);
  const target = `DynamoDB_20120810.${operation}`;
  const headers = `content-type:application/x-amz-json-1.0\nhost:127.0.0.1:${port}\nx-amz-date:${timestamp}\n${sessionToken === undefined ? '' : `x-amz-security-token:${sessionToken}\n`}x-amz-target:${target}\n`;
  const names = `content-type;host;x-amz-date;${sessionToken === undefined ? '' : 'x-amz-security-token;'}x-amz-target`;
  const canonical = `POST\n/\n\n${headers}\n${names}\n${sha256(body)}`;
  const signature = createHmac('sha256', signingKey)
    .update(`AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${sha256(canonical)}`)
    .digest('hex');
  return Buffer.from(
    [
      'POST / HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Accept-Encoding: identity',
      `X-Amz-Target: ${target}`,
      'Content-Type: application/x-amz-json-1.0',
      'User-Agent: samlet-bench',
      `X-Amz-Date: ${timestamp}`,
      ...(sessionToken === undefined ? [] : [`X-Amz-Security-Token: ${sessionToken}`]),
      `Authorization: AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}

const partition = (number) => `customer#${String(number).padStart(8, '0')}`;
const keyOf = (number) => ({
  pk: { S: partition(Math.floor(number / ITEMS_PER_PARTITION)) },
  sk: { S: `order#${String(number % ITEMS_PER_PARTITION).padStart(4, '0')}` },
});

/** 1 KB as DynamoDB counts it. */
function itemOf(number) {
  const item = {
    ...keyOf(number),
    status: { S: 'shipped' },
    total: { N: String(1000 + (number % 9000)) },
    paid: { BOOL: true },
    tags: { L: [{ S: 'new' }, { S: 'priority' }] },
    note: { S: '' },
  };
  item.note.S = sha256(String(number))
    .repeat(16)
    .slice(0, ITEM_BYTES - BYTES_BESIDE_NOTE);
  return item;
}

/** Spread over all items, the same in every run. */
const spread = (index) => Math.imul(index + 1, 2_654_435_761) >>> 0;

const inputs = {
  GetItem: (number) => ({ TableName: tableName, Key: keyOf(number) }),
  PutItem: (number) => ({ TableName: tableName, Item: itemOf(number) }),
  Query: (number) => ({
    TableName: tableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': keyOf(number).pk },
  }),
};

function everyItem() {
  let written = 0;
  return () => {
    if (written >= items) return undefined;
    const batch = Array.from({ length: Math.min(BATCH, items - written) }, (_, at) => ({
      PutRequest: { Item: itemOf(written + at) },
    }));
    written += batch.length;
    return signed({ RequestItems: { [tableName]: batch } });
  };
}

function prepared() {
  const requests = Array.from({ length: PREPARED }, (_, index) => signed(inputs[operation](spread(index) % items)));
  const end = performance.now() + warmUpMs + durationMs;
  let index = 0;
  return () => (performance.now() < end ? requests[index++ % PREPARED] : undefined);
}

const result = await drive({
  port,
  connections,
  warmUpMs,
  next: operation === 'BatchWriteItem' ? everyItem() : prepared(),
});
process.stdout.write(JSON.stringify(result));
