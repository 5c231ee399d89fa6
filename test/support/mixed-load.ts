import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiResponse, SignedInUser } from './api-caller.js'

/** Clients of the gateway that read and write until they are stopped. */
export interface MixedLoad {
  /** Paths of the resources whose creation was accepted, and which were not deleted. */
  readonly accepted: ReadonlySet<string>
  readonly counts: { readonly completed: number; readonly failed: number }
  stop(): Promise<void>
}

const CLIENTS = 6
/** More than these are deleted again, so that the data stays small. */
const MAX_RESOURCES = 400
const FAILURE_DELAY_MS = 100
/** Services make requests wait for longer than this before they refuse them; such a request is sent again. */
const MIN_WAIT_MS = 15_000
/** The load is steady rather than as high as the machine allows. */
const STEP_DELAY_MS = 30

const CREATED: readonly (readonly [path: string, body: unknown])[] = [
  ['/todo/v1/todos', { title: 'Fix kitchen faucet', priority: 'high' }],
  ['/budget/v1/expenses', { amount: '12.00', currency: 'USD', category: { primary: 'groceries' } }],
]
const READ: readonly string[] = ['/todo/v1/todos', '/budget/v1/expenses', '/identity/v1/users/me']

export async function startMixedLoad(user: SignedInUser): Promise<MixedLoad> {
  const category = { id: 'groceries', label: 'Groceries', subcategories: [] }
  await user.call('POST', '/budget/v1/categories', category)
  const accepted = new Set<string>()
  const counts = { completed: 0, failed: 0 }
  const ending = new AbortController()
  let next = 0
  const send = async (method: string, path: string, body?: unknown): Promise<string | undefined> => {
    const headers = method === 'POST' ? { 'idempotency-key': randomUUID() } : {}
    let response: ApiResponse | undefined
    let since: number
    do {
      since = performance.now()
      response = await user.call(method, path, body, headers).catch(() => undefined)
      // A busy machine may need longer for a snapshot than requests wait.
    } while (
      response?.status === 503 &&
      response.headers.has('retry-after') &&
      performance.now() - since > MIN_WAIT_MS
    )
    if (response === undefined || response.status >= 500) {
      counts.failed++
      await sleep(FAILURE_DELAY_MS)
      return undefined
    }
    if (response.status >= 400 && response.status !== 404)
      throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(response.body)}`)
    counts.completed++
    return String(response.body['id'] ?? '')
  }
  const step = async (): Promise<void> => {
    const n = next++
    const [path, body] = CREATED[n % CREATED.length] ?? ['', undefined]
    const id = await send('POST', path, body)
    if (id !== undefined) accepted.add(`${path}/${id}`)
    await send('GET', READ[n % READ.length] ?? '')
    if (accepted.size <= MAX_RESOURCES) return
    const [oldest] = accepted
    if (oldest === undefined) return
    // Whether it was deleted is unknown if the request fails.
    accepted.delete(oldest)
    await send('DELETE', oldest)
  }
  const running = Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (!ending.signal.aborted) {
        await step()
        await sleep(STEP_DELAY_MS)
      }
    }),
  )
  return {
    accepted,
    counts,
    async stop() {
      ending.abort()
      await running
    },
  }
}

/** The accepted resources that cannot be read. */
export async function listLost(user: SignedInUser, { accepted }: MixedLoad): Promise<readonly string[]> {
  const lost: string[] = []
  for (const path of accepted) {
    const { status } = await user.call('GET', path)
    if (status !== 200) lost.push(`${path}: ${status}`)
  }
  return lost
}
