import type { SentRequest } from '../curl-line.js'
import type { ResponseValue } from './response-values.js'

/** Who sends a request, as the variable of the script with the access token. */
export interface ScriptUser {
  readonly variable: 'OWNER' | 'MEMBER' | 'STRANGER'
  readonly token: string
}

/** An access token whose claims were signed again, as issued so many minutes from now. */
export interface ReissuedToken {
  readonly original: string
  readonly minutes: number
}

export interface RecordedRequest extends SentRequest {
  /** The ids and tokens of the response to a change. */
  readonly values: readonly ResponseValue[]
  /** The records whose events were delivered again after it. */
  readonly redelivered?: readonly string[]
}

export interface RecordedEpisode {
  readonly requests: readonly RecordedRequest[]
  readonly users: readonly ScriptUser[]
  /** By the token that was sent. */
  readonly reissued: ReadonlyMap<string, ReissuedToken>
}

export interface ScriptSubject {
  readonly title: string
  readonly url: string
  readonly identityUrl: string
  readonly proxyUrl: string
  /** The private key of the identity service, for tokens that are signed again. */
  readonly keyFile: string | undefined
}
