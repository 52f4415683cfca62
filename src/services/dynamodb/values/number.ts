/** DynamoDB's plain decimal form: '1.0' -> '1', '1E2' -> '100', '-0' -> '0'. Throws ValidationException. */
export function normalizeNumber(_text: string): string {
  throw new Error('not built yet');
}

/** Negative, zero or positive, as for Array.prototype.sort. Takes normalized numbers. */
export function compareNumbers(_a: string, _b: string): number {
  throw new Error('not built yet');
}

/** Exact. Throws ValidationException when the result has more than 38 digits or leaves the range. */
export function addNumbers(_a: string, _b: string): string {
  throw new Error('not built yet');
}

export function subtractNumbers(_a: string, _b: string): string {
  throw new Error('not built yet');
}

/** Bytes that sort as the numbers do, and are equal for equal numbers; no encoding is a prefix of another. */
export function numberKeyBytes(_text: string): Uint8Array {
  throw new Error('not built yet');
}
