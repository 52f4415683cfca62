/** A row of sums: doubles, big-endian. */
export function readSums(row: Uint8Array | undefined): number[] {
  if (row === undefined) return [];
  const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
  return Array.from({ length: row.byteLength / 8 }, (_, at) => view.getFloat64(at * 8));
}

/** The row with the amounts added to it. */
export function addToSums(row: Uint8Array | undefined, amounts: readonly number[]): Uint8Array {
  const sums = readSums(row);
  const bytes = new Uint8Array(8 * Math.max(sums.length, amounts.length));
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length / 8; at++) view.setFloat64(at * 8, (sums[at] ?? 0) + (amounts[at] ?? 0));
  return bytes;
}

/** Adds `amounts` to `sums` in place. */
export function addAmounts(sums: number[], amounts: readonly number[]): void {
  for (let at = 0; at < amounts.length; at++) sums[at] = (sums[at] ?? 0) + (amounts[at] ?? 0);
}
