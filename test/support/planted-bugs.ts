import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServiceName } from '../../src/core/service-name.js'
import { PLANTED_IDENTITY_BUGS } from './planted-identity-bugs.js'

export interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

type Forward = (request: Sent) => Promise<Answer>
/** Handles a request as a service with the bug would, with the help of one without it. */
export type Bug = (request: Sent, forward: Forward) => Promise<Answer>

const UNKNOWN_ID = '00000000-0000-7000-8000-000000000000'
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/
const VISIBLE_AFTER_MS = 1000
const QUERY_MS = 400
const SKEW_MS = 10_000
const ZONE_MS = 7_200_000

const isCreation = ({ method, path }: Sent): boolean =>
  method === 'POST' && /^\/v1\/(todos|expenses)$/.test(path)
const isReading = ({ method, path }: Sent): boolean => method === 'GET' && UUID.test(path)

export function without({ headers, ...request }: Sent, name: string): Sent {
  return { ...request, headers: Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name)) }
}

/** A typical bug of a service with records each; a new instance for every proxy. */
const PLANTED_BUGS: Readonly<Record<string, () => Bug>> = {
  'acknowledges before it writes': () => {
    const visibleAt = new Map<string, number>()
    return async (request, forward) => {
      const id = UUID.exec(request.path)?.[0]
      if (isReading(request) && (visibleAt.get(id ?? '') ?? 0) > performance.now())
        return forward({ ...request, path: request.path.replace(UUID, UNKNOWN_ID) })
      const answer = await forward(request)
      const created = UUID.exec(answer.body)?.[0]
      if (isCreation(request) && created !== undefined)
        visibleAt.set(created, performance.now() + VISIBLE_AFTER_MS)
      return answer
    }
  },
  'no idempotency': () => async (request, forward) => forward(without(request, 'idempotency-key')),
  'lost update': () => async (request, forward) => forward(without(request, 'if-match')),
  'reads its cache after a change': () => {
    const cache = new Map<string, Answer>()
    return async (request, forward) => {
      const key = `${request.path} ${request.headers['authorization'] ?? ''}`
      const cached = isReading(request) ? cache.get(key) : undefined
      const answer = cached ?? (await forward(request))
      if (isReading(request) && answer.status === 200) cache.set(key, answer)
      return answer
    }
  },
  'double delivery': () => async (request, forward) => {
    if (isCreation(request)) await forward(without(request, 'idempotency-key'))
    return forward(request)
  },
  'float money': () => async (request, forward) => {
    const answer = await forward(request)
    const body = answer.body.replace(
      /"total_amount":"([\d.]+)"/g,
      (_, total: string) => `"total_amount":"${(Math.floor(Number(total) * 100) / 100).toFixed(2)}"`,
    )
    return { ...answer, body }
  },
  "wrong time zone at month's end": () => async (request, forward) => {
    const shift = (json: string, ms: number): string =>
      json.replace(
        /"(created_at|due_date)":"([^"]+)"/g,
        (_, name: string, time: string) => `"${name}":"${new Date(Date.parse(time) + ms).toISOString()}"`,
      )
    const answer = await forward({ ...request, body: shift(request.body, ZONE_MS) })
    return { ...answer, body: shift(answer.body, -ZONE_MS) }
  },
  'leaks another family': () => {
    const creators = new Map<string, string>()
    return async (request, forward) => {
      const { headers, path } = request
      const creator = creators.get(UUID.exec(path)?.[0] ?? '')
      if (isReading(request) && creator !== undefined)
        return forward({ ...request, headers: { ...headers, authorization: creator } })
      const answer = await forward(request)
      const created = UUID.exec(answer.body)?.[0]
      if (isCreation(request) && created !== undefined) creators.set(created, headers['authorization'] ?? '')
      return answer
    }
  },
  'N+1 that times out': () => async (request, forward) => {
    const answer = await forward(request)
    const { items = [] } = request.path.includes('?') ? (JSON.parse(answer.body) as { items?: [] }) : {}
    await sleep(items.length * QUERY_MS)
    return answer
  },
  'refuses a clock that is ahead': () => async (request, forward) => {
    const claims = request.headers['authorization']?.split('.')[1] ?? ''
    const { iat = 0 } = JSON.parse(Buffer.from(claims, 'base64url').toString() || '{}') as { iat?: number }
    return forward(iat * 1000 > Date.now() + SKEW_MS ? without(request, 'authorization') : request)
  },
  'swallows an error': () => async (request, forward) => {
    const answer = await forward(request)
    if (request.method !== 'PATCH' || answer.status < 400) return answer
    return forward({ ...without(without(request, 'if-match'), 'content-type'), method: 'GET', body: '' })
  },
}

const OWN_HEADERS = new Set([
  'host',
  'connection',
  'transfer-encoding',
  'content-length',
  'content-encoding',
  'keep-alive',
])

/** Only the budget service has amounts. */
const BUDGET_ONLY: ReadonlySet<string> = new Set(['float money'])
/** Bugs that an identity service can have as well. */
const SHARED_BUGS = [
  'no idempotency',
  'lost update',
  'reads its cache after a change',
  'refuses a clock that is ahead',
  'swallows an error',
]

export function listPlantedBugs(service: ServiceName): readonly string[] {
  return service === 'identity'
    ? [...SHARED_BUGS, ...Object.keys(PLANTED_IDENTITY_BUGS)]
    : Object.keys(PLANTED_BUGS).filter((name) => service === 'budget' || !BUDGET_ONLY.has(name))
}

/** Starts a service with a bug in front of one without it, on a free port. */
export async function startBuggyService(
  target: string,
  service: ServiceName,
  name: string,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const bugs = service === 'identity' ? { ...PLANTED_BUGS, ...PLANTED_IDENTITY_BUGS } : PLANTED_BUGS
  const bug = bugs[name]?.()
  if (bug === undefined) throw new TypeError(`There is no bug named ${name}.`)
  const forward: Forward = async ({ method, path, headers, body }) => {
    const answer = await fetch(target + path, { method, headers, ...(body === '' ? {} : { body }) })
    return {
      status: answer.status,
      headers: Object.fromEntries([...answer.headers].filter(([key]) => !OWN_HEADERS.has(key))),
      body: await answer.text(),
    }
  }
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const headers = Object.entries(request.headers).filter(([key]) => !OWN_HEADERS.has(key))
    const {
      status,
      headers: sent,
      body,
    } = await bug(
      {
        method: request.method ?? 'GET',
        path: request.url ?? '/',
        headers: Object.fromEntries(headers.map(([key, value]) => [key, String(value)])),
        body: await text(request),
      },
      forward,
    )
    response.writeHead(status, sent).end(body)
  }
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
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
