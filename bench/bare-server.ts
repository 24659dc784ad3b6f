// The yardstick: a bare node:http server that answers a constant, on a free port that it prints. `bare-server.ts <bytes>`
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const body = Buffer.alloc(Number(process.argv[2]), 'x');
const headers = { 'content-type': 'application/x-amz-json-1.1', 'content-length': body.length };
const server = createServer((_, response) => {
  response.writeHead(200, headers).end(body);
});
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
});
