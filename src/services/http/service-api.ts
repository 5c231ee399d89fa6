import type { ServiceName } from '../../core/service-name.js'
import type { Operation } from './operation.js'

/** A service as its callers see it. */
export interface ServiceApi {
  readonly name: ServiceName
  readonly description: string
  readonly operations: readonly Operation[]
}
