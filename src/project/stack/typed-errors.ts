import type { FILE_ERRORS } from '../../core/file-errors.js'
import type { VERIFY_ERRORS } from '../../verify/verify-errors.js'
import type { SERVICES_ERRORS } from '../../app/services/services-errors.js'
import type { CONFIG_ERRORS } from '../../config/config-errors.js'
import type { CONFORMANCE_ERRORS } from '../../conformance/conformance-errors.js'
import type { OPTION_ERRORS } from '../../core/option-errors.js'
import type { TEMPORARY_DIRECTORY_ERRORS } from '../../core/temporary-directory.js'
import type { SEEDING_ERRORS } from '../../dataset/seeding/seeding-errors.js'
import type { EVENTS_ERRORS } from '../../events/events-errors.js'
import type { INSPECT_ERRORS } from '../../inspect/inspect-errors.js'
import type { MIGRATION_ERRORS } from '../../migrations/migration-errors.js'
import type { EXTENSION_ERRORS } from '../extensions/extension-errors.js'
import type { PROGRAM_ERRORS } from '../environment/program-errors.js'
import type { TRACE_ERRORS } from '../traces/trace-errors.js'
import type { STACK_ERRORS } from '../state/stack-errors.js'
import type { DOCKER_ERRORS } from '../../providers/docker/daemon/docker-errors.js'
import type { PROVIDER_ERRORS } from '../../providers/provider-errors.js'
import type { SNAPSHOT_ERRORS } from '../../snapshots/snapshot-errors.js'
import type { PORTABLE_SNAPSHOT_ERRORS } from '../../stores/contracts/portable-snapshot-errors.js'
import type { CLIENT_ERRORS } from '../../services/http/client/client-errors.js'
import type { MIGRATION_STORE_ERRORS } from '../../stores/contracts/migration-store-errors.js'
import type { QUERY_ERRORS } from '../../stores/contracts/query-errors.js'
import type { STORE_ERRORS } from '../../stores/contracts/store-errors.js'
import type { GATEWAY_ERRORS } from '../../app/gateway/gateway-errors.js'
import type { BUDGET_ERRORS } from '../../services/budget/api/budget-errors.js'
import type { HTTP_ERRORS } from '../../services/http/problems/http-errors.js'
import type { IDENTITY_ERRORS } from '../../services/identity/api/identity-errors.js'
import { HomeError as BaseError, type ErrorCode, type HomeErrorOptions } from '../../core/home-error.js'
import {
  HttpProblem as BaseProblem,
  type HttpErrorCode,
  type HttpProblemOptions,
} from '../../services/http/problems/http-problem.js'

/** The codes of the problems that the bundled services return. */
export type HttpProblemCode =
  | keyof typeof GATEWAY_ERRORS
  | keyof typeof BUDGET_ERRORS
  | keyof typeof HTTP_ERRORS
  | keyof typeof IDENTITY_ERRORS

/** The codes of all errors that the library throws: docs/error-codes.md. */
export type HomeErrorCode =
  | HttpProblemCode
  | keyof typeof SERVICES_ERRORS
  | keyof typeof CONFIG_ERRORS
  | keyof typeof CONFORMANCE_ERRORS
  | keyof typeof OPTION_ERRORS
  | keyof typeof TEMPORARY_DIRECTORY_ERRORS
  | keyof typeof SEEDING_ERRORS
  | keyof typeof EVENTS_ERRORS
  | keyof typeof INSPECT_ERRORS
  | keyof typeof EXTENSION_ERRORS
  | keyof typeof MIGRATION_ERRORS
  | keyof typeof PROGRAM_ERRORS
  | keyof typeof STACK_ERRORS
  | keyof typeof PORTABLE_SNAPSHOT_ERRORS
  | keyof typeof SNAPSHOT_ERRORS
  | keyof typeof FILE_ERRORS
  | keyof typeof TRACE_ERRORS
  | keyof typeof DOCKER_ERRORS
  | keyof typeof PROVIDER_ERRORS
  | keyof typeof CLIENT_ERRORS
  | keyof typeof MIGRATION_STORE_ERRORS
  | keyof typeof QUERY_ERRORS
  | keyof typeof VERIFY_ERRORS
  | keyof typeof STORE_ERRORS

/** An error that the user can act on. `code` says which, and never changes. */
export interface HomeError extends BaseError {
  readonly code: HomeErrorCode
}

/** An error of the HTTP API, sent as `application/problem+json`. */
export interface HttpProblem extends BaseProblem {
  readonly code: HttpProblemCode
}

/** The class, whose instances have a code of the list. */
interface ErrorClass<Instance, Code, Options> {
  new (code: Code, options: Options): Instance
  readonly prototype: Instance
}

export const HomeError = BaseError as ErrorClass<HomeError, ErrorCode, HomeErrorOptions>
export const HttpProblem = BaseProblem as ErrorClass<HttpProblem, HttpErrorCode, HttpProblemOptions>
