import { isRecord } from '../../core/is-record.js'
import { parseJsonRecord } from '../../core/parse-json-record.js'
import type { Operation } from '../../services/http/api/operation.js'
import type { CallObserver, ContractResponse } from '../contract-caller.js'
import type { TestUsers } from '../contract-check.js'
import type { SentRequest } from '../curl-line.js'
import type { RecordedRequest, ScriptUser } from './torture-script.js'

/** Of the latest requests. */
const MAX_RECORDED = 500

/** Counts the requests of a run, and records those of one episode. */
export class RequestRecorder implements CallObserver {
  count = 0
  #recorded: { request: SentRequest; createdId?: string; redelivered?: readonly string[] }[] = []

  onRequest(request: SentRequest): void {
    this.count++
    this.#recorded.push({ request })
    if (this.#recorded.length > MAX_RECORDED) this.#recorded = this.#recorded.slice(-MAX_RECORDED / 2)
  }

  /** After the latest request, the events about these records were delivered again. */
  onRedelivery(subjects: readonly string[]): void {
    const latest = this.#recorded.at(-1)
    if (latest !== undefined) latest.redelivered = subjects
  }

  onResponse(_operation: Operation, response: ContractResponse): void {
    const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.exec(String(response.field('id')))?.[0]
    if (response.status !== 201 || id === undefined) return
    const created = this.#recorded.find(
      ({ request, createdId }) => request.method === 'POST' && createdId === undefined,
    )
    if (created !== undefined) created.createdId = id
  }

  /** Forgets earlier requests. */
  start(): void {
    this.#recorded = []
  }

  list(): readonly RecordedRequest[] {
    return this.#recorded.map(({ request, ...rest }) => ({ ...request, ...rest }))
  }

  /** Who has sent the requests, by their tokens. */
  toScriptUsers({ owner, member, stranger }: TestUsers): readonly ScriptUser[] {
    const variables = {
      [owner.userId]: 'OWNER',
      [member.userId]: 'MEMBER',
      [stranger.userId]: 'STRANGER',
    } as const
    const tokens = new Set(
      this.#recorded.map(({ request }) => request.headers['authorization']?.replace(/^Bearer /, '') ?? ''),
    )
    return [...tokens].flatMap((token) => {
      const variable = variables[getSubject(token)]
      return variable === undefined ? [] : [{ variable, token }]
    })
  }
}

/** The user of an access token. */
function getSubject(token: string): string {
  const claims: unknown = parseJsonRecord(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  return isRecord(claims) ? String(claims['sub']) : ''
}
