import type { ServiceName } from '../core/service-name.js'
import { BUDGET_API } from '../services/budget/api/budget-api.js'
import { IDENTITY_API } from '../services/identity/api/identity-api.js'
import { TODO_API } from '../services/todo/api/todo-api.js'

/** The operations of each contract. */
export function listOperationNames(): Readonly<Record<ServiceName, readonly string[]>> {
  const toNames = ({ operations }: typeof IDENTITY_API): readonly string[] => operations.map(({ id }) => id)
  return { identity: toNames(IDENTITY_API), todo: toNames(TODO_API), budget: toNames(BUDGET_API) }
}
