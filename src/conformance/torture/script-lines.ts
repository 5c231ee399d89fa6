import { quoteForShell } from '../../core/quote-for-shell.js'
import type { ResponseValue } from './response-values.js'
import type { RecordedEpisode, RecordedRequest, ScriptSubject } from './recorded-episode.js'
import { DISTURBANCE_HEADER } from './unreliable-proxy.js'

/** What the proxy does to a request, in the script. */
const DISTURBED: Readonly<Record<string, string>> = {
  stall: 'The request was delayed on the way.',
  'cut-before': 'The service did not get this request: the connection was closed before.',
  'cut-after': 'The client did not get this response: the connection was closed before.',
  duplicate: 'The request arrived twice.',
}

const UUID_LENGTH = 36
/** The start of the address of an account that the episode has registered. */
const ACCOUNT = /conformance-[0-9a-f-]{36}@/gi

/** The lines that send the requests. Ids and tokens of responses are variables if later requests have them. */
export function toScriptLines(episode: RecordedEpisode, subject: ScriptSubject): readonly string[] {
  const script = new ScriptLines(episode, subject)
  return episode.requests.flatMap((request, index) => script.toLines(request, index))
}

class ScriptLines {
  /** By value. */
  readonly #variables = new Map<string, string>()

  constructor(
    private readonly episode: RecordedEpisode,
    private readonly subject: ScriptSubject,
  ) {}

  toLines(request: RecordedRequest, index: number): readonly string[] {
    const { method, headers, redelivered = [] } = request
    const disturbance = headers[DISTURBANCE_HEADER]
    const curl = this.#toCurl(request)
    const user = this.#findUser(request)?.toLowerCase()
    const values = this.#defineVariables(request, index)
    return [
      `echo; echo '# ${index + 1}. ${method}${user === undefined ? '' : ` as ${user}`}'`,
      ...(disturbance === undefined ? [] : [`# ${DISTURBED[disturbance] ?? ''}`]),
      ...(disturbance === 'duplicate' ? [`${curl} > /dev/null`] : []),
      ...(values.length === 0 ? [curl] : [`R=$(${curl}); echo "$R"`, ...values]),
      ...redelivered.flatMap((id) => toRedelivery(this.#variables.get(id.slice(-UUID_LENGTH)))),
    ]
  }

  #toCurl({ method, url, headers, body }: RecordedRequest): string {
    const { authorization, [DISTURBANCE_HEADER]: _, 'idempotency-key': key, ...others } = headers
    const path = this.#replaceValues(url.slice(this.subject.proxyUrl.length), (variable) => `$${variable}`)
    return [
      'curl -s -i',
      ...(method === 'GET' ? [] : [`-X ${method}`]),
      `"$URL${path}"`,
      ...(authorization === undefined ? [] : [`-H "authorization: Bearer ${this.#toToken(authorization)}"`]),
      ...(key === undefined ? [] : [`-H "idempotency-key: ${key}-$RUN"`]),
      ...Object.entries(others).map(([name, value]) => `-H ${quoteForShell(`${name}: ${value}`)}`),
      ...(body === undefined ? [] : [`--data-raw ${this.#quoteBody(body)}`]),
    ].join(' ')
  }

  /** Accounts are unique in each run of the script. */
  #quoteBody(body: string): string {
    const insert = (variable: string): string => `'"$${variable}"'`
    return this.#replaceValues(quoteForShell(body), insert).replace(
      ACCOUNT,
      (address) => `${address}${insert('RUN')}.`,
    )
  }

  #replaceValues(text: string, insert: (variable: string) => string): string {
    let replaced = text
    for (const [value, variable] of this.#variables) replaced = replaced.replaceAll(value, insert(variable))
    return replaced
  }

  #toToken(authorization: string): string {
    const token = authorization.replace(/^Bearer /, '')
    const reissued = this.episode.reissued.get(token)
    if (reissued !== undefined) return `$(reissue "${this.#toToken(reissued.original)}" ${reissued.minutes})`
    return `$${this.#variables.get(token) ?? this.#findVariable(token) ?? 'OWNER'}`
  }

  #findUser({ headers: { authorization = '' } }: RecordedRequest): string | undefined {
    const token = authorization.replace(/^Bearer /, '')
    return this.#findVariable(this.episode.reissued.get(token)?.original ?? token)
  }

  #findVariable(token: string): string | undefined {
    return this.episode.users.find((user) => user.token === token)?.variable
  }

  /** Lines that read the values of the response that later requests have. */
  #defineVariables({ values }: RecordedRequest, index: number): readonly string[] {
    const later = this.episode.requests.slice(index + 1)
    const redelivered = this.episode.requests.slice(index)
    return values.flatMap(({ field, value }) => {
      const isUsed =
        later.some((request) => this.#contains(request, value)) ||
        redelivered.some((request) => request.redelivered?.some((id) => id.endsWith(value)) === true)
      if (!isUsed || this.#variables.has(value)) return []
      const variable = `${field.toUpperCase()}${this.#variables.size + 1}`
      this.#variables.set(value, variable)
      return [toAssignment(variable, field, value)]
    })
  }

  #contains({ url, headers, body = '' }: RecordedRequest, value: string): boolean {
    const token = headers['authorization']?.replace(/^Bearer /, '') ?? ''
    const original = this.episode.reissued.get(token)?.original ?? token
    return url.includes(value) || body.includes(value) || original === value
  }
}

/** An id is read without its prefix. */
function toAssignment(variable: string, field: string, value: ResponseValue['value']): string {
  const pattern =
    value.length === UUID_LENGTH ? String.raw`[^"]*\([0-9a-f]\{8\}-[0-9a-f-]\{27\}\)` : String.raw`\([^"]*\)`
  return `${variable}=$(echo "$R" | sed -n 's/.*"${field}": *"${pattern}".*/\\1/p')`
}

/** Delivers the events about a record again. */
function toRedelivery(variable: string | undefined): readonly string[] {
  if (variable === undefined) return []
  const query = `SELECT event_id FROM platform.event_log WHERE subject LIKE '%$${variable}'`
  return [
    `for EVENT in $(homemanager query postgres "${query}" --csv | tail -n +2); do homemanager events redeliver "$EVENT"; done`,
  ]
}
