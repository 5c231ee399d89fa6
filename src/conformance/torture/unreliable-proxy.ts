import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

/** The header that says what happens to a request. The service does not get it. */
export const DISTURBANCE_HEADER = 'x-torture-disturbance'
const STALL_MS = 150
/** Not forwarded: Node.js sets them itself. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-encoding',
  'expect',
  DISTURBANCE_HEADER,
])

/** A proxy in front of a service, on a free port. */
export interface UnreliableProxy extends AsyncDisposable {
  readonly url: string
}

/**
 * Starts a proxy that disturbs the requests that ask for it: `stall` delays the request, `cut-before` closes the connection without
 * forwarding it, `cut-after` closes it when the service has responded, `duplicate` sends it twice and returns the second response.
 */
export async function startUnreliableProxy(target: string): Promise<UnreliableProxy> {
  const base = target.replace(/\/$/, '')
  const server = createServer((request, response) => {
    forward(base, request, response).catch(() => response.destroy())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function forward(base: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request)
  const disturbance = request.headers[DISTURBANCE_HEADER]
  if (disturbance === 'cut-before') return void response.destroy()
  if (disturbance === 'stall') await sleep(STALL_MS)
  const headers = Object.entries(request.headers).filter(([name]) => !OWN_HEADERS.has(name))
  const send = async (): Promise<readonly [Response, Buffer]> => {
    const answer = await fetch(base + (request.url ?? '/'), {
      method: request.method ?? 'GET',
      headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
      ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
      redirect: 'manual',
    })
    return [answer, Buffer.from(await answer.arrayBuffer())]
  }
  if (disturbance === 'duplicate') await send()
  const [answer, content] = await send()
  if (disturbance === 'cut-after') return void response.destroy()
  for (const [name, value] of answer.headers) if (!OWN_HEADERS.has(name)) response.setHeader(name, value)
  response.writeHead(answer.status).end(content)
}
