import { type DefinedPattern, definePattern } from '../../contracts/access-pattern.js'
import type { MongoFind } from '../../contracts/request.js'

/** A collection whose documents have an outbox. */
export type OutboxCollection = 'expenses' | 'budgets' | 'categories'

/** Uses the sparse index on `outbox.time`, which contains only documents with an outbox. */
export const PENDING_BUDGET_EVENTS: Readonly<
  Record<OutboxCollection, DefinedPattern<'mongo', [limit: number], MongoFind>>
> = {
  expenses: defineOutboxPattern('budget.outbox', 'expenses'),
  budgets: defineOutboxPattern('budget.outbox-of-budgets', 'budgets'),
  categories: defineOutboxPattern('budget.outbox-of-categories', 'categories'),
}

function defineOutboxPattern(
  name: string,
  collection: OutboxCollection,
): DefinedPattern<'mongo', [limit: number], MongoFind> {
  return definePattern({
    name,
    store: 'mongo',
    summary: `pending events of ${collection}, read by the relay`,
    index: 'outbox_time',
    request: (limit: number) => ({
      find: collection,
      filter: { 'outbox.time': { $exists: true } },
      projection: { outbox: 1 },
      sort: { 'outbox.time': 1 },
      limit,
    }),
    sample: () => [100],
  })
}
