import type { ExpenseDocument } from '../../../domain/entities/expense.js'
import type { ExpenseEventData } from '../../../domain/large-expense-rule.js'
import { addsUp, parseDecimal128, toDecimalString } from './decimal-arithmetic.js'
import { BUDGET_ERRORS } from '../api/budget-errors.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import type { Expense, ExpenseChange, NewExpense, Receipt } from '../api/expense-schemas.js'

const USER_PREFIX = 'USER#'
const FAMILY_PREFIX = 'FAMILY#'
const EXPENSE_PREFIX = 'expense_'

/** The fields of a document that a request body sets. */
export type ExpenseFields = Partial<
  Omit<ExpenseDocument, '_id' | 'user_id' | 'family_id' | 'version' | 'updated_at' | 'outbox'>
>

/** Converts the fields of a request body to their stored format. */
export function toStoredFields(
  body: NewExpense,
): ExpenseFields & Pick<ExpenseDocument, 'amount' | 'currency' | 'category'>
export function toStoredFields(body: ExpenseChange): ExpenseFields
export function toStoredFields(body: NewExpense | ExpenseChange): ExpenseFields {
  const { location } = body
  const [longitude, latitude] = location?.coordinates ?? []
  return {
    ...(body.amount === undefined ? {} : { amount: parseDecimal128(body.amount) }),
    ...(body.currency === undefined ? {} : { currency: body.currency }),
    ...(body.category === undefined ? {} : { category: body.category }),
    ...(typeof body.description === 'string' ? { description: body.description } : {}),
    ...(body.receipt ? { receipt: toStoredReceipt(body.receipt) } : {}),
    ...(longitude === undefined || latitude === undefined
      ? {}
      : { location: { type: 'Point' as const, coordinates: [longitude, latitude] as const } }),
    ...(body.ai_insights ? { ai_insights: body.ai_insights } : {}),
    ...(body.attachments ? { attachments: body.attachments } : {}),
    ...(body.created_at === undefined ? {} : { created_at: new Date(body.created_at) }),
  }
}

/** The public representation of an expense. */
export function toExpense(document: ExpenseDocument): Expense {
  const { receipt, location } = document
  return {
    id: document._id.slice(EXPENSE_PREFIX.length),
    user_id: document.user_id.slice(USER_PREFIX.length),
    family_id: document.family_id.slice(FAMILY_PREFIX.length),
    amount: toDecimalString(document.amount),
    currency: document.currency,
    category: document.category,
    ...(document.description === undefined ? {} : { description: document.description }),
    ...(receipt === undefined ? {} : { receipt: toReceipt(receipt) }),
    ...(location === undefined ? {} : { location }),
    ...(document.ai_insights === undefined ? {} : { ai_insights: document.ai_insights }),
    ...(document.attachments === undefined ? {} : { attachments: document.attachments }),
    version: document.version,
    created_at: document.created_at.toISOString(),
    updated_at: document.updated_at.toISOString(),
  }
}

/** The data of the events of an expense. */
export function toExpenseEventData(
  document: ExpenseDocument & { readonly membership_version?: number },
): ExpenseEventData & Readonly<Record<string, string | number>> {
  return {
    expense_id: document._id.slice(EXPENSE_PREFIX.length),
    user_id: document.user_id.slice(USER_PREFIX.length),
    family_id: document.family_id.slice(FAMILY_PREFIX.length),
    amount: toDecimalString(document.amount),
    currency: document.currency,
    category: document.category.primary,
    ...(document.membership_version === undefined ? {} : { membership_version: document.membership_version }),
    created_at: document.created_at.toISOString(),
  }
}

export function toExpenseKey(id: string): string {
  return `${EXPENSE_PREFIX}${id}`
}

export function toFamilyKey(familyId: string): string {
  return `${FAMILY_PREFIX}${familyId}`
}

export function toUserKey(userId: string): string {
  return `${USER_PREFIX}${userId}`
}

/** Throws RECEIPT_DOES_NOT_ADD_UP (422) unless the items of the receipt add up to the amount. */
export function assertReceiptAddsUp(
  { amount, currency }: { readonly amount: string; readonly currency: string },
  receipt: Receipt | undefined,
): void {
  if (receipt === undefined || addsUp(receipt.items, amount, currency)) return
  throw new HttpProblem(BUDGET_ERRORS.RECEIPT_DOES_NOT_ADD_UP, {
    detail: `Price times quantity of all items, rounded per item, is not ${amount}.`,
    errors: [{ pointer: '/body/receipt/items', detail: `must add up to ${amount}` }],
  })
}

function toStoredReceipt(receipt: Receipt): NonNullable<ExpenseDocument['receipt']> {
  const { cashback, items, ...rest } = receipt
  return {
    ...rest,
    items: items.map((item) => ({ ...item, price: parseDecimal128(item.price) })),
    ...(cashback === undefined ? {} : { cashback: parseDecimal128(cashback) }),
  }
}

export function toReceipt(receipt: NonNullable<ExpenseDocument['receipt']>): Receipt {
  const { cashback, items, ...rest } = receipt
  return {
    ...rest,
    items: items.map((item) => ({ ...item, price: toDecimalString(item.price) })),
    ...(cashback === undefined ? {} : { cashback: toDecimalString(cashback) }),
  }
}
