import type { Permission } from '../../../domain/permissions.js'
import type { HttpErrorCode } from '../problems/http-problem.js'
import type { Principal } from '../requests/principal.js'
import type { ReadFreshness } from '../requests/read-freshness.js'
import type { RequestTrace } from '../requests/request-trace.js'
import type { Schema } from '../../../core/schema.js'
import type { IfMatchVersions } from '../requests/if-match.js'

/**
 * One operation of a service, as data. The route with its validation and serialization, the OpenAPI document, the typed
 * client and the contract tests are derived from it.
 */
export interface Operation<Params = unknown, Query = unknown, Body = unknown, Result = unknown> {
  /** The `operationId` of the OpenAPI document and the name of the client's method. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** A path template as in OpenAPI: `/v1/todos/{id}`. */
  readonly path: string
  readonly summary: string
  readonly description: string
  /** What the caller must be allowed to do; `public` requires no access token. */
  readonly access: 'public' | Permission
  readonly params?: Schema<Params>
  readonly query?: Schema<Query>
  readonly body?: Schema<Body>
  readonly status: 200 | 201 | 202 | 204
  /** Undefined: the response has no body. */
  readonly response?: Schema<Result>
  /** Accepts `Idempotency-Key`. */
  readonly idempotent?: boolean
  /** Ends the caller's current membership, and with it the access token of the request. */
  readonly movesMembership?: boolean
  /** Accepts `If-Match`. */
  readonly conditional?: boolean
  /** The errors of this operation, in addition to those that every operation can return. */
  readonly errors?: readonly HttpErrorCode[]
}

/** A call of an operation; params, query and body are validated. */
export interface OperationCall<Params, Query, Body> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  /** The authenticated caller. Throws in a public operation. */
  readonly principal: Principal
  readonly idempotencyKey: string | undefined
  readonly ifMatch: IfMatchVersions
  /** How current the result of a read must be. */
  readonly freshness: ReadFreshness
  readonly trace: RequestTrace
  /** The `Authorization` header, to call another service on behalf of the caller. */
  readonly authorization: string | undefined
  /** The address of the peer; of a proxy in front of the gateway if there is one. */
  readonly clientAddress: string | undefined
  /** Aborted when the client disconnects before the response is sent. */
  readonly signal: AbortSignal
}

export interface OperationResponse<Result> {
  readonly body: Result
  /** Sent as the `ETag`. */
  readonly version?: number
  readonly location?: string
  /** Overrides the status of the operation. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

export type OperationHandler<Params, Query, Body, Result> = (
  call: OperationCall<Params, Query, Body>,
) => Promise<OperationResponse<Result>>

/** An operation with its handler, without the types of either. */
export interface OperationRoute {
  readonly operation: Operation
  readonly handle: OperationHandler<unknown, unknown, unknown, unknown>
}

/** Binds an operation to its handler. Validation guarantees at run time what the types declare. */
export function route<Params, Query, Body, Result>(
  operation: Operation<Params, Query, Body, Result>,
  handle: OperationHandler<Params, Query, Body, Result>,
): OperationRoute {
  return {
    operation,
    handle: (call) => handle(call as OperationCall<Params, Query, Body>),
  }
}
