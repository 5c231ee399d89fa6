import { checkOptions } from '../../core/check-options.js'
import type { OptionRules } from '../../core/option-rule.js'
import { createStoreRule, SERVICE_RULES } from '../http/server/service-rules.js'
import { systemClock } from '../../core/clock.js'
import type { MongoStore } from '../../stores/mongo/client/mongo-store.js'
import { serveOperations } from '../http/server/serve-operations.js'
import type { ServicePlugin } from '../http/server/service-plugin.js'
import type { ServiceContext } from '../http/requests/service-context.js'
import type { StoredCategory } from './documents/category-documents.js'
import type { BudgetContext, StoredBudget, StoredExpense } from './handlers/budget-context.js'
import { budgetRoutes } from './handlers/budget-routes.js'
import { categoryRoutes } from './handlers/category-routes.js'
import { expenseRoutes } from './handlers/expense-routes.js'
import { createBatchedInsert } from './repository/batched-insert.js'
import { readMemberships } from './repository/membership-fences.js'
import { createCategoryLookup } from './repository/category-lookup.js'
import { reportRoutes } from './handlers/report-routes.js'

export interface BudgetServiceOptions extends ServiceContext {
  readonly mongo: Pick<MongoStore, 'db' | 'reports'>
}

const RULES: OptionRules<BudgetServiceOptions> = {
  ...SERVICE_RULES,
  mongo: createStoreRule('mongo', 'db', 'reports'),
}

/** Creates the budget service, on MongoDB, as a Fastify plugin. */
export function createBudgetService(options: BudgetServiceOptions): ServicePlugin {
  checkOptions('createBudgetService', RULES, options, ['mongo', 'verifier', 'cursors'])
  const { db, reports } = options.mongo
  const categories = db.collection<StoredCategory>('categories')
  const expenses = db.collection<StoredExpense>('expenses')
  const context: BudgetContext = {
    db,
    reports,
    expenses,
    insertExpense: createBatchedInsert(expenses, async (documents) =>
      readMemberships(db, [...new Set(documents.flatMap((each) => [each.user_id, each.family_id]))]),
    ),
    categories,
    budgets: db.collection<StoredBudget>('budgets'),
    categoryLookup: createCategoryLookup(db),
    cursors: options.cursors,
    clock: options.clock ?? systemClock,
  }
  return async (app) =>
    serveOperations(app, 'budget', options.verifier, [
      ...expenseRoutes(context),
      ...categoryRoutes(context),
      ...reportRoutes(context),
      ...budgetRoutes(context),
    ])
}
