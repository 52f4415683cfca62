import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cidrBlocks } from './cidr.ts';

const cases: readonly (readonly [block: string, count: number, bits: number | undefined, blocks: readonly string[]])[] =
  [
    ['192.168.0.0/24', 3, 5, ['192.168.0.0/27', '192.168.0.32/27', '192.168.0.64/27']],
    ['10.0.0.0/16', 2, undefined, ['10.0.0.0/24', '10.0.1.0/24']],
    ['10.0.5.7/16', 1, 8, ['10.0.0.0/24']],
    ['255.255.255.0/24', 2, 7, ['255.255.255.0/25', '255.255.255.128/25']],
    ['2001:db8::/56', 2, 64, ['2001:db8::/64', '2001:db8:0:1::/64']],
  ];
for (const [block, count, bits, blocks] of cases) {
  test(`${count} blocks of ${bits} bits of ${block}`, () => assert.deepEqual(cidrBlocks(block, count, bits), blocks));
}

for (const [block, count, bits] of [
  ['10.0.0.0/24', 3, 7],
  ['10.0.0/24', 1, 4],
  ['10.0.0.0', 1, 4],
  ['10.0.0.0/16', 0, 8],
  ['2001:db8::/56', 1, undefined],
  ['2001:::/56', 1, 64],
] as const) {
  test(`${count} blocks of ${bits} bits of ${block} are refused`, () =>
    assert.throws(() => cidrBlocks(block, count, bits), { code: 'SAMLET_TEMPLATE_INVALID' }));
}
