/** What the first bytes of a connection say: more of them are needed, it is not TLS, or which name is asked for. */
export type ClientHello = 'more' | 'not tls' | { readonly serverName: string | undefined };

const HANDSHAKE_RECORD = 22;
const CLIENT_HELLO = 1;
const SERVER_NAME_EXTENSION = 0;
/** No client says more before it is answered. */
const MAX_BYTES = 64 * 1024;

/**
 * Reads the name that a client asks for (SNI, RFC 6066) before TLS begins, since the versions of TLS and whether the client
 * is asked for a certificate depend on the name, and TLS has settled both by the time it tells the name.
 */
export function readClientHello(bytes: Buffer): ClientHello {
  const parts: Buffer[] = [];
  let at = 0;
  let length = 0;
  let wanted: number | undefined;
  while (wanted === undefined || length < wanted) {
    if (bytes.length > at && bytes[at] !== HANDSHAKE_RECORD) return 'not tls';
    if (bytes.length < at + 5) return bytes.length > MAX_BYTES ? 'not tls' : 'more';
    const size = bytes.readUInt16BE(at + 3);
    if (size === 0) return 'not tls';
    const end = at + 5 + size;
    if (bytes.length < end) return bytes.length > MAX_BYTES ? 'not tls' : 'more';
    parts.push(bytes.subarray(at + 5, end));
    length += size;
    at = end;
    if (wanted === undefined && length >= 4) {
      const head = Buffer.concat(parts);
      if (head[0] !== CLIENT_HELLO) return 'not tls';
      wanted = 4 + head.readUIntBE(1, 3);
      if (wanted > MAX_BYTES) return 'not tls';
    }
  }
  try {
    return { serverName: serverName(Buffer.concat(parts)) };
  } catch {
    // Whatever it is, TLS itself refuses it.
    return { serverName: undefined };
  }
}

function serverName(hello: Buffer): string | undefined {
  // Type, length, version and random; then session id, cipher suites and compression methods, each with its length.
  let at = 4 + 2 + 32;
  at += 1 + hello.readUInt8(at);
  at += 2 + hello.readUInt16BE(at);
  at += 1 + hello.readUInt8(at);
  const end = at + 2 + hello.readUInt16BE(at);
  at += 2;
  while (at + 4 <= end) {
    const type = hello.readUInt16BE(at);
    const size = hello.readUInt16BE(at + 2);
    // A list of names, of which there is one: its type and its length come first.
    if (type === SERVER_NAME_EXTENSION) {
      const name = hello.toString('latin1', at + 9, at + 9 + hello.readUInt16BE(at + 7)).toLowerCase();
      return name === '' ? undefined : name;
    }
    at += 4 + size;
  }
  return undefined;
}
