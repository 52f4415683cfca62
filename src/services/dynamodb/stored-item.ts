import type { Item } from './values/attribute-value.ts';
import { itemSizeBytes } from './values/size.ts';

/** An item as it is kept: four bytes of its size as DynamoDB counts it, then the wire's own JSON. */
export interface StoredItem {
  readonly sizeBytes: number;
  readonly json: Uint8Array;
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

/** Reads a row's value; JSON is parsed when the item is first asked for, if ever. */
export function storedItem(bytes: Uint8Array): StoredItem {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let parsed: Item | undefined;
  return {
    sizeBytes: view.readUInt32BE(0),
    json: view.subarray(HEADER_BYTES),
    get item() {
      parsed ??= JSON.parse(view.toString('utf8', HEADER_BYTES)) as Item;
      return parsed;
    },
  };
}
