import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
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

interface TestAccount {
  readonly email: string
  /** May be out of date. */
  readonly token: string
}

/** The accounts that a run registers in an identity service, so that it can delete them, with their families. */
export class TestAccounts {
  readonly #accounts = new Map<string, TestAccount>()
  #lastSuccess = 0

  constructor(private readonly identityUrl: string) {}

  async register(family?: string): Promise<RegistrationResult> {
    const result = await createIdentityClient(this.identityUrl).register({ body: createRegistration(family) })
    const { user, access_token: token } = result
    this.#accounts.set(user.email, { email: user.email, token })
    return result
  }

  /** Remembers the account that a response to a registration contains. */
  addFromResponse(response: ContractResponse): void {
    const email = getField(response.field('user'), 'email')
    const token = response.field('access_token')
    if (typeof email === 'string' && typeof token === 'string') this.#accounts.set(email, { email, token })
  }

  /**
   * Deletes the accounts, which also removes their email addresses from the event log, and their families with everything
   * that the tests created in them. Resolves to the number of accounts that could not be deleted, for example
   * because event processing is not running.
   */
  async delete(): Promise<number> {
    this.#lastSuccess = performance.now()
    const queue = [...this.#accounts.values()]
    await Promise.all(
      Array.from({ length: CONCURRENCY }, async () => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          if (!(await this.#deleteAccount(next))) continue
          this.#accounts.delete(next.email)
          this.#lastSuccess = performance.now()
        }
      }),
    )
    return this.#accounts.size
  }

  async #deleteAccount({ email, token }: TestAccount): Promise<boolean> {
    let current: string | undefined = token
    for (;;) {
      if (current !== undefined && (await this.#deleteUser(current))) return true
      if (performance.now() > this.#lastSuccess + DELETE_TIMEOUT_MS) return false
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
