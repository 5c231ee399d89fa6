import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DeletedIds } from '../stores/contracts/data-store.js'
import type { Operation } from '../services/http/api/operation.js'
import { register } from '../services/identity/api/identity-operations.js'
import { createFamily } from '../services/identity/api/family-operations.js'
import { createIdentityClient } from '../services/identity/api/create-identity-client.js'
import { HttpProblem } from '../services/http/problems/http-problem.js'
import type { Registration, RegistrationResult } from '../services/identity/api/identity-schemas.js'
import { type ContractResponse, getField } from './contract-caller.js'

/** The passwords that accounts of the tests have. */
export const TEST_PASSWORDS = ['correct horse battery staple', 'another good password'] as const

/** How long to try without deleting any account: the deletion of a family takes as long as its saga. */
const DELETE_TIMEOUT_MS = 20_000
const POLL_INTERVAL_MS = 200
const CONCURRENCY = 4

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

interface TestAccount {
  readonly email: string
  /** May be out of date. */
  readonly token: string
}

/** The accounts that a run registers in an identity service, so that it can delete them, with their families. */
export class TestAccounts {
  readonly #accounts = new Map<string, TestAccount>()
  readonly #userIds = new Set<string>()
  readonly #familyIds = new Set<string>()
  #lastSuccess = 0

  constructor(private readonly identityUrl: string) {}

  async register(family?: string): Promise<RegistrationResult> {
    const result = await createIdentityClient(this.identityUrl).register({ body: createRegistration(family) })
    const { user, access_token: token } = result
    this.#accounts.set(user.email, { email: user.email, token })
    this.#userIds.add(user.id)
    if (result.family) this.#familyIds.add(result.family.id)
    return result
  }

  /** Number of accounts that are not deleted yet. */
  get count(): number {
    return this.#accounts.size
  }

  /** The users that the run has registered, and their families. */
  get ids(): DeletedIds {
    return { userIds: [...this.#userIds], familyIds: [...this.#familyIds] }
  }

  /** Remembers the user or the family that a response contains. */
  addIdsFromResponse(operation: Operation, response: ContractResponse): void {
    const add = (ids: Set<string>, id: unknown): void => {
      if (typeof id === 'string' && UUID.test(id)) ids.add(id)
    }
    if (operation.id === register.id) {
      this.#addAccount(response)
      add(this.#userIds, getField(response.field('user'), 'id'))
      add(this.#familyIds, getField(response.field('family'), 'id'))
    } else if (operation.id === createFamily.id) add(this.#familyIds, response.field('id'))
    else add(this.#familyIds, response.field('family_id'))
  }

  #addAccount(response: ContractResponse): void {
    const email = getField(response.field('user'), 'email')
    const token = response.field('access_token')
    if (typeof email === 'string' && typeof token === 'string') this.#accounts.set(email, { email, token })
  }

  /**
   * Deletes the accounts, which also removes their email addresses from the event log, and their families with everything
   * that the tests created in them. Resolves to the number of accounts that could not be deleted, for example
   * because event processing is not running.
   */
  async delete(timeoutMs = DELETE_TIMEOUT_MS): Promise<number> {
    this.#lastSuccess = performance.now()
    const queue = [...this.#accounts.values()]
    await Promise.all(
      Array.from({ length: CONCURRENCY }, async () => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          if (!(await this.#deleteAccount(next, timeoutMs))) continue
          this.#accounts.delete(next.email)
          this.#lastSuccess = performance.now()
        }
      }),
    )
    return this.#accounts.size
  }

  async #deleteAccount({ email, token }: TestAccount, timeoutMs: number): Promise<boolean> {
    let current: string | undefined = token
    for (;;) {
      if (current !== undefined && (await this.#deleteUser(current))) return true
      if (performance.now() > this.#lastSuccess + timeoutMs) return false
      await sleep(POLL_INTERVAL_MS)
      const session = await this.#signIn(email)
      if (session === 'no account') return true
      current = session?.token
    }
  }

  /** Resolves to false if the token is out of date, or the family is being deleted. */
  async #deleteUser(token: string): Promise<boolean> {
    const asUser = createIdentityClient(this.identityUrl, { token })
    try {
      const { family_id: family, role } = await asUser.getMe()
      if (family !== null && role === 'owner') {
        await asUser.deleteFamily({ params: { id: family } })
        return false
      }
      await asUser.deleteMe()
      return true
    } catch {
      return false
    }
  }

  /** `no account` if the tests have deleted the account. */
  async #signIn(email: string): Promise<{ readonly token: string } | 'no account' | undefined> {
    const client = createIdentityClient(this.identityUrl)
    for (const password of TEST_PASSWORDS) {
      try {
        return { token: (await client.createSession({ body: { email, password } })).access_token }
      } catch (error) {
        if (!(error instanceof HttpProblem && error.status === 401)) return undefined
      }
    }
    return 'no account'
  }
}

export function createRegistration(family?: string): Registration {
  return {
    email: `conformance-${randomUUID()}@example.com`,
    password: TEST_PASSWORDS[0],
    display_name: 'Conformance',
    ...(family === undefined ? {} : { family_name: family }),
  }
}
