import type { ExpenseDocument } from '../../domain/expense-document.js'
import type { ExpenseCreatedData } from '../../domain/large-expense-rule.js'
import { addsUp, decimal, plain } from './money.js'
import { BUDGET_ERRORS } from './budget-errors.js'
import { HttpProblem } from '../http/http-problem.js'
import type { Expense, ExpenseChange, NewExpense, Receipt } from './expense-schemas.js'

const USER = 'USER#'
const FAMILY = 'FAMILY#'
const EXPENSE = 'expense_'

/** What of a document a body decides. */
export type ExpenseFields = Partial<
  Omit<ExpenseDocument, '_id' | 'user_id' | 'family_id' | 'version' | 'updated_at' | 'outbox'>
>

/** The fields that a body sets, as they are stored. */
export function storedFields(body: NewExpense | ExpenseChange): ExpenseFields {
  const { location } = body
  const [longitude, latitude] = location?.coordinates ?? []
  return {
    ...(body.amount === undefined ? {} : { amount: decimal(body.amount) }),
    ...(body.currency === undefined ? {} : { currency: body.currency }),
    ...(body.category === undefined ? {} : { category: body.category }),
    ...(typeof body.description === 'string' ? { description: body.description } : {}),
    ...(body.receipt ? { receipt: storedReceipt(body.receipt) } : {}),
    ...(longitude === undefined || latitude === undefined
      ? {}
      : { location: { type: 'Point' as const, coordinates: [longitude, latitude] as const } }),
    ...(body.ai_insights ? { ai_insights: body.ai_insights } : {}),
    ...(body.attachments ? { attachments: body.attachments } : {}),
    ...(body.created_at === undefined ? {} : { created_at: new Date(body.created_at) }),
  }
}

/** What leaves the service. */
export function expenseOf(document: ExpenseDocument): Expense {
  const { receipt, location } = document
  return {
    id: document._id.slice(EXPENSE.length),
    user_id: document.user_id.slice(USER.length),
    family_id: document.family_id.slice(FAMILY.length),
    amount: plain(document.amount),
    currency: document.currency,
    category: document.category,
    ...(document.description === undefined ? {} : { description: document.description }),
    ...(receipt === undefined ? {} : { receipt: shownReceipt(receipt) }),
    ...(location === undefined ? {} : { location }),
    ...(document.ai_insights === undefined ? {} : { ai_insights: document.ai_insights }),
    ...(document.attachments === undefined ? {} : { attachments: document.attachments }),
    version: document.version,
    created_at: document.created_at.toISOString(),
    updated_at: document.updated_at.toISOString(),
  }
}

/** What the events of an expense say. */
export function expenseData(
  document: ExpenseDocument,
): ExpenseCreatedData & Readonly<Record<string, string>> {
  return {
    expense_id: document._id.slice(EXPENSE.length),
    user_id: document.user_id.slice(USER.length),
    family_id: document.family_id.slice(FAMILY.length),
    amount: plain(document.amount),
    currency: document.currency,
    category: document.category.primary,
    created_at: document.created_at.toISOString(),
  }
}

export function expenseKey(id: string): string {
  return `${EXPENSE}${id}`
}

export function familyKey(familyId: string): string {
  return `${FAMILY}${familyId}`
}

export function userKey(userId: string): string {
  return `${USER}${userId}`
}

/** Throws 422 unless the items of the receipt are the amount. */
export function requireReceiptAddsUp(amount: string, receipt: Receipt | undefined): void {
  if (receipt === undefined || addsUp(receipt.items, amount)) return
  throw new HttpProblem(BUDGET_ERRORS.RECEIPT_DOES_NOT_ADD_UP, {
    detail: `Price times quantity over all items is not ${amount}.`,
    errors: [{ pointer: '/body/receipt/items', detail: `must add up to ${amount}` }],
  })
}

function storedReceipt(receipt: Receipt): NonNullable<ExpenseDocument['receipt']> {
  const { cashback, items, ...rest } = receipt
  return {
    ...rest,
    items: items.map((item) => ({ ...item, price: decimal(item.price) })),
    ...(cashback === undefined ? {} : { cashback: decimal(cashback) }),
  }
}

export function shownReceipt(receipt: NonNullable<ExpenseDocument['receipt']>): Receipt {
  const { cashback, items, ...rest } = receipt
  return {
    ...rest,
    items: items.map((item) => ({ ...item, price: plain(item.price) })),
    ...(cashback === undefined ? {} : { cashback: plain(cashback) }),
  }
}
