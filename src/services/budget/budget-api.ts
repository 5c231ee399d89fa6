import type { Operation } from '../http/operation.js'
import type { ServiceApi } from '../http/service-api.js'
import * as budgets from './budget-operations.js'
import * as expenses from './expense-operations.js'

/** Everything that the budget service can be asked. */
export const BUDGET_API: ServiceApi = {
  name: 'budget',
  description: 'What was spent, on what, and what was meant to be.',
  operations: [...Object.values(expenses), ...Object.values(budgets)] as readonly Operation[],
}
