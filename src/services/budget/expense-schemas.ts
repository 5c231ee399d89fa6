import {
  amount,
  calendarDate,
  currency,
  type GeoPoint,
  geoPoint,
  id,
  instant,
  PAGING_PARAMETERS,
  boundedString,
} from '../http/formats.js'
import {
  array,
  boolean,
  freeFormObject,
  integer,
  stringEnum,
  nullable,
  number,
  object,
  optional,
  type Schema,
  string,
} from '../http/schema.js'

export interface ExpenseCategory {
  readonly primary: string
  readonly subcategory?: string
  readonly ai_detected?: boolean
  readonly confidence?: number
}

export interface Receipt {
  readonly store: string
  readonly location?: string
  readonly items: readonly {
    readonly name: string
    readonly price: string
    readonly quantity: number
    readonly category?: string
    readonly unit?: string
  }[]
  readonly payment_method?: string
  readonly cashback?: string
}

export interface Attachment {
  readonly type: string
  readonly s3_url: string
}

/** What of an expense its owner writes. */
export interface NewExpense {
  readonly amount: string
  readonly currency: string
  readonly category: ExpenseCategory
  readonly description?: string
  readonly receipt?: Receipt
  readonly location?: GeoPoint
  readonly ai_insights?: Readonly<Record<string, unknown>>
  readonly attachments?: readonly Attachment[]
  readonly created_at?: string
}

export interface Expense extends Omit<NewExpense, 'created_at'> {
  readonly id: string
  readonly user_id: string
  readonly family_id: string
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
}

/** `null` takes a value away; what is missing stays. */
export interface ExpenseChange {
  readonly amount?: string
  readonly currency?: string
  readonly category?: ExpenseCategory
  readonly description?: string | null
  readonly receipt?: Receipt | null
  readonly location?: GeoPoint | null
  readonly ai_insights?: Readonly<Record<string, unknown>> | null
  readonly attachments?: readonly Attachment[] | null
  readonly created_at?: string
}

export interface ExpenseQuery {
  readonly from?: string
  readonly to?: string
  readonly category?: string
  readonly user_id?: string
  readonly currency?: string
  readonly min_amount?: string
  readonly max_amount?: string
  readonly order?: 'asc' | 'desc'
  readonly limit?: number
  readonly cursor?: string
}

export const categoryName: Schema<string> = string({
  pattern: '^[a-z][a-z0-9_]{0,63}$',
  description: 'The id of a category.',
  examples: ['groceries'],
})

const category: Schema<ExpenseCategory> = object(
  {
    primary: categoryName,
    subcategory: optional(boundedString(64, 'Closer.', 'weekly_shopping', 1)),
    ai_detected: optional(boolean()),
    confidence: optional(number({ minimum: 0, maximum: 1 })),
  },
  {
    examples: [{ primary: 'groceries', subcategory: 'weekly_shopping', ai_detected: true, confidence: 0.92 }],
  },
)
const receipt: Schema<Receipt> = object({
  store: boundedString(255, 'Where.', 'Whole Foods Market', 1),
  location: optional(boundedString(255, 'Which branch.', 'Downtown Seattle')),
  items: array(
    object({
      name: boundedString(255, 'What.', 'Organic Milk', 1),
      price: amount('Of one.'),
      quantity: number({ minimum: 0.001, maximum: 100_000, multipleOf: 0.001, examples: [2] }),
      category: optional(boundedString(64, 'What kind.', 'dairy')),
      unit: optional(boundedString(32, 'Of what size.', 'gallon')),
    }),
    { minItems: 1, maxItems: 500, description: 'Price times quantity adds up to the amount.' },
  ),
  payment_method: optional(boundedString(64, 'How paid.', 'credit_card_ending_1234')),
  cashback: optional(amount('What came back.')),
})
const attachments: Schema<readonly Attachment[]> = array(
  object({
    type: boundedString(64, 'What it is.', 'receipt_image', 1),
    s3_url: string({
      pattern: '^s3://[^\\s\\u0000]{1,1000}$',
      maxLength: 1024,
      examples: ['s3://homemanager-receipts/user123/receipt_123.jpg'],
    }),
  }),
  { maxItems: 50 },
)
const description = boundedString(2000, 'What it was for.', 'The weekly shopping')
const aiInsights = freeFormObject({
  examples: [{ spending_pattern: 'normal', budget_impact: 'within_limits' }],
})

export const newExpense: Schema<NewExpense> = object({
  amount: amount('What was spent.'),
  currency: currency(),
  category,
  description: optional(description),
  receipt: optional(receipt),
  location: optional(geoPoint()),
  ai_insights: optional(aiInsights),
  attachments: optional(attachments),
  created_at: optional(instant('When it was spent; default: now.')),
})

export const expenseChange: Schema<ExpenseChange> = object(
  {
    amount: optional(amount('What was spent.')),
    currency: optional(currency()),
    category: optional(category),
    description: optional(nullable(description)),
    receipt: optional(nullable(receipt)),
    location: optional(nullable(geoPoint())),
    ai_insights: optional(nullable(aiInsights)),
    attachments: optional(nullable(attachments)),
    created_at: optional(instant('When it was spent.')),
  },
  { minProperties: 1 },
)

export const expense: Schema<Expense> = object({
  id: id('The expense.'),
  user_id: id('Who spent it.'),
  family_id: id('Whose money it was.'),
  amount: string({ examples: ['156.78'] }),
  currency: currency(),
  category,
  description: optional(string()),
  receipt: optional(receipt),
  location: optional(geoPoint()),
  ai_insights: optional(freeFormObject()),
  attachments: optional(attachments),
  version: integer({ minimum: 1, description: 'Counts every change; the ETag.' }),
  created_at: instant('When it was spent.'),
  updated_at: instant('When last changed.'),
})

export const expenseQuery: Schema<ExpenseQuery> = object({
  from: optional(calendarDate('Spent on this day or later (UTC).')),
  to: optional(calendarDate('Spent on this day or earlier (UTC).')),
  category: optional(categoryName),
  user_id: optional(id('Spent by this member.')),
  currency: optional(currency()),
  min_amount: optional(amount('At least this much.')),
  max_amount: optional(amount('At most this much.')),
  order: optional(stringEnum(['asc', 'desc'], { default: 'desc', description: 'By time.' })),
  ...PAGING_PARAMETERS,
})
