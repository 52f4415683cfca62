import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CloudWatchClient, DescribeAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { cbor } from '@smithy/core/cbor';
import { testEndpoint } from '../../../test/support/aws-endpoint.ts';
import { cloudwatch } from '../../services/cloudwatch/index.ts';
import { loadSchemas } from '../load-schemas.ts';
import { CborDouble, CborTag, cborBytes } from './cbor-bytes.ts';
import { doubleText } from './double-text.ts';
import { json } from './json.ts';
import { rpcCbor } from './rpc-cbor.ts';
import { jsonForm, jsonText, writeValue } from './values.ts';
import { xmlMembers } from './xml.ts';

const schemas = await loadSchemas(cloudwatch.client, cloudwatch.doubles);
const operation = schemas.operation('GetMetricData');
assert.ok(operation !== undefined);
const answer = { requestId: 'r', protocol: 'awsJson1_0', signingName: 'monitoring', schemas } as const;
const output = { MetricDataResults: [{ Id: 'double-6', Values: [41, 0.5, -3, 25_000_000] }] };

test('a whole double is written as floating point in JSON and XML', () => {
  const { body } = json.encode(output, operation, answer);
  assert.equal(body, '{"MetricDataResults":[{"Id":"double-6","Values":[41.0,0.5,-3.0,2.5E7]}]}');
  assert.match(xmlMembers(operation.output, output), /<member>41\.0<\/member><member>0\.5<\/member>/);
});

test('a whole double is a float of 64 bits in CBOR, an integer member stays an integer', () => {
  const bytes = Buffer.from(rpcCbor.encode(output, operation, answer).body as Uint8Array);
  assert.ok(bytes.includes(Buffer.from('fb4044800000000000', 'hex')));
  assert.deepEqual(cbor.deserialize(bytes), output);
  const alarms = schemas.operation('DescribeAlarms');
  assert.ok(alarms !== undefined);
  const alarm = { MetricAlarms: [{ Threshold: 2, Period: 60 }] };
  assert.equal(json.encode(alarm, alarms, answer).body, '{"MetricAlarms":[{"Period":60,"Threshold":2.0}]}');
});

test('doubles have the text that Java gives them', () => {
  const texts = [0, -0.25, 6, 9_999_999, 1e7, 1.5e21, 0.0001, 123.456].map(doubleText);
  assert.deepEqual(texts, ['0.0', '-0.25', '6.0', '9999999.0', '1.0E7', '1.5E21', '1.0E-4', '123.456']);
});

test('numbers of other members and text are left as they are in JSON', () => {
  const tree = writeValue({ kind: 'number' }, 6, jsonForm);
  assert.equal(jsonText({ n: tree, text: 'double-:6.0' }), '{"n":6,"text":"double-:6.0"}');
});

test('CBOR holds each kind and size of value', () => {
  const tree = {
    sizes: [0, 23, 24, 255, 256, 65_535, 65_536, 4_294_967_296, -1, -500, Number.MAX_SAFE_INTEGER],
    floats: [0.5, Number.POSITIVE_INFINITY, 1e300],
    texts: ['', 'ä'.repeat(300)],
    bytes: new Uint8Array([1, 2, 3]),
    rest: [true, false, null],
    left: undefined,
  };
  const { left: _, ...kept } = tree;
  const read = cbor.deserialize(cborBytes(tree)) as typeof kept;
  assert.deepEqual({ ...read, sizes: read.sizes.map(Number), bytes: new Uint8Array(read.bytes) }, kept);
  assert.deepEqual([...cborBytes(new CborTag(1, new CborDouble(0)))], [0xc1, 0xfb, 0, 0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual([...cborBytes(2n ** 64n)], [0xc2, 0x49, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
});

test('the official client reads doubles and times', async () => {
  const listener = await testEndpoint([cloudwatch]).listen();
  const client = new CloudWatchClient({
    endpoint: `http://127.0.0.1:${listener.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const alarm = { AlarmName: 'a', ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1 } as const;
  const metric = { MetricName: 'm', Namespace: 'n', Period: 60, Statistic: 'Sum', Threshold: 30 } as const;
  await client.send(new PutMetricAlarmCommand({ ...alarm, ...metric }));
  const [found] = (await client.send(new DescribeAlarmsCommand({}))).MetricAlarms ?? [];
  assert.equal(found?.Threshold, 30);
  assert.ok(found?.StateUpdatedTimestamp instanceof Date);
  client.destroy();
  await listener.close();
});
