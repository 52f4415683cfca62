const DIGITS = 20;

/** A sequence number as AWS writes it: at least 21 digits, which sort as the numbers do. */
export function sequenceNumber(sequence: number): string {
  return `1${String(sequence).padStart(DIGITS, '0')}`;
}

/** The number behind a sequence number; `undefined` for text that none of ours is. */
export function sequenceOf(text: string): number | undefined {
  if (!/^1\d{20}$/.test(text)) return undefined;
  const sequence = Number(text.slice(1));
  return Number.isSafeInteger(sequence) ? sequence : undefined;
}
