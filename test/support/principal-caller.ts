import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { systemClock } from '../../src/core/clock.js'
import { createEvent } from '../../src/domain/events/create-event.js'
import type { EventEnvelope } from '../../src/domain/event-envelope.js'
import type { Principal } from '../../src/services/http/requests/principal.js'
import type { TokenVerifier } from '../../src/services/http/requests/token-verifier.js'

export interface Reply {
  readonly status: number
  readonly id: string
  readonly code: string
  readonly text: string
}

/** Sends a request as a principal, whose token is always accepted. */
export type CallAs = (
  as: Principal,
  method: string,
  path: string,
  body?: object,
  key?: string,
) => Promise<Reply>

/** Calls one service alone. Its verifier accepts every token, as one on a host that has missed every notification would. */
export async function createPrincipalCaller(
  start: (verifier: TokenVerifier) => Promise<FastifyInstance>,
): Promise<CallAs> {
  const principals = new Map<string, Principal>()
  const app = await start(
    async (token) => principals.get(token) ?? Promise.reject(new Error('unknown token')),
  )
  return async (as, method, url, body, key) => {
    const token = randomUUID()
    principals.set(token, as)
    const response = await app.inject({
      method: method as 'GET',
      url,
      headers: {
        authorization: `Bearer ${token}`,
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body }),
    })
    const parsed = response.body === '' ? {} : response.json<{ id?: string; code?: string }>()
    return {
      status: response.statusCode,
      id: parsed.id ?? '',
      code: parsed.code ?? '',
      text: response.body,
    }
  }
}

export function createPrincipal(
  userId: string,
  familyId: string | undefined,
  membershipVersion: number,
): Principal {
  return { userId, familyId, role: familyId === undefined ? undefined : 'adult', membershipVersion }
}

/** The event of a user who has joined a family, or has left one to its owner. */
export function moveUser(
  user: string,
  to: string | null,
  version: number,
  options: { readonly deleted?: boolean; readonly left?: readonly [family: string, owner: string] } = {},
): EventEnvelope {
  const [family, owner] = options.left ?? []
  return createEvent(
    {
      type: options.deleted ? 'identity.user.deleted' : 'identity.user.updated',
      subject: user,
      aggregateVersion: version,
      data: {
        user: {
          id: user,
          email: 'x@example.com',
          display_name: 'X',
          family_id: to,
          membership_version: version,
          version,
        },
        ...(family === undefined || owner === undefined
          ? {}
          : { left: { family_id: family, owner_id: owner } }),
      },
    },
    systemClock,
  )
}
