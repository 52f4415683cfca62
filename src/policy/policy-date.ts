const ISO =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[Tt](\d{1,2})(?::(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;
const EPOCH_SECONDS = /^-?\d+(?:\.\d+)?$/;
const MAX_INT64 = 9_223_372_036_854_775_807n;

/** Milliseconds since the epoch of a date as policies write it (W3C's form of ISO 8601, or epoch seconds). */
export function policyDate(text: string): number | undefined {
  const match = ISO.exec(text);
  if (match !== null && text.length >= 4 && !(EPOCH_SECONDS.test(text) && text.length > 4)) {
    const [, year, month = '01', day = '01', hour = '0', minute = '0', second = '0', fraction = '0', zone = 'Z'] =
      match;
    const fields = [month, day, hour, minute, second].map(Number);
    const [m = 0, d = 0, h = 0, min = 0, s = 0] = fields;
    if (m < 1 || m > 12 || d < 1 || d > 31 || h > 24 || min > 59 || s > 60) return undefined;
    const offset = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
    const offsetMinutes =
      offset === null ? 0 : (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3] ?? 0));
    return Date.UTC(Number(year), m - 1, d, h, min - offsetMinutes, s) + Math.floor(Number(`0.${fraction}`) * 1000);
  }
  if (!EPOCH_SECONDS.test(text)) return undefined;
  const whole = BigInt(text.split('.')[0] ?? '0');
  if (whole > MAX_INT64 || whole < -MAX_INT64 - 1n) return undefined;
  return Number(text) * 1000;
}
