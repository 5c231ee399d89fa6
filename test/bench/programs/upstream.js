// A service of somebody's own, as fast as Node can answer. Says its port.
import { createServer } from 'node:http'

const answer = JSON.stringify({
  items: Array.from({ length: 5 }, (_, n) => ({ id: n, title: 'Fix kitchen faucet' })),
})
const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(answer)) }
const server = createServer((request, response) => {
  request.resume()
  response.writeHead(200, headers)
  response.end(answer)
}).listen(0, '127.0.0.1', () => console.log(server.address().port))
server.keepAliveTimeout = 60_000
