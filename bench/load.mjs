// A load generator that costs little: raw sockets, one request in flight per connection, answers counted by Content-Length.
// Usage: node load.mjs <port> <path> <connections> <durationMs>; prints one JSON object.
import { connect } from 'node:net';

const [port, path, connections, durationMs] = process.argv.slice(2);
const request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nAccept: */*\r\n\r\n`);
const latencies = [];
let failures = 0;
const end = performance.now() + Number(durationMs);

await Promise.all(
  Array.from(
    { length: Number(connections) },
    () =>
      new Promise((resolve) => {
        const socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true });
        let sent = 0;
        let pending = Buffer.alloc(0);
        const send = () => {
          sent = performance.now();
          if (sent >= end) return socket.destroy();
          socket.write(request);
        };
        socket.on('connect', send);
        socket.on('error', () => (failures += 1));
        socket.on('close', resolve);
        socket.on('data', (chunk) => {
          pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
          const head = pending.indexOf('\r\n\r\n');
          if (head < 0) return;
          const length = /content-length: (\d+)/i.exec(pending.toString('latin1', 0, head));
          if (pending.length < head + 4 + Number(length?.[1] ?? 0)) return;
          if (pending.toString('latin1', 9, 12) !== '200') failures += 1;
          pending = Buffer.alloc(0);
          latencies.push(performance.now() - sent);
          send();
        });
      }),
  ),
);

latencies.sort((a, b) => a - b);
const at = (part) => latencies[Math.floor(latencies.length * part)] ?? 0;
process.stdout.write(
  JSON.stringify({
    requestsPerSecond: latencies.length / (Number(durationMs) / 1000),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    failures,
  }),
);
