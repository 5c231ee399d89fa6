import {
  EXAMPLE_IDS,
  PAGING_PARAMETERS,
  amount,
  boundedString,
  calendarDate,
  currency,
  freeFormObject,
  geoPoint,
  id,
  instant,
  type GeoPoint,
} from '../../http/api/formats.js'
import {
  array,
  boolean,
  integer,
  stringEnum,
  nullable,
  number,
  object,
  optional,
  type Schema,
  string,
} from '../../../core/schema.js'

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

/** The fields of an expense that the caller sets. */
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

/** `null` clears a field; omitted fields are unchanged. */
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
  description: 'ID of a category.',
  examples: ['groceries'],
})

const category: Schema<ExpenseCategory> = object(
  {
    primary: categoryName,
    subcategory: optional(boundedString(64, 'Subcategory.', 'weekly_shopping', 1)),
    ai_detected: optional(boolean({ description: 'Whether the category was detected automatically.' })),
    confidence: optional(number({ minimum: 0, maximum: 1, description: 'Confidence of the detection.' })),
  },
  {
    title: 'ExpenseCategory',
    description: 'The category of an expense.',
    examples: [{ primary: 'groceries', subcategory: 'weekly_shopping', ai_detected: true, confidence: 0.92 }],
  },
)
const receiptItem: Schema<Receipt['items'][number]> = object(
  {
    name: boundedString(255, 'Name of the product.', 'Organic Milk', 1),
    price: amount('Price of one unit.', '6.39'),
    quantity: number({
      minimum: 0.001,
      maximum: 100_000,
      multipleOf: 0.001,
      description: 'Quantity.',
      examples: [2],
    }),
    category: optional(boundedString(64, 'Product category.', 'dairy')),
    unit: optional(boundedString(32, 'Unit of the quantity.', 'gallon')),
  },
  { title: 'ReceiptItem', description: 'An item of a receipt.' },
)
const receipt: Schema<Receipt> = object(
  {
    store: boundedString(255, 'Name of the store.', 'Whole Foods Market', 1),
    location: optional(boundedString(255, 'Branch of the store.', 'Downtown Seattle')),
    items: array(receiptItem, {
      minItems: 1,
      maxItems: 500,
      description:
        'Price times quantity of all items, each rounded to the smallest unit of the currency, must add up to the amount of the expense.',
    }),
    payment_method: optional(boundedString(64, 'Payment method.', 'credit_card_ending_1234')),
    cashback: optional(amount('Cashback.', '1.50')),
  },
  { title: 'Receipt', description: 'The receipt of an expense.' },
)
const attachment: Schema<Attachment> = object(
  {
    type: boundedString(64, 'Type of the attachment.', 'receipt_image', 1),
    s3_url: string({
      pattern: '^s3://[^\\s\\u0000]{1,1000}$',
      maxLength: 1024,
      description: 'S3 URL of the file.',
      examples: ['s3://homemanager-receipts/user123/receipt_123.jpg'],
    }),
  },
  { title: 'Attachment', description: 'A file that belongs to an expense.' },
)
const attachments: Schema<readonly Attachment[]> = array(attachment, {
  maxItems: 50,
  description: 'Attachments.',
})
const description = boundedString(2000, 'Description.', 'Weekly shopping')
const aiInsights = freeFormObject({
  description: 'AI-generated insights.',
  examples: [{ spending_pattern: 'normal', budget_impact: 'within_limits' }],
})

const EXAMPLE_EXPENSE = {
  amount: '156.78',
  currency: 'USD',
  category: { primary: 'groceries', subcategory: 'weekly_shopping' },
  description: 'Weekly shopping',
  receipt: {
    store: 'Whole Foods Market',
    location: 'Downtown Seattle',
    items: [
      { name: 'Organic Milk', price: '6.39', quantity: 2, category: 'dairy', unit: 'gallon' },
      { name: 'Coffee Beans', price: '18.00', quantity: 8 },
    ],
    payment_method: 'credit_card_ending_1234',
  },
  location: { type: 'Point', coordinates: [-122.3328, 47.6061] },
} as const

export const newExpense: Schema<NewExpense> = object(
  {
    amount: amount('Amount.'),
    currency: currency(),
    category,
    description: optional(description),
    receipt: optional(receipt),
    location: optional(geoPoint),
    ai_insights: optional(aiInsights),
    attachments: optional(attachments),
    created_at: optional(instant('Time of the expense; default: now.')),
  },
  { title: 'NewExpense', description: 'An expense to record.', examples: [EXAMPLE_EXPENSE] },
)

export const expenseChange: Schema<ExpenseChange> = object(
  {
    amount: optional(amount('Amount.')),
    currency: optional(currency()),
    category: optional(category),
    description: optional(nullable(description)),
    receipt: optional(nullable(receipt)),
    location: optional(nullable(geoPoint)),
    ai_insights: optional(nullable(aiInsights)),
    attachments: optional(nullable(attachments)),
    created_at: optional(instant('Time of the expense.')),
  },
  {
    title: 'ExpenseChange',
    description: 'The fields of an expense to update. `null` clears a field; omitted fields are unchanged.',
    minProperties: 1,
    examples: [{ description: 'Shopping for the weekend', location: null }],
  },
)

export const expense: Schema<Expense> = object(
  {
    id: id('ID of the expense.', 'expense'),
    user_id: id('ID of the user who made the expense.', 'user'),
    family_id: id('ID of the family.', 'family'),
    amount: string({ description: 'Amount, a decimal string.', examples: ['156.78'] }),
    currency: currency(),
    category,
    description: optional(string({ description: 'Description.' })),
    receipt: optional(receipt),
    location: optional(geoPoint),
    ai_insights: optional(freeFormObject({ description: 'AI-generated insights.' })),
    attachments: optional(attachments),
    version: integer({ minimum: 1, description: 'Incremented on every update; used as the ETag.' }),
    created_at: instant('Time of the expense.'),
    updated_at: instant('Time of the last update.'),
  },
  {
    title: 'Expense',
    description: 'An expense of a family.',
    examples: [
      {
        id: EXAMPLE_IDS.expense,
        user_id: EXAMPLE_IDS.user,
        family_id: EXAMPLE_IDS.family,
        ...EXAMPLE_EXPENSE,
        version: 1,
        created_at: '2024-10-05T18:00:00Z',
        updated_at: '2024-10-05T18:00:00Z',
      },
    ],
  },
)

export const expenseQuery: Schema<ExpenseQuery> = object({
  from: optional(calendarDate('Only expenses on or after this day (UTC).')),
  to: optional(calendarDate('Only expenses on or before this day (UTC).')),
  category: optional(categoryName),
  user_id: optional(id('Only expenses of this member.', 'user')),
  currency: optional(currency()),
  min_amount: optional(amount('Minimum amount.')),
  max_amount: optional(amount('Maximum amount.')),
  order: optional(stringEnum(['asc', 'desc'], { default: 'desc', description: 'Sort order by time.' })),
  ...PAGING_PARAMETERS,
})
