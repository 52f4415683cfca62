/** `2026-01-01T00:00:00.000+0000`, as Lambda writes times. */
export function describeTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+0000');
}
