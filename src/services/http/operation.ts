import type { HttpErrorCode } from './http-problem.js'
import type { Principal } from './principal.js'
import type { RequestTrace } from './request-trace.js'
import type { Schema } from './schema.js'
import type { IfMatchVersions } from './if-match.js'

/**
 * One operation of a service as data: from it come the route with its validation and serialisation, its page of the
 * OpenAPI document, the typed client and the contract test.
 */
export interface Operation<Params = unknown, Query = unknown, Body = unknown, Answer = unknown> {
  /** OpenAPI's operationId; also the name of the client's method. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As OpenAPI writes it: `/v1/todos/{id}`. */
  readonly path: string
  readonly summary: string
  readonly description?: string
  /** `public` needs no token. */
  readonly access: 'public' | 'member'
  readonly params?: Schema<Params>
  readonly query?: Schema<Query>
  readonly body?: Schema<Body>
  readonly status: 200 | 201 | 202 | 204
  /** Nothing: the answer has no body. */
  readonly response?: Schema<Answer>
  /** Takes `Idempotency-Key`. */
  readonly idempotent?: boolean
  /** Takes `If-Match`. */
  readonly conditional?: boolean
  /** What it can answer with besides what every operation can. */
  readonly errors?: readonly HttpErrorCode[]
  readonly examples?: { readonly body?: unknown; readonly answer?: unknown }
}

/** One call of an operation: everything in it is validated. */
export interface OperationCall<Params, Query, Body> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  /** Who calls. Reading it in a public operation is a fault. */
  readonly principal: Principal
  readonly idempotencyKey: string | undefined
  readonly ifMatch: IfMatchVersions
  readonly trace: RequestTrace
  /** The `Authorization` header, to ask another service in the caller's name. */
  readonly authorization: string | undefined
}

export interface OperationResponse<Answer> {
  readonly body: Answer
  /** Becomes the `ETag`. */
  readonly version?: number
  readonly location?: string
  /** Where it is not the operation's own. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

export type OperationHandler<Params, Query, Body, Answer> = (
  call: OperationCall<Params, Query, Body>,
) => Promise<OperationResponse<Answer>>

/** An operation with what does it; its types are checked here and forgotten after. */
export interface OperationRoute {
  readonly operation: Operation
  readonly handle: OperationHandler<unknown, unknown, unknown, unknown>
}

/** Binds an operation to its handler. The schemas guarantee at run time what the types say here. */
export function route<Params, Query, Body, Answer>(
  operation: Operation<Params, Query, Body, Answer>,
  handle: OperationHandler<Params, Query, Body, Answer>,
): OperationRoute {
  return {
    operation,
    handle: (call) => handle(call as OperationCall<Params, Query, Body>),
  }
}
