import type { IncomingMessage } from 'node:http'
import { HTTP_ERRORS } from '../problems/http-errors.js'
import { HttpProblem } from '../problems/http-problem.js'

/** Which names a server is addressed by, in addition to the loopback names, and which origins may change data. */
export interface AllowedAccess {
  /** Host names, with a port if it is not that of the server: `homemanager.test`, `localhost:14000`. */
  readonly hosts: readonly string[]
  /** Origins of web pages: `http://localhost:5173`. */
  readonly origins: readonly string[]
}

export const LOOPBACK_ACCESS: AllowedAccess = { hosts: [], origins: [] }

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])
const HOST_PATTERN = /^(\[[0-9a-f:.]+\]|[^:[\]/@\s]+)(?::(\d{1,5}))?$/
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses requests that only a web page of another site sends, with status 403. A name that the page has pointed to this
 * machine (DNS rebinding) is in the `Host` header. A form or script of another site has its `Origin`; such requests may
 * read what is public, as browsers do not show the response to the page, but change nothing.
 */
export function findForbiddenAccess(
  request: IncomingMessage,
  allowed: AllowedAccess,
): HttpProblem | undefined {
  const { headers, method = 'GET', socket } = request
  const host = headers.host?.toLowerCase() ?? ''
  if (!listHosts(request).every((each) => isAllowedHost(each, socket.localPort, allowed.hosts))) {
    return new HttpProblem(HTTP_ERRORS.HOST_NOT_ALLOWED, {
      detail: 'Use 127.0.0.1 or localhost, or add the name to http.allowedHosts in homemanager.yaml.',
    })
  }
  const { origin } = headers
  if (origin === undefined || SAFE_METHODS.has(method)) return undefined
  const normalized = origin.toLowerCase()
  if (normalized === `http://${host}` || normalized === `https://${host}`) return undefined
  if (allowed.origins.some((each) => each.toLowerCase() === normalized)) return undefined
  return new HttpProblem(HTTP_ERRORS.ORIGIN_NOT_ALLOWED, {
    detail: 'To allow a page of another origin, add it to http.allowedOrigins in homemanager.yaml.',
  })
}

/** Every name by which a request addresses the server: Node.js keeps the first of several headers, and a URL may have one too. */
function listHosts({ headers, rawHeaders, url = '' }: IncomingMessage): readonly string[] {
  const hosts = rawHeaders.filter((_, index) => index % 2 === 1 && isHostName(rawHeaders[index - 1]))
  const [, authority] = /^[a-z][a-z+.-]*:\/\/([^/?#]*)/i.exec(url) ?? []
  return [headers.host ?? '', ...hosts, ...(authority === undefined ? [] : [authority])].map((each) =>
    each.toLowerCase(),
  )
}

function isHostName(header: string | undefined): boolean {
  return header?.length === 4 && header.toLowerCase() === 'host'
}

/** A host without a port is that of a client that uses the default port of a forwarding proxy. */
function isAllowedHost(host: string, ownPort: number | undefined, allowed: readonly string[]): boolean {
  if (allowed.some((each) => each.toLowerCase() === host)) return true
  const [, name, port] = HOST_PATTERN.exec(host) ?? []
  if (name === undefined) return false
  if (port !== undefined && ownPort !== undefined && Number(port) !== ownPort) return false
  return LOOPBACK_NAMES.has(name) || allowed.some((each) => each.toLowerCase() === name)
}
