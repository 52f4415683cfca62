import { templateError } from './scope.ts';

/**
 * `count` address blocks of `bits` host bits each, cut one after the other from `block` (`Fn::Cidr`).
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html
 */
export function cidrBlocks(block: string, count: number, bits: number | undefined): string[] {
  const [address = '', prefixText = ''] = block.split('/');
  const version6 = address.includes(':');
  const width = version6 ? 128 : 32;
  const prefix = Number(prefixText);
  const start = version6 ? parse6(address) : parse4(address);
  if (start === undefined || !/^\d+$/.test(prefixText) || prefix > width) {
    throw templateError(`Template error: Fn::Cidr: ${block} is not a valid CIDR block`);
  }
  if (version6 && bits === undefined) throw templateError('Template error: Fn::Cidr needs cidrBits for an IPv6 block');
  const hostBits = bits ?? 8;
  if (!Number.isInteger(count) || count < 1 || count > 256) {
    throw templateError('Template error: Fn::Cidr: count must be a number between 1 and 256');
  }
  const size = 1n << BigInt(hostBits);
  const first = (start >> BigInt(width - prefix)) << BigInt(width - prefix);
  if (hostBits > width - prefix || size * BigInt(count) > 1n << BigInt(width - prefix)) {
    throw templateError(`Template error: Fn::Cidr: ${block} has no room for ${count} blocks of ${hostBits} bits`);
  }
  return Array.from({ length: count }, (_, index) => {
    const at = first + size * BigInt(index);
    return `${version6 ? format6(at) : format4(at)}/${width - hostBits}`;
  });
}

function parse4(address: string): bigint | undefined {
  const parts = address.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function parse6(address: string): bigint | undefined {
  const halves = address.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (missing < 0 || (halves.length === 1 && missing !== 0)) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (groups.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

function format4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 255n)).join('.');
}

function format6(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((address >> BigInt(112 - index * 16)) & 65535n).toString(16));
  const zeros = [...`,${groups.join(',')},`.matchAll(/(?:,0){2,}(?=,)/g)].sort((a, b) => b[0].length - a[0].length)[0];
  if (!zeros) return groups.join(':');
  const text = `,${groups.join(',')},`;
  const before = text.slice(1, zeros.index).replaceAll(',', ':');
  const after = text.slice(zeros.index + zeros[0].length + 1, -1).replaceAll(',', ':');
  return `${before}::${after}`;
}
