import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ipRange } from './ip-range.ts';

const cases: readonly [range: string, address: string, inside: boolean][] = [
  ['203.0.113.0/24', '203.0.113.255', true],
  ['203.0.113.0/24', '203.0.114.0', false],
  ['203.0.113.7', '203.0.113.7', true],
  ['203.0.113.7', '203.0.113.8', false],
  ['0.0.0.0/0', '8.8.8.8', true],
  ['0.0.0.0/0', '2001:db8::1', false],
  ['10.0.0.0/9', '10.127.255.255', true],
  ['10.0.0.0/9', '10.128.0.0', false],
  ['2001:DB8:1234:5678::/64', '2001:db8:1234:5678:9::1', true],
  ['2001:DB8:1234:5678::/64', '2001:db8:1234:5679::1', false],
  ['::/0', '::1', true],
  ['::1', '0:0:0:0:0:0:0:1', true],
  ['127.0.0.1', '::ffff:127.0.0.1', true],
  ['::ffff:10.0.0.0/104', '10.1.2.3', true],
  ['10.0.0.0/8', 'not an address', false],
];

for (const [range, address, inside] of cases) {
  test(`${address} is ${inside ? '' : 'not '}in ${range}`, () => assert.equal(ipRange(range)?.(address), inside));
}

for (const text of [
  '10.0.0.0/33',
  '10.0.0',
  '1.2.3.256',
  '::/129',
  '1::2::3',
  'example.com',
  '',
  '10.0.0.0/8/8',
  '1:2:3',
]) {
  test(`'${text}' is no range`, () => assert.equal(ipRange(text), undefined));
}
