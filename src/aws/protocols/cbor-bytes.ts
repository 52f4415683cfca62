/** A number that is written as floating point even when it is whole. */
export class CborDouble {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A value with one of CBOR's tags, as 1 for a time. */
export class CborTag {
  readonly tag: number;
  readonly value: unknown;

  constructor(tag: number, value: unknown) {
    this.tag = tag;
    this.value = value;
  }
}

/** CBOR (RFC 8949) of a tree of plain values, `Uint8Array`s, `CborDouble`s and `CborTag`s; members that are `undefined` are left out. */
export function cborBytes(tree: unknown): Buffer {
  const parts: Uint8Array[] = [];
  write(tree, parts);
  return Buffer.concat(parts);
}

function write(value: unknown, parts: Uint8Array[]): void {
  if (value === null || value === undefined) parts.push(Buffer.of(0xf6));
  else if (typeof value === 'boolean') parts.push(Buffer.of(value ? 0xf5 : 0xf4));
  else if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) writeInteger(BigInt(value), parts);
    else writeDouble(value, parts);
  } else if (typeof value === 'bigint') writeInteger(value, parts);
  else if (typeof value === 'string') {
    const bytes = Buffer.from(value, 'utf8');
    parts.push(head(3, bytes.length), bytes);
  } else if (value instanceof Uint8Array) parts.push(head(2, value.byteLength), value);
  else if (value instanceof CborDouble) writeDouble(value.value, parts);
  else if (value instanceof CborTag) {
    parts.push(head(6, value.tag));
    write(value.value, parts);
  } else if (Array.isArray(value)) {
    parts.push(head(4, value.length));
    for (const one of value) write(one, parts);
  } else {
    const members = Object.entries(value as object).filter(([, one]) => one !== undefined);
    parts.push(head(5, members.length));
    for (const [name, one] of members) {
      write(name, parts);
      write(one, parts);
    }
  }
}

function writeInteger(value: bigint, parts: Uint8Array[]): void {
  const major = value < 0n ? 1 : 0;
  const size = value < 0n ? -1n - value : value;
  if (size < 0x1_0000_0000_0000_0000n) parts.push(head(major, size));
  else {
    // Tags 2 and 3: integers of any size, as bytes.
    const hex = size.toString(16);
    parts.push(head(6, 2 + major));
    write(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex'), parts);
  }
}

function writeDouble(value: number, parts: Uint8Array[]): void {
  const bytes = Buffer.alloc(9, 0xfb);
  bytes.writeDoubleBE(value, 1);
  parts.push(bytes);
}

/** The type of an item and its length or value. */
function head(major: number, size: number | bigint): Buffer {
  const type = major << 5;
  if (size < 24) return Buffer.of(type | Number(size));
  if (size < 0x100) return Buffer.of(type | 24, Number(size));
  if (size < 0x1_0000) return Buffer.of(type | 25, Number(size) >> 8, Number(size) & 0xff);
  const long = size >= 0x1_0000_0000;
  const bytes = Buffer.alloc(long ? 9 : 5, type | (long ? 27 : 26));
  if (long) bytes.writeBigUInt64BE(BigInt(size), 1);
  else bytes.writeUInt32BE(Number(size), 1);
  return bytes;
}
