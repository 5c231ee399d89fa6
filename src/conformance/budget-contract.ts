import { randomUUID } from 'node:crypto'
import type { Operation } from '../services/http/operation.js'
import * as budgets from '../services/budget/budget-operations.js'
import * as expenses from '../services/budget/expense-operations.js'
import { type ContractAnswer, fieldOf } from './contract-caller.js'
import { agreed, agreedSame } from './contract-broken.js'
import type { Cast, ContractCheck, ServiceContract } from './contract-check.js'
import { itemsOf } from './todo-contract.js'

const { createExpense, listExpenses, listExpensesNear, getExpense, updateExpense, deleteExpense } = expenses
const { createBudget, getBudget, listCategories, createCategory, getMonthlyReport } = budgets

/** The name of a category that the service has; a contract test does not know which. */
async function anyCategory({ owner }: Cast): Promise<string> {
  const { body } = await owner.call(listCategories)
  const [first] = itemsOf(body)
  agreed(first !== undefined, 'there is no category to spend on; seed some')
  return String(fieldOf(first, 'id'))
}

const made = async (cast: Cast, body: object = {}): Promise<ContractAnswer> =>
  cast.owner.call(createExpense, {
    body: { amount: '12.50', currency: 'USD', category: { primary: await anyCategory(cast) }, ...body },
  })

const idOf = (answer: ContractAnswer): string => String(answer.field('id'))

const one = async (cast: Cast): Promise<{ params: { id: string } }> => ({
  params: { id: idOf(await made(cast)) },
})

let month = 0
/** A month that no other budget of this run has: there is one budget per category and month. */
const freshMonth = (): string => {
  month++
  return `${2100 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
}

const newBudget = async (cast: Cast): Promise<{ body: Record<string, string> }> => ({
  body: { category: await anyCategory(cast), month: freshMonth(), limit: '100.00', currency: 'USD' },
})

const oneBudget = async (cast: Cast): Promise<{ params: { id: string } }> => ({
  params: { id: idOf(await cast.owner.call(createBudget, await newBudget(cast))) },
})

const check = (operation: Operation, name: string, run: ContractCheck['run']): ContractCheck => ({
  operation,
  name,
  run,
})

/** What a budget service promises, besides what every operation does. */
export const budgetContract: ServiceContract = {
  samples: {
    createExpense: async (cast) => ({
      body: { amount: '12.50', currency: 'USD', category: { primary: await anyCategory(cast) } },
    }),
    listExpenses: async () => ({ query: { limit: 2 } }),
    listExpensesNear: async () => ({ query: { longitude: -122.3328, latitude: 47.6061 } }),
    getExpense: one,
    updateExpense: async (cast) => ({ ...(await one(cast)), body: { amount: '13.00' } }),
    deleteExpense: one,
    getMonthlyReport: async () => ({ query: { month: '2024-10' } }),
    listCategories: async () => ({}),
    createCategory: async () => ({
      body: { id: `c_${randomUUID().slice(0, 8)}`, label: 'Try', subcategories: [] },
    }),
    createBudget: newBudget,
    listBudgets: async () => ({ query: { limit: 2 } }),
    getBudget: oneBudget,
    updateBudget: async (cast) => ({ ...(await oneBudget(cast)), body: { limit: '120.00' } }),
    deleteBudget: oneBudget,
  },
  checks: [
    check(createExpense, 'keeps receipts, places, attachments and insights', async (cast) => {
      const body = {
        amount: '11.98',
        receipt: { store: 'Market', items: [{ name: 'Milk', price: '5.99', quantity: 2, unit: 'gallon' }] },
        location: { type: 'Point', coordinates: [-122.3328, 47.6061] },
        attachments: [{ type: 'receipt_image', s3_url: 's3://receipts/1.jpg' }],
        ai_insights: { spending_pattern: 'normal' },
        created_at: '2024-10-03T14:30:00.000Z',
      }
      const expense = await made(cast, body)
      for (const [name, value] of Object.entries(body)) agreedSame(name, expense.field(name), value)
      agreedSame('user_id', expense.field('user_id'), cast.owner.userId)
      agreedSame('family_id', expense.field('family_id'), cast.owner.familyId)
      const read = await cast.member.call(getExpense, { params: { id: idOf(expense) } })
      agreedSame('the expense as read', read.body, expense.body)
    }),
    check(createExpense, 'takes money as decimal text, exactly', async (cast) => {
      const category = { primary: await anyCategory(cast) }
      const body = { currency: 'USD', category }
      for (const amount of [12.5, '12.505', '-1', '1e3', '']) {
        await cast.owner.refused(createExpense, { body: { ...body, amount } }, [400], 'INVALID_REQUEST')
      }
      const large = await made(cast, { amount: '999999999999.99' })
      agreedSame('amount', large.field('amount'), '999999999999.99')
    }),
    check(createExpense, 'refuses an unknown category and a receipt that does not add up', async (cast) => {
      const body = { amount: '5.00', currency: 'USD', category: { primary: 'no_such_category' } }
      await cast.owner.refused(createExpense, { body }, [422], 'UNKNOWN_CATEGORY')
      const receipt = { store: 'Market', items: [{ name: 'Milk', price: '5.99', quantity: 2 }] }
      const category = { primary: await anyCategory(cast) }
      const odd = { amount: '5.00', currency: 'USD', category, receipt }
      await cast.owner.refused(createExpense, { body: odd }, [422], 'RECEIPT_DOES_NOT_ADD_UP')
    }),
    check(listExpenses, 'finds by day, user, currency and amount, the latest first', async (cast) => {
      const currency = `X${String.fromCharCode(65 + Math.floor(Math.random() * 26), 65 + Math.floor(Math.random() * 26))}`
      const ids: string[] = []
      for (const day of ['01', '02']) {
        const body = { currency, amount: `${Number(day)}0.00`, created_at: `2023-05-${day}T10:00:00Z` }
        ids.push(idOf(await made(cast, body)))
      }
      const list = async (query: Record<string, string>): Promise<readonly unknown[]> => {
        const { body } = await cast.member.call(listExpenses, { query: { currency, ...query } })
        return itemsOf(body).map((item) => fieldOf(item, 'id'))
      }
      const [first, second] = ids
      const range = { from: '2023-05-01', to: '2023-05-02' }
      agreedSame('the days', await list(range), [second, first])
      agreedSame('ascending', await list({ ...range, order: 'asc' }), [first, second])
      agreedSame('one day', await list({ from: '2023-05-02', to: '2023-05-02' }), [second])
      agreedSame('by user', await list({ ...range, user_id: cast.member.userId }), [])
      agreedSame('from an amount', await list({ ...range, min_amount: '15' }), [second])
    }),
    check(listExpenses, 'does not list another family’s', async (cast) => {
      await made(cast)
      const { body } = await cast.stranger.call(listExpenses)
      agreedSame('the list', itemsOf(body), [])
    }),
    check(listExpensesNear, 'finds around a place, the nearest first', async (cast) => {
      const longitude = Math.round((Math.random() * 300 - 150) * 100) / 100
      const place = (east: number): object => ({
        location: { type: 'Point', coordinates: [longitude + east, -41] },
      })
      const far = idOf(await made(cast, place(0.004)))
      const near = idOf(await made(cast, place(0.001)))
      await made(cast, place(1))
      const query = { longitude, latitude: -41, radius: 1000 }
      const { body } = await cast.owner.call(listExpensesNear, { query })
      const ids = itemsOf(body).map((item) => fieldOf(fieldOf(item, 'expense'), 'id'))
      agreedSame('the places', ids, [near, far])
    }),
    check(updateExpense, 'changes what is named and nothing else', async (cast) => {
      const id = idOf(await made(cast, { description: 'Old' }))
      const body = { amount: '20.00', description: null }
      const changed = await cast.owner.call(updateExpense, { params: { id }, body, ifMatch: 1 })
      agreedSame('amount', changed.field('amount'), '20.00')
      agreedSame('description', changed.field('description'), undefined)
      agreedSame('version', changed.field('version'), 2)
      await cast.owner.refused(updateExpense, { params: { id }, body, ifMatch: 1 }, [412], 'VERSION_MISMATCH')
    }),
    check(deleteExpense, 'takes it away', async (cast) => {
      const input = await one(cast)
      await cast.owner.call(deleteExpense, input)
      await cast.owner.refused(getExpense, input, [404], 'NOT_FOUND')
    }),
    check(getMonthlyReport, 'adds up by category and currency, to the cent', async (cast) => {
      const category = await anyCategory(cast)
      for (const amount of ['0.10', '0.20']) {
        await made(cast, { amount, currency: 'XTS', created_at: '2022-07-15T10:00:00Z' })
      }
      const { body } = await cast.owner.call(getMonthlyReport, { query: { month: '2022-07' } })
      agreedSame('currencies', fieldOf(body, 'currencies'), [
        {
          currency: 'XTS',
          total_amount: '0.30',
          transaction_count: 2,
          categories: [{ category, total_amount: '0.30', transaction_count: 2, avg_amount: '0.15' }],
        },
      ])
    }),
    check(createBudget, 'shows what is spent and left, and is one per category and month', async (cast) => {
      const category = { primary: await anyCategory(cast) }
      const own = freshMonth()
      await made(cast, { category, amount: '30.00', created_at: `${own}-10T00:00:00Z` })
      const body = { category: category.primary, month: own, limit: '20.00', currency: 'USD' }
      const budget = await cast.owner.call(createBudget, { body })
      agreedSame('spent', budget.field('spent'), '30.00')
      agreedSame('left', budget.field('left'), '-10.00')
      await cast.member.refused(createBudget, { body }, [409], 'BUDGET_EXISTS')
      const read = await cast.member.call(getBudget, { params: { id: idOf(budget) } })
      agreedSame('the budget as read', read.body, budget.body)
    }),
    check(createCategory, 'is for owners, once', async ({ owner, member }) => {
      const body = { id: `c_${randomUUID().slice(0, 8)}`, label: 'Try', subcategories: ['one'] }
      await member.refused(createCategory, { body }, [403], 'FORBIDDEN')
      await owner.call(createCategory, { body })
      await owner.refused(createCategory, { body }, [409], 'CATEGORY_EXISTS')
    }),
  ],
}
