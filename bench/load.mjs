// GETs one path. Usage: node load.mjs <port> <path> <connections> <durationMs> [<header>: <value> ...]; prints one JSON object.
import { drive } from './drive.mjs';

const [port, path, connections, durationMs, ...headers] = process.argv.slice(2);
const request = Buffer.from(
  `GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nAccept: */*\r\n${headers.map((one) => `${one}\r\n`).join('')}\r\n`,
);
const end = performance.now() + Number(durationMs);
const result = await drive({
  port: Number(port),
  connections: Number(connections),
  next: () => (performance.now() < end ? request : undefined),
});
process.stdout.write(JSON.stringify(result));
