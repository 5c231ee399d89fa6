import type { Operation } from '../../../services/http/api/operation.js'
import { READ_AFTER_HEADER } from '../../../services/http/requests/read-freshness.js'
import { createSession, refreshSession } from '../../../services/identity/api/identity-operations.js'
import { assertStatus } from '../assert-response.js'
import type { ContractResponse, RawCall } from '../../contract-caller.js'
import type { Disturbed } from '../disturbance.js'
import type { EpisodeContext } from '../episode-context.js'
import { type SendOptions, sendOnce, sendUntilHandled } from '../send-step.js'
import { TortureFailure } from '../torture-failure.js'
import type { IdentityModel, Person } from './identity-model.js'

/** Sends the requests of an episode, as its users. */
export class IdentitySession {
  #readAfter: string | undefined

  constructor(
    readonly model: IdentityModel,
    readonly context: EpisodeContext,
    private readonly options: SendOptions,
  ) {}

  /** Sends a request that is safe to repeat until it is handled. Without a user, it is a public one. */
  async send(
    person: Person | undefined,
    operation: Operation,
    input: RawCall = {},
    { disturbance }: Disturbed = {},
  ): Promise<ContractResponse> {
    const token = person === undefined ? null : await this.getToken(person)
    return this.sendAs(token, operation, input, { disturbance })
  }

  async sendAs(
    token: string | null,
    operation: Operation,
    input: RawCall,
    { disturbance }: { readonly disturbance?: Disturbed['disturbance'] | undefined } = {},
  ): Promise<ContractResponse> {
    const response = await sendUntilHandled(
      this.context.users.owner,
      operation,
      this.#addHeaders({ ...input, token }, operation),
      { ...this.options, disturbance },
    )
    return this.#note(response)
  }

  /** Sends a request that is not safe to repeat. Undefined if it is not known whether the service has handled it. */
  async sendOnce(
    person: Person | undefined,
    operation: Operation,
    input: RawCall,
    step: Disturbed = {},
  ): Promise<ContractResponse | undefined> {
    const token = person === undefined ? null : await this.getToken(person)
    const response = await sendOnce(this.context.users.owner, operation, { ...input, token }, step)
    if (response === undefined || response.status >= 500 || response.status === 429) return undefined
    return this.#note(response)
  }

  /** An access token with the current membership. */
  async getToken(person: Person): Promise<string> {
    person.accessToken ??= await this.#renewToken(person)
    return person.accessToken
  }

  async signIn(person: Person, step: Disturbed = {}): Promise<ContractResponse> {
    const body = { email: person.email, password: person.password }
    const response = await this.send(undefined, createSession, { body }, step)
    assertStatus(response, 201, 'signing in with the password')
    this.noteTokens(person, response)
    person.usedToken = undefined
    return response
  }

  /** Exchanges the refresh token. Signs in if it is not known whether that was done. */
  async refresh(person: Person, refreshToken: string, step: Disturbed = {}): Promise<void> {
    const response = await this.sendOnce(undefined, refreshSession, toRefreshCall(refreshToken), step)
    person.refreshToken = undefined
    if (response === undefined) return void (await this.signIn(person))
    if (response.status !== 200)
      throw new TortureFailure(
        'acknowledged write lost',
        `a refresh token that was neither used nor revoked was refused: status ${response.status}`,
      )
    this.noteTokens(person, response)
    person.usedToken = refreshToken
  }

  noteTokens(person: Person, response: ContractResponse): void {
    person.accessToken = String(response.field('access_token'))
    person.refreshToken = String(response.field('refresh_token'))
  }

  async #renewToken(person: Person): Promise<string> {
    if (person.refreshToken === undefined) await this.signIn(person)
    else await this.refresh(person, person.refreshToken)
    return person.accessToken ?? ''
  }

  /** Reads see all writes of the episode, also those of other users. */
  #addHeaders(input: RawCall, { method }: Operation): RawCall {
    return method !== 'GET' || this.#readAfter === undefined
      ? input
      : { ...input, headers: { [READ_AFTER_HEADER]: this.#readAfter } }
  }

  #note(response: ContractResponse): ContractResponse {
    this.#readAfter = response.headers.get(READ_AFTER_HEADER) ?? this.#readAfter
    return response
  }
}

export function toRefreshCall(refreshToken: string): RawCall {
  return { body: { refresh_token: refreshToken } }
}
