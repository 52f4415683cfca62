// The reference: a raw node:http server that answers the bytes it is given on the command line. Prints its port.
import { createServer } from 'node:http';

const body = process.argv[2] ?? '';
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
