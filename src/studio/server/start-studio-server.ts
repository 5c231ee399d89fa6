import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HomeError } from '../../core/home-error.js'
import { randomHex } from '../../core/random-bytes.js'
import type { Project } from '../../project/project.js'
import type { StudioApiOptions } from './api-request.js'
import { assertOwnOrigin, assertToken } from './assert-own-request.js'
import { StaticFiles } from './static-files.js'
import { sendJson } from './send-json.js'
import { StudioApi } from './studio-api.js'
import { STUDIO_ERRORS } from './studio-errors.js'
import { toErrorDocument } from './to-error-document.js'

export interface StudioServerOptions extends StudioApiOptions {
  /** 0: any free port. */
  readonly port: number
}

export interface StudioServer extends AsyncDisposable {
  /** With the token of this run. */
  readonly url: string
}

const TOKEN_BYTES = 32

/** Nothing is loaded from, or sent to, another server, and no other page can embed Studio. */
const SECURITY_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

/** Serves Studio on loopback. Resolves once it answers. Throws `STUDIO_PORT_IN_USE`. */
export async function startStudioServer({ port, ...options }: StudioServerOptions): Promise<StudioServer> {
  const token = randomHex(TOKEN_BYTES)
  const api = new StudioApi(options)
  const files = new StaticFiles()
  const server = createServer((request, response) => {
    void respond(request, response).catch((error: unknown) => sendError(error, response))
  })
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
    assertOwnOrigin(request)
    const url = new URL(request.url ?? '/', 'http://studio')
    if (!/^\/api(?:\/|$)/.test(url.pathname)) {
      const isRead = request.method === 'GET' || request.method === 'HEAD'
      if (!isRead || !(await files.send(url.pathname, request, response))) throw notFoundError(url.pathname)
      return
    }
    assertToken(request, url, token)
    const ended = new AbortController()
    response.once('close', () => ended.abort())
    await api.handle({ request, response, url, signal: ended.signal })
  }
  await listen(server, port, options.project)
  const { port: actual } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${actual}/?token=${token}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await Promise.all([closed, api[Symbol.asyncDispose]()])
    },
  }
}

async function listen(
  server: ReturnType<typeof createServer>,
  port: number,
  project: Project,
): Promise<void> {
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new HomeError(STUDIO_ERRORS.STUDIO_PORT_IN_USE, {
      message: `Port ${port} is in use by ${findComponent(project, port) ?? 'another program'}.`,
      suggestion: 'Pass another port with --port, or leave it out to use any free port.',
      cause: error,
    })
  }
}

/** The component of the running stack that has the port. */
function findComponent(project: Project, port: number): string | undefined {
  const { engines, ports } = project.state()
  const found = Object.entries(ports).find((entry) => entry[1] === port)
  return found === undefined || engines.length === 0 ? undefined : `${found[0]} of this project`
}

function sendError(error: unknown, response: ServerResponse): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  const { status, document } = toErrorDocument(error)
  sendJson(response, status, document)
}

function notFoundError(path: string): HomeError {
  return new HomeError(STUDIO_ERRORS.STUDIO_NOT_FOUND, { message: `Studio has no file ${path}.` })
}
