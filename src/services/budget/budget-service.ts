import type { FastifyPluginAsync } from 'fastify'
import { systemClock } from '../../core/clock.js'
import type { BudgetDocument } from '../../domain/entities/budget.js'
import type { CategoryDocument } from '../../domain/entities/category.js'
import type { MongoStore } from '../../stores/mongo/client/mongo-store.js'
import { serveOperations } from '../http/serve-operations.js'
import type { ServiceContext } from '../http/service-context.js'
import type { BudgetContext, StoredExpense } from './budget-context.js'
import { budgetRoutes } from './budget-routes.js'
import { expenseRoutes } from './expense-routes.js'
import { createBatchedInsert } from './batched-insert.js'
import { createCategoryLookup } from './category-lookup.js'
import { reportRoutes } from './report-routes.js'

export interface BudgetServiceOptions extends ServiceContext {
  readonly mongo: Pick<MongoStore, 'db'>
}

/** Creates the budget service, on MongoDB, as a Fastify plugin. */
export function createBudgetService(options: BudgetServiceOptions): FastifyPluginAsync {
  const { db } = options.mongo
  const categories = db.collection<CategoryDocument>('categories')
  const expenses = db.collection<StoredExpense>('expenses')
  const context: BudgetContext = {
    db,
    expenses,
    insertExpense: createBatchedInsert(expenses),
    categories,
    budgets: db.collection<BudgetDocument>('budgets'),
    categoryLookup: createCategoryLookup(db),
    cursors: options.cursors,
    clock: options.clock ?? systemClock,
  }
  return async (app) =>
    serveOperations(app, options.verifier, [
      ...expenseRoutes(context),
      ...reportRoutes(context),
      ...budgetRoutes(context),
    ])
}
