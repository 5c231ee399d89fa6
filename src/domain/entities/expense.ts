import { toFamilyCategoryKey } from '../category-key.js'
import type { EventEnvelope } from '../event-envelope.js'
import { defineEntity } from './entity.js'
import {
  boolean,
  date,
  decimal,
  double,
  integer,
  json,
  typedJson,
  list,
  object,
  oneOf,
  optional,
  pair,
  text,
  type InferRecord,
} from './field.js'
import { formatMoney } from '../format-money.js'
import { getUserName } from './user.js'

const AMOUNT_WIDTH = 9

const RECEIPT_ITEM = {
  name: text(),
  price: decimal(),
  quantity: double(),
  category: optional(text()),
  unit: optional(text()),
}

/** An expense (ADR-002, budget). Money is Decimal128, times are dates. */
export const expense = defineEntity({
  name: 'expense',
  plural: 'expenses',
  place: { store: 'mongo', collection: 'expenses', outbox: true },
  id: { fields: ['_id'], prefix: 'expense_', code: 3 },
  fields: {
    /** `expense_<uuid>`. */
    _id: text(),
    /** `USER#<uuid>`. */
    user_id: text(),
    /** `FAMILY#<uuid>`. */
    family_id: text(),
    amount: decimal(),
    /** ISO 4217. */
    currency: text(),
    category: object({
      primary: text(),
      subcategory: optional(text()),
      ai_detected: optional(boolean()),
      confidence: optional(double()),
    }),
    description: optional(text()),
    receipt: optional(
      object({
        store: text(),
        location: optional(text()),
        items: list(object(RECEIPT_ITEM)),
        payment_method: optional(text()),
        cashback: optional(decimal()),
      }),
    ),
    /** GeoJSON; longitude first. */
    location: optional(object({ type: oneOf(['Point']), coordinates: pair(double()) })),
    ai_insights: optional(json()),
    attachments: optional(list(object({ type: text(), s3_url: text() }))),
    version: integer(),
    created_at: date(),
    updated_at: date(),
    /** Events not yet moved to the event log. Stored in the document because multi-document transactions are not available. */
    outbox: optional(typedJson<readonly EventEnvelope[]>()),
  },
  maintainedFields: ['deleted_at', 'made_by', 'membership_version'],
  references: [
    {
      field: 'user_id',
      entity: 'user',
      prefix: 'USER#',
      sameAs: 'family',
      checkedInLists: true,
      column: { name: 'user', value: getUserName },
    },
    { field: 'family_id', entity: 'family', prefix: 'FAMILY#' },
    {
      field: 'category.primary',
      entity: 'category',
      checkedInLists: true,
      getAlternativeId: ({ family_id: family, category }) => toFamilyCategoryKey(family, category.primary),
    },
  ],
  view: {
    columns: {
      'category.primary': 'category',
      'category.subcategory': 'subcategory',
      'category.ai_detected': 'ai_detected',
      'category.confidence': 'confidence',
      'receipt.store': 'store',
      'receipt.location': 'store_location',
      'receipt.payment_method': 'payment_method',
      'receipt.cashback': 'cashback',
    },
    unnested: {
      name: 'expense_items',
      path: 'receipt.items',
      idColumn: 'expense_id',
      repeated: ['user_id', 'family_id', 'created_at'],
    },
  },
  title: ({ category, amount, currency, ...rest }) =>
    [`${category.primary} ${formatMoney(amount, currency)}`, describe(rest)]
      .filter((text) => text !== '')
      .join(', '),
  heading: ({ created_at: time, category, ...rest }) =>
    `${formatDay(time)}  ${formatAmount(rest)}  ${category.primary}  ${describe(rest)}`.trimEnd(),
  searchFields: ['description', 'receipt.store', 'category.primary', 'currency'],
  searchAmounts: ['amount'],
  searchDays: ['created_at'],
  columns: [
    { name: 'day', field: 'created_at', value: ({ created_at: time }) => formatDay(time) },
    { name: 'amount', value: formatAmount },
    { name: 'category', field: 'category.primary', value: ({ category }) => category.primary },
    {
      name: 'description',
      importance: 1,
      value: describe,
    },
  ],
})

/** A document of `expenses` in MongoDB. */
export type ExpenseDocument = InferRecord<typeof expense.fields>
export type ReceiptItem = InferRecord<typeof RECEIPT_ITEM>

/** What the user has written about it, or where it was. */
function describe({
  description,
  receipt,
}: {
  readonly description?: string | undefined
  readonly receipt?: { readonly store: string } | undefined
}): string {
  return description ?? receipt?.store ?? ''
}

function formatDay(time: Date): string {
  return time.toISOString().slice(0, 10)
}

function formatAmount({ amount, currency }: { readonly amount: unknown; readonly currency: string }): string {
  const money = formatMoney(amount, currency)
  return money.padStart(AMOUNT_WIDTH + 1 + currency.length)
}
