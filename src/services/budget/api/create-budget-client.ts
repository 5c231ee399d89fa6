import { type ServiceClient, createServiceClient } from '../../http/client/service-client.js'
import type { ServiceClientOptions } from '../../http/client/call-input.js'
import * as budgets from './budget-operations.js'
import * as categories from './category-operations.js'
import * as expenses from './expense-operations.js'

export type BudgetClient = ServiceClient<typeof expenses & typeof categories & typeof budgets>

/** Creates a typed client of a budget service; `baseUrl` is for example `http://127.0.0.1:4000/budget`. */
export function createBudgetClient(baseUrl: string, options: ServiceClientOptions = {}): BudgetClient {
  return createServiceClient(
    { ...expenses, ...categories, ...budgets },
    baseUrl,
    options,
    'createBudgetClient',
  )
}
