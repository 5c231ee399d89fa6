import { randomUUID } from 'node:crypto'
import { getMonthlyReport } from '../../../services/budget/api/budget-operations.js'
import { createCategory } from '../../../services/budget/api/category-operations.js'
import * as operations from '../../../services/budget/api/expense-operations.js'
import type { RandomStream } from '../../../dataset/generator/random-stream.js'
import { getField } from '../../contract-caller.js'
import { assertEqual } from '../../contract-violation.js'
import { assertStatus } from '../assert-response.js'
import type { Fields } from './step.js'
import type { TortureSubject } from './subject.js'

/** Of the family of the test users. */
const CATEGORY = { id: 'torture', label: 'Torture', subcategories: [] }
const CURRENCIES = ['USD', 'EUR', 'GBP', 'CHF', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK', 'CAD']
const FIRST_YEAR = 1971
/** Of each episode, with the months before and after it free. */
const MONTHS = 300
/** Their sums are not exact as binary fractions. The largest one is reviewed by a consumer. */
const AMOUNTS = ['0.10', '0.20', '1.10', '2.20', '640.99', '0.07', '1.15']

/** The budget service, with the expenses of a dataset. An episode has a month and a currency of its own. */
export function createBudgetSubject(expenses: readonly Fields[]): TortureSubject {
  const pick = (random: RandomStream): Fields => {
    const { amount = '12.50', description } = expenses[random.next() % expenses.length] ?? {}
    const moment = { day: 2 + (random.next() % 26), time: '12:00:00.000Z', next: false }
    return { amount, ...(description === undefined ? {} : { description }), moment }
  }
  return {
    create: operations.createExpense,
    get: operations.getExpense,
    update: operations.updateExpense,
    remove: operations.deleteExpense,
    list: operations.listExpenses,
    async prepare(call) {
      const response = await call(createCategory, { body: CATEGORY, idempotencyKey: randomUUID() })
      assertStatus(response, 201, 'a new category')
    },
    createFields: pick,
    createEdgeFields: (random) => [
      { amount: '0.10', moment: { day: 1, time: '00:30:00.000Z', next: false } },
      { amount: '0.20', moment: { day: 0, time: '23:30:00.000Z', next: true } },
      { amount: '4.30', moment: { day: 1, time: '00:30:00.000Z', next: true } },
      ...AMOUNTS.slice(0, 2 + (random.next() % 5)).map((amount) => ({ ...pick(random), amount })),
    ],
    changeFields: (random) => ({
      amount: AMOUNTS[random.next() % AMOUNTS.length],
      description: `changed ${random.next()}`,
    }),
    invalidFields: { amount: '1.234', moment: { day: 1, time: '00:30:00.000Z', next: false } },
    toBody({ moment, ...fields }, scope) {
      const { currency, month } = toScope(scope)
      return {
        ...fields,
        currency,
        category: { primary: CATEGORY.id },
        created_at: toInstant(month, moment as Moment),
      }
    },
    toListQuery(scope) {
      const { currency, month } = toScope(scope)
      return { currency, from: `${toMonth(month)}-01`, to: `${toMonth(month + 1)}-28` }
    },
    async checkTotals(call, scope, records) {
      const { currency, month } = toScope(scope)
      for (const each of [month, month + 1]) {
        const name = toMonth(each)
        const { body } = await call(getMonthlyReport, { query: { month: name } })
        const currencies = getField(body, 'currencies')
        const report = Array.isArray(currencies)
          ? (currencies as readonly unknown[]).find((item) => getField(item, 'currency') === currency)
          : undefined
        const expected = records.filter(({ fields }) => String(fields['created_at']).startsWith(name))
        const cents = expected.reduce((sum, { fields }) => sum + toCents(fields['amount']), 0n)
        assertEqual(
          `the number of expenses in ${name}`,
          getField(report, 'transaction_count') ?? 0,
          expected.length,
        )
        assertEqual(
          `the total of ${name}`,
          getField(report, 'total_amount') ?? '0.00',
          `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`,
        )
      }
    },
  }
}

interface Moment {
  readonly day: number
  readonly time: string
  /** In the month after that of the episode; day 0 is the last one of the episode's month. */
  readonly next: boolean
}

function toScope(scope: number): { readonly currency: string; readonly month: number } {
  return {
    currency: CURRENCIES[Math.floor(scope / MONTHS) % CURRENCIES.length] ?? 'USD',
    month: (scope % MONTHS) * 2,
  }
}

/** `1971-01` for 0. */
function toMonth(month: number): string {
  return `${FIRST_YEAR + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
}

function toInstant(month: number, { day, time, next }: Moment): string {
  const date = new Date(Date.UTC(FIRST_YEAR, month + (next ? 1 : 0), day))
  return `${date.toISOString().slice(0, 10)}T${time}`
}

function toCents(amount: unknown): bigint {
  const [units = '0', cents = ''] = String(amount).split('.')
  return BigInt(units) * 100n + BigInt(cents.padEnd(2, '0'))
}
