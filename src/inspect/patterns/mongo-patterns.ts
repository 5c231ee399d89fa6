import type { Document } from 'bson'
import type { AccessPattern } from './access-pattern.js'
import { explainMongo } from './explain-mongo.js'
import type { MongoRequest } from './mongo-request.js'
import { PLACEHOLDERS, type PatternSamples } from './pattern-samples.js'

export interface MongoPattern extends AccessPattern {
  readonly store: 'mongo'
  /** The request with sample values. Also checked by `lint`. */
  readonly command: (samples: PatternSamples) => MongoRequest
}

/** An expense of a family that is being deleted stays in the collection until the saga completes, but is not returned. */
const NOT_DELETED = { deleted_at: { $exists: false } }

/** Amounts in different currencies are not added up. */
const BY_CURRENCY = { category: '$category.primary', currency: '$currency' }

/** Requests of the budget service and the relay to MongoDB. */
export const MONGO_PATTERNS: readonly MongoPattern[] = [
  defineMongoPattern('budget.expense-by-id', 'an expense by id', '_id_', (s) => ({
    find: 'expenses',
    filter: { _id: `expense_${s.expense}` },
  })),
  defineMongoPattern(
    'budget.expenses-of-family',
    "a family's expenses, newest first, in pages",
    'family_created_id',
    (s) => ({
      find: 'expenses',
      filter: { family_id: `FAMILY#${s.family}`, ...NOT_DELETED },
      sort: { created_at: -1, _id: -1 },
      limit: 51,
    }),
  ),
  defineMongoPattern(
    'budget.expenses-of-family-in-month',
    "a family's expenses of a period, newest first",
    'family_created_id',
    (s) => ({
      find: 'expenses',
      filter: { family_id: `FAMILY#${s.family}`, ...NOT_DELETED, created_at: getMonthRange(s.month) },
      sort: { created_at: -1, _id: -1 },
      limit: 51,
    }),
  ),
  defineMongoPattern(
    'budget.expenses-of-category',
    "a family's expenses of one category, newest first",
    'family_category_created_id',
    (s) => ({
      find: 'expenses',
      filter: { family_id: `FAMILY#${s.family}`, ...NOT_DELETED, 'category.primary': s.category },
      sort: { created_at: -1, _id: -1 },
      limit: 51,
    }),
  ),
  defineMongoPattern('budget.expenses-of-user', "a user's expenses, newest first", 'user_created', (s) => ({
    find: 'expenses',
    filter: { user_id: `USER#${s.user}` },
    sort: { created_at: -1 },
    limit: 50,
  })),
  defineMongoPattern(
    'budget.expenses-of-member',
    'the expenses of a member who leaves the family',
    'user_created',
    (s) => ({
      find: 'expenses',
      filter: { user_id: `USER#${s.user}`, family_id: `FAMILY#${s.family}` },
    }),
  ),
  defineMongoPattern(
    'budget.monthly-report',
    "a user's monthly report by category (ADR-002)",
    'user_created',
    (s) => ({
      aggregate: 'expenses',
      pipeline: buildReportPipeline(
        { user_id: `USER#${s.user}`, created_at: getMonthRange(s.month) },
        '$category.primary',
      ),
    }),
  ),
  defineMongoPattern(
    'budget.family-report',
    "a family's monthly report by category",
    'family_created',
    (s) => ({
      aggregate: 'expenses',
      pipeline: buildReportPipeline({
        family_id: `FAMILY#${s.family}`,
        created_at: getMonthRange(s.month),
        ...NOT_DELETED,
      }),
    }),
  ),
  defineMongoPattern(
    'budget.spent',
    "the amounts spent of a month's budgets",
    'family_category_created',
    (s) => ({
      aggregate: 'expenses',
      pipeline: buildReportPipeline({
        family_id: `FAMILY#${s.family}`,
        'category.primary': { $in: [s.category] },
        created_at: getMonthRange(s.month),
        ...NOT_DELETED,
      }),
    }),
  ),
  defineMongoPattern(
    'budget.near',
    "a family's expenses near a location",
    'location',
    (s) => ({
      aggregate: 'expenses',
      pipeline: [
        {
          $geoNear: {
            near: { type: 'Point', coordinates: s.coordinates },
            distanceField: 'distance',
            maxDistance: 1000,
            spherical: true,
            key: 'location',
            query: { family_id: `FAMILY#${s.family}`, ...NOT_DELETED },
          },
        },
        { $limit: 20 },
      ],
    }),
    {
      growth: 'linear',
      acceptedFindings: {
        'wasteful-filter':
          'the index contains locations but not families: all expenses in the circle are read, then filtered by family',
      },
    },
  ),
  defineMongoPattern(
    'budget.budgets',
    "a family's budgets, newest month first, in pages",
    'family_month_category',
    (s) => ({
      find: 'budgets',
      filter: { family_id: `FAMILY#${s.family}`, month: s.month },
      sort: { month: -1, category: 1 },
      limit: 51,
    }),
  ),
  defineMongoPattern('budget.category-by-id', 'a category', '_id_', (s) => ({
    find: 'categories',
    filter: { _id: s.category },
  })),
  defineOutboxPattern('budget.outbox', 'expenses', 'pending events of expenses, read by the relay'),
  defineOutboxPattern('budget.outbox-of-budgets', 'budgets', 'pending events of budgets, read by the relay'),
  defineOutboxPattern(
    'budget.outbox-of-categories',
    'categories',
    'pending events of categories, read by the relay',
  ),
]

function defineOutboxPattern(name: string, collection: string, summary: string): MongoPattern {
  return defineMongoPattern(name, summary, 'outbox_time', () => ({
    find: collection,
    filter: { 'outbox.time': { $exists: true } },
    sort: { 'outbox.time': 1 },
    limit: 100,
  }))
}

function buildReportPipeline(match: Document, by: unknown = BY_CURRENCY): readonly Document[] {
  return [
    { $match: match },
    {
      $group: {
        _id: by,
        total_amount: { $sum: '$amount' },
        transaction_count: { $sum: 1 },
        avg_amount: { $avg: '$amount' },
      },
    },
    { $sort: { total_amount: -1, _id: 1 } },
  ]
}

function getMonthRange(month: string): Document {
  const from = new Date(`${month}-01T00:00:00Z`)
  if (Number.isNaN(from.getTime())) return { $gte: `${month} begins`, $lt: `${month} ends` }
  return { $gte: from, $lt: new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1)) }
}

function defineMongoPattern(
  name: string,
  summary: string,
  index: string,
  command: (samples: PatternSamples) => MongoRequest,
  {
    growth = 'constant',
    acceptedFindings = {},
  }: Partial<Pick<AccessPattern, 'growth' | 'acceptedFindings'>> = {},
): MongoPattern {
  return {
    name,
    store: 'mongo',
    summary,
    index,
    command,
    request: formatMongoRequest(command(PLACEHOLDERS)),
    growth,
    acceptedFindings,
    measure: (stores, samples) => explainMongo(stores.mongo, command(samples), index),
  }
}

/** The request as typed for `homemanager query mongo`. */
function formatMongoRequest(request: MongoRequest): string {
  if ('aggregate' in request) return `${request.aggregate}.aggregate(${JSON.stringify(request.pipeline)})`
  const sort = request.sort === undefined ? '' : `.sort(${JSON.stringify(request.sort)})`
  const limit = request.limit === undefined ? '' : `.limit(${request.limit})`
  return `${request.find}.find(${JSON.stringify(request.filter)})${sort}${limit}`
}
