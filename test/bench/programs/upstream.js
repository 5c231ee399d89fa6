// A custom service that responds as fast as Node.js can. Prints its port.
import { createServer } from 'node:http'

const body = JSON.stringify({
  items: Array.from({ length: 5 }, (_, n) => ({ id: n, title: 'Fix kitchen faucet' })),
})
const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }
const server = createServer((request, response) => {
  request.resume()
  response.writeHead(200, headers)
  response.end(body)
}).listen(0, '127.0.0.1', () => console.log(server.address().port))
server.keepAliveTimeout = 60_000
