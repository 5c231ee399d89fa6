import type { Decimal128 } from 'bson'
import type { EventEnvelope } from './event-envelope.js'

export interface ReceiptItem {
  readonly name: string
  readonly price: Decimal128
  readonly quantity: number
  readonly category?: string
  readonly unit?: string
}

/** A document of `expenses` in MongoDB (ADR-002, budget). Money is Decimal128, times are dates. */
export interface ExpenseDocument {
  /** `expense_<uuid>`. */
  readonly _id: string
  /** `USER#<uuid>`. */
  readonly user_id: string
  /** `FAMILY#<uuid>`. */
  readonly family_id: string
  readonly amount: Decimal128
  /** ISO 4217. */
  readonly currency: string
  readonly category: {
    readonly primary: string
    readonly subcategory?: string
    readonly ai_detected?: boolean
    readonly confidence?: number
  }
  readonly description?: string
  readonly receipt?: {
    readonly store: string
    readonly location?: string
    readonly items: readonly ReceiptItem[]
    readonly payment_method?: string
    readonly cashback?: Decimal128
  }
  /** GeoJSON; longitude first. */
  readonly location?: { readonly type: 'Point'; readonly coordinates: readonly [number, number] }
  readonly ai_insights?: Readonly<Record<string, unknown>>
  readonly attachments?: readonly { readonly type: string; readonly s3_url: string }[]
  readonly version: number
  readonly created_at: Date
  readonly updated_at: Date
  /** Events not yet moved to the event log. Stored in the document because multi-document transactions are not available. */
  readonly outbox?: readonly EventEnvelope[]
}

/** A document of `categories`: reference data of the budget service. `_id` is the name used in expenses. */
export interface CategoryDocument {
  readonly _id: string
  readonly label: string
  readonly subcategories: readonly string[]
  readonly version: number
  readonly outbox?: readonly EventEnvelope[]
}

/** A document of `budgets`: the limit of one family for one category in one month. `_id` is `budget_<uuid>`. */
export interface BudgetDocument {
  readonly _id: string
  readonly family_id: string
  readonly category: string
  /** `YYYY-MM`. */
  readonly month: string
  readonly limit: Decimal128
  readonly currency: string
  readonly version: number
  readonly created_at: Date
  readonly updated_at: Date
}
