import { BUDGET_API } from '../services/budget/api/budget-api.js'
import { IDENTITY_API } from '../services/identity/api/identity-api.js'
import { TODO_API } from '../services/todo/api/todo-api.js'

/** The operations of all contracts. */
export function listOperationNames(): readonly string[] {
  return [IDENTITY_API, TODO_API, BUDGET_API].flatMap(({ operations }) => operations.map(({ id }) => id))
}
