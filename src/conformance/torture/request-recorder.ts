import { isRecord } from '../../core/is-record.js'
import { parseJsonRecord } from '../../core/parse-json-record.js'
import type { Operation } from '../../services/http/api/operation.js'
import type { CallObserver, ContractResponse } from '../contract-caller.js'
import type { TestUsers } from '../contract-check.js'
import type { SentRequest } from '../curl-line.js'
import { listResponseValues, type ResponseValue } from './response-values.js'
import type { RecordedEpisode, ReissuedToken, ScriptUser } from './recorded-episode.js'

/** Of the latest requests. */
const MAX_RECORDED = 500

/** Counts the requests of a run, and records those of one episode. */
export class RequestRecorder implements CallObserver {
  count = 0
  #recorded: {
    request: SentRequest
    values: readonly ResponseValue[]
    redelivered?: readonly string[]
  }[] = []
  readonly #reissued = new Map<string, ReissuedToken>()

  onRequest(request: SentRequest): void {
    this.count++
    this.#recorded.push({ request, values: [] })
    if (this.#recorded.length > MAX_RECORDED) this.#recorded = this.#recorded.slice(-MAX_RECORDED / 2)
  }

  /** After the latest request, the events about these records were delivered again. */
  onRedelivery(subjects: readonly string[]): void {
    const latest = this.#recorded.at(-1)
    if (latest !== undefined) latest.redelivered = subjects
  }

  /** The claims of a token were signed again, as issued so many minutes from now. */
  onReissue(token: string, reissued: ReissuedToken): void {
    this.#reissued.set(token, reissued)
  }

  onResponse(operation: Operation, response: ContractResponse, request: SentRequest): void {
    if (operation.method === 'GET' || response.status >= 400) return
    const recorded = this.#recorded.find((each) => each.request === request)
    if (recorded !== undefined) recorded.values = listResponseValues(response.body)
  }

  /** Forgets earlier requests. */
  start(): void {
    this.#recorded = []
    this.#reissued.clear()
  }

  toEpisode(users: TestUsers): RecordedEpisode {
    return {
      requests: this.#recorded.map(({ request, ...rest }) => ({ ...request, ...rest })),
      users: this.#toScriptUsers(users),
      reissued: this.#reissued,
    }
  }

  /** Who has sent the requests, by their tokens. */
  #toScriptUsers({ owner, member, stranger }: TestUsers): readonly ScriptUser[] {
    const variables = {
      [owner.userId]: 'OWNER',
      [member.userId]: 'MEMBER',
      [stranger.userId]: 'STRANGER',
    } as const
    const tokens = new Set([
      ...this.#recorded.map(({ request }) => request.headers['authorization']?.replace(/^Bearer /, '') ?? ''),
      ...[...this.#reissued.values()].map(({ original }) => original),
    ])
    return [...tokens].flatMap((token) => {
      const variable = variables[getSubject(token)]
      return variable === undefined || this.#reissued.has(token) ? [] : [{ variable, token }]
    })
  }
}

/** The user of an access token. */
function getSubject(token: string): string {
  const claims: unknown = parseJsonRecord(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  return isRecord(claims) ? String(claims['sub']) : ''
}
