import type { Item } from './values/attribute-value.ts';
import { itemSizeBytes } from './values/size.ts';

/** An item as it is kept: four bytes of its size as DynamoDB counts it, then the wire's own JSON. */
export interface StoredItem {
  readonly sizeBytes: number;
  /** The row's value. */
  readonly bytes: Uint8Array;
  readonly json: Uint8Array;
  /** Parsed when it is first asked for, if ever. */
  readonly item: Item;
}

const HEADER_BYTES = 4;

export function encodeItem(item: Readonly<Item>, sizeBytes: number = itemSizeBytes(item)): Buffer {
  const json = JSON.stringify(item);
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + Buffer.byteLength(json));
  bytes.writeUInt32BE(sizeBytes, 0);
  bytes.write(json, HEADER_BYTES);
  return bytes;
}

/** Reads a row's value. */
export function storedItem(bytes: Uint8Array): StoredItem {
  return new Row(Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

class Row implements StoredItem {
  readonly #bytes: Buffer;
  #item: Item | undefined;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get sizeBytes(): number {
    return this.#bytes.readUInt32BE(0);
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get json(): Uint8Array {
    return this.#bytes.subarray(HEADER_BYTES);
  }

  get item(): Item {
    this.#item ??= JSON.parse(this.#bytes.toString('utf8', HEADER_BYTES)) as Item;
    return this.#item;
  }
}
