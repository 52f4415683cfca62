/** The bytes of an IPv4 (4) or IPv6 (16) address; an IPv4 address written as IPv6 counts as IPv4. */
export function addressBytes(text: string): readonly number[] | undefined {
  if (!text.includes(':')) return ipv4Bytes(text);
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groups(halves[0] ?? '');
  const tail = halves.length === 2 ? groups(halves[1] ?? '') : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 2 ? missing < 2 : missing !== 0) return undefined;
  const bytes = [...head, ...new Array<number>(missing).fill(0), ...tail];
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  return mapped ? bytes.slice(12) : bytes;
}

function ipv4Bytes(text: string): readonly number[] | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  const bytes = match?.slice(1).map(Number);
  return bytes?.every((byte) => byte <= 255) ? bytes : undefined;
}

function groups(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const parts = text.split(':');
  for (const [at, part] of parts.entries()) {
    if (at === parts.length - 1 && part.includes('.')) {
      const ipv4 = ipv4Bytes(part);
      if (ipv4 === undefined) return undefined;
      bytes.push(...ipv4);
    } else {
      if (!/^[\da-f]{1,4}$/i.test(part)) return undefined;
      const value = Number.parseInt(part, 16);
      bytes.push(value >> 8, value & 255);
    }
  }
  return bytes;
}

/** A test for `203.0.113.0/24`, `2001:db8::/32` or one address; `undefined` when the text is neither. */
export function ipRange(text: string): ((address: string) => boolean) | undefined {
  const [network = '', prefix, more] = text.split('/');
  const bytes = addressBytes(network);
  if (bytes === undefined || more !== undefined) return undefined;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined;
  // The prefix of an IPv4 range in IPv6's form counts from the start of the 16 bytes.
  const mapped = bytes.length === 4 && network.includes(':');
  const bits = prefix === undefined ? bytes.length * 8 : Number(prefix) - (mapped ? 96 : 0);
  if (bits < 0 || bits > bytes.length * 8) return undefined;
  const whole = bits >> 3;
  const mask = (0xff00 >> (bits & 7)) & 0xff;
  return (address) => {
    const other = addressBytes(address);
    if (other?.length !== bytes.length) return false;
    for (let at = 0; at < whole; at++) if (other[at] !== bytes[at]) return false;
    return mask === 0 || ((other[whole] ?? 0) & mask) === ((bytes[whole] ?? 0) & mask);
  };
}
