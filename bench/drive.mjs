// A load generator that costs little: raw sockets, one request in flight per connection, answers counted by Content-Length.
import { connect } from 'node:net';

/**
 * Sends what `next` gives (bytes of a whole request, or undefined to end) over `connections` connections to `port`. Answers
 * that arrive within the first `warmUpMs` are not counted. Resolves with the latencies, sorted, and how many answers were not 200.
 */
export async function drive({ port, connections, warmUpMs = 0, next }) {
  const latencies = [];
  let failures = 0;
  let firstFailure = '';
  const countFrom = performance.now() + warmUpMs;

  const connection = () =>
    new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      let sent = 0;
      let pending = [];
      let received = 0;
      let expected = 0;
      let closes = false;
      const send = () => {
        const request = next();
        if (request === undefined) {
          socket.destroy();
          return resolve(false);
        }
        sent = performance.now();
        socket.write(request);
      };
      const answered = () => {
        const now = performance.now();
        const head = pending[0];
        if (head.latin1Slice(9, 12) !== '200') {
          failures += 1;
          firstFailure ||= Buffer.concat(pending).toString('utf8', 0, 1000);
        } else if (now >= countFrom) latencies.push(now - sent);
        pending = [];
        received = 0;
        expected = 0;
        // A server that ends the connection after each answer gets a new one.
        if (closes) socket.destroy();
        else send();
      };
      socket.on('connect', send);
      socket.on('error', () => (failures += 1));
      socket.on('close', () => resolve(true));
      socket.on('data', (chunk) => {
        pending.push(chunk);
        received += chunk.length;
        if (expected === 0) {
          const bytes = pending.length === 1 ? chunk : Buffer.concat(pending);
          pending = [bytes];
          const end = bytes.indexOf('\r\n\r\n');
          if (end < 0) return;
          const head = bytes.latin1Slice(0, end);
          const length = /content-length: (\d+)/i.exec(head);
          closes = /^connection: close/im.test(head);
          expected = end + 4 + Number(length?.[1] ?? 0);
        }
        if (received >= expected) answered();
      });
    });

  const from = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (await connection()) if (failures > 1000) return;
    }),
  );
  latencies.sort((a, b) => a - b);
  const seconds = (performance.now() - from - warmUpMs) / 1000;
  const at = (part) => latencies[Math.floor(latencies.length * part)] ?? 0;
  return {
    requestsPerSecond: latencies.length / seconds,
    seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    failures,
    firstFailure,
  };
}
