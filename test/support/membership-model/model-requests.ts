import { setTimeout as sleep } from 'node:timers/promises'
import { type ApiResponse, createApiCaller } from '../api-caller.js'
import { type ModelState, type ModelUser, readVersions } from './model-state.js'

/** What a request may be answered when others run at the same time. */
const RACING_STATUSES: ReadonlySet<number> = new Set([200, 201, 202, 204, 401, 403, 404, 409, 410, 422])

const REPEAT_INTERVAL_MS = 50
const NO_RESPONSE: ApiResponse = { status: 0, headers: new Headers(), body: {} }

export function chooseGateway(state: ModelState): string {
  const { gateways } = state.stack
  return gateways[state.requests++ % gateways.length] ?? ''
}

/** Sends a request to the next host. Without an answer, or with 503, it may have taken effect or not. */
export async function request(
  state: ModelState,
  token: string | undefined,
  ...call: Parameters<ReturnType<typeof createApiCaller>>
): Promise<ApiResponse> {
  const send = createApiCaller(chooseGateway(state), token)
  const reply = await send(...call).catch(() => NO_RESPONSE)
  const allowed =
    RACING_STATUSES.has(reply.status) || (isUnknown(reply) && state.stack.disturbances.count > 0)
  if (!allowed)
    throw new Error(`${call[0]} ${call[1]} returned ${reply.status}: ${JSON.stringify(reply.body)}`)
  return reply
}

/** Sends a request with an idempotency key, and repeats it as a client does until it is answered. */
export async function requestUntilAnswered(
  state: ModelState,
  token: string,
  path: string,
  body: object,
  key: string,
): Promise<ApiResponse> {
  for (;;) {
    const reply = await request(state, token, 'POST', path, body, { 'idempotency-key': key })
    if (!isUnknown(reply) && !isStillRunning(reply)) return reply
    await state.stack.disturbances.settle()
    await sleep(REPEAT_INTERVAL_MS)
  }
}

export function isUnknown({ status }: ApiResponse): boolean {
  return status === NO_RESPONSE.status || status === 503
}

/** The previous attempt went to a host that was suspended, for example. */
function isStillRunning({ status, body }: ApiResponse): boolean {
  return status === 409 && String(body['detail']).includes('still running')
}

/** The answer is known if nothing else runs. An outdated token may be accepted for a moment; see the checks at the end. */
export async function expectCreated(
  state: ModelState,
  user: ModelUser,
  allowed: boolean,
  reply: ApiResponse,
): Promise<void> {
  const deleting = [...state.deletedFamilies].some((family) => family === user.family)
  if (!state.alone || !allowed || deleting || reply.status === 201 || isUnknown(reply)) return
  // An earlier request without an answer may have taken effect meanwhile.
  const version = state.versions.get(user.user.id)
  if ((await readVersions(state)).get(user.user.id) !== version) return
  throw new Error(`A current member got ${reply.status}: ${JSON.stringify(reply.body)}`)
}
