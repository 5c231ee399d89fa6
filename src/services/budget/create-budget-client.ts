import { type ServiceClient, createServiceClient, type ServiceClientOptions } from '../http/service-client.js'
import * as budgets from './budget-operations.js'
import * as expenses from './expense-operations.js'

export type BudgetClient = ServiceClient<typeof expenses & typeof budgets>

/** A typed client of a budget service, ours or anyone's; `baseUrl` such as `http://127.0.0.1:4000/budget`. */
export function createBudgetClient(baseUrl: string, options: ServiceClientOptions = {}): BudgetClient {
  return createServiceClient({ ...expenses, ...budgets }, baseUrl, options)
}
