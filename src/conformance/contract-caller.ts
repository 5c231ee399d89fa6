import { answerFault, type WireAnswer } from '../services/http/check-answer.js'
import type { Operation } from '../services/http/operation.js'
import { type AnyCallInput, operationUrl } from '../services/http/service-client.js'
import { ContractBroken } from './contract-broken.js'

export interface ContractAnswer extends WireAnswer {
  readonly headers: Headers
  /** A field of the body, whatever it is. */
  field(name: string): unknown
}

export interface RawCall extends AnyCallInput {
  /** Sent as it is instead of `body`. */
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Instead of the caller's; null for none. */
  readonly token?: string | null
}

/** Calls a service as one user; every answer is held against the contract before anyone looks at it. */
export interface ContractCaller {
  readonly userId: string
  readonly familyId: string
  /** Any answer that keeps the contract, problems included. */
  answer(operation: Operation, input?: RawCall): Promise<ContractAnswer>
  /** The answer of a call that must succeed. */
  call(operation: Operation, input?: RawCall): Promise<ContractAnswer>
  /** A call that must be refused with one of these statuses; with this code where one is given. */
  refused(operation: Operation, input: RawCall, statuses: readonly number[], code?: string): Promise<void>
}

const TIMEOUT_MS = 10_000

export function contractCaller(
  baseUrl: string,
  user: { readonly userId: string; readonly familyId: string; readonly token: string },
): ContractCaller {
  const answer = async (operation: Operation, input: RawCall = {}): Promise<ContractAnswer> => {
    const got = await send(operation, baseUrl, user.token, input)
    const fault = answerFault(operation, got)
    if (fault !== undefined) throw new ContractBroken(`${fault} (${shown(got)})`)
    return got
  }
  return {
    userId: user.userId,
    familyId: user.familyId,
    answer,
    async call(operation, input) {
      const got = await answer(operation, input)
      if (got.status >= 400) throw new ContractBroken(`it refuses with ${shown(got)}`)
      return got
    },
    async refused(operation, input, statuses, code) {
      const got = await answer(operation, input)
      const agreed = statuses.includes(got.status) && (code === undefined || got.field('code') === code)
      if (agreed) return
      const expected = `${statuses.join(' or ')}${code === undefined ? '' : ` ${code}`}`
      throw new ContractBroken(`it answers ${shown(got)} where ${expected} is agreed`)
    },
  }
}

async function send(
  operation: Operation,
  baseUrl: string,
  ownToken: string,
  input: RawCall,
): Promise<ContractAnswer> {
  const token = input.token === undefined ? ownToken : input.token
  const body = input.text ?? (input.body === undefined ? undefined : JSON.stringify(input.body))
  const response = await fetch(operationUrl(operation, baseUrl, input), {
    method: operation.method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === null || token === '' ? {} : { authorization: `Bearer ${token}` }),
      ...(input.idempotencyKey === undefined ? {} : { 'idempotency-key': input.idempotencyKey }),
      ...(input.ifMatch === undefined ? {} : { 'if-match': `"${input.ifMatch}"` }),
      ...input.headers,
    },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'manual',
  })
  const text = await response.text()
  const parsed = text === '' ? undefined : jsonOf(text)
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    headers: response.headers,
    body: parsed,
    field: (name) => fieldOf(parsed, name),
  }
}

/** A field of JSON that nobody vouches for. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function shown({ status, body }: WireAnswer): string {
  const text = JSON.stringify(body) ?? 'no body'
  return `${status} ${text.length > 300 ? `${text.slice(0, 300)}…` : text}`
}
