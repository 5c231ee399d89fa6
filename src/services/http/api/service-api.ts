import type { ServiceName } from '../../../core/service-name.js'
import type { Operation } from './operation.js'

/** The public interface of a service. */
export interface ServiceApi {
  readonly name: ServiceName
  readonly description: string
  /** The operations by topic, in the order of the documentation; each group is a tag of the OpenAPI document. */
  readonly groups: readonly OperationGroup[]
  readonly operations: readonly Operation[]
}

export interface OperationGroup {
  readonly name: string
  readonly description: string
  readonly operations: readonly Operation[]
}

export function defineServiceApi(
  name: ServiceName,
  description: string,
  groups: readonly OperationGroup[],
): ServiceApi {
  return { name, description, groups, operations: groups.flatMap((group) => group.operations) }
}
