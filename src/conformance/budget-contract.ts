import { randomUUID } from 'node:crypto'
import type { Operation } from '../services/http/api/operation.js'
import * as budgets from '../services/budget/api/budget-operations.js'
import * as categories from '../services/budget/api/category-operations.js'
import * as expenses from '../services/budget/api/expense-operations.js'
import { type ContractResponse, getField } from './contract-caller.js'
import { assertContract, assertEqual } from './contract-violation.js'
import { createRepetitionCheck } from './repetition-check.js'
import type { TestUsers, ContractCheck, ServiceContract } from './contract-check.js'
import { getItems } from './todo-contract.js'

const { createExpense, listExpenses, listExpensesNear, getExpense, updateExpense, deleteExpense } = expenses
const { createBudget, getBudget, getMonthlyReport } = budgets
const { listCategories, createCategory, deleteCategory } = categories

/** The name of any category that all families can use. */
async function findAnyCategory({ owner }: TestUsers): Promise<string> {
  const { body } = await owner.call(listCategories)
  const first = getItems(body).find((item) => getField(item, 'family_id') === null)
  assertContract(first !== undefined, 'the service has no categories; seed some first')
  return String(getField(first, 'id'))
}

const createTestExpense = async (testUsers: TestUsers, body: object = {}): Promise<ContractResponse> =>
  testUsers.owner.call(createExpense, {
    body: {
      amount: '12.50',
      currency: 'USD',
      category: { primary: await findAnyCategory(testUsers) },
      ...body,
    },
  })

const getExpenseId = (answer: ContractResponse): string => String(answer.field('id'))

const createExpenseParams = async (testUsers: TestUsers): Promise<{ params: { id: string } }> => ({
  params: { id: getExpenseId(await createTestExpense(testUsers)) },
})

const createCategoryBody = (): { id: string; label: string; subcategories: string[] } => ({
  id: `c_${randomUUID().slice(0, 8)}`,
  label: 'Try',
  subcategories: ['one'],
})

const createCategoryParams = async ({ owner }: TestUsers): Promise<{ params: { id: string } }> => ({
  params: { id: String((await owner.call(createCategory, { body: createCategoryBody() })).field('id')) },
})

let lastMonth = 0
/** A month that no other budget of this run uses: there is one budget per category and month. */
const nextUnusedMonth = (): string => {
  lastMonth++
  return `${2100 + Math.floor(lastMonth / 12)}-${String((lastMonth % 12) + 1).padStart(2, '0')}`
}

const createBudgetBody = async (testUsers: TestUsers): Promise<{ body: Record<string, string> }> => ({
  body: {
    category: await findAnyCategory(testUsers),
    month: nextUnusedMonth(),
    limit: '100.00',
    currency: 'USD',
  },
})

const createBudgetParams = async (testUsers: TestUsers): Promise<{ params: { id: string } }> => ({
  params: { id: getExpenseId(await testUsers.owner.call(createBudget, await createBudgetBody(testUsers))) },
})

const defineCheck = (operation: Operation, name: string, run: ContractCheck['run']): ContractCheck => ({
  operation,
  name,
  run,
})

/** The contract of a budget service, in addition to the checks of every operation. */
export const budgetContract: ServiceContract = {
  samples: {
    createExpense: async (testUsers) => ({
      body: { amount: '12.50', currency: 'USD', category: { primary: await findAnyCategory(testUsers) } },
    }),
    listExpenses: async () => ({ query: { limit: 2 } }),
    listExpensesNear: async () => ({ query: { longitude: -122.3328, latitude: 47.6061 } }),
    getExpense: createExpenseParams,
    updateExpense: async (testUsers) => ({
      ...(await createExpenseParams(testUsers)),
      body: { amount: '13.00' },
    }),
    deleteExpense: createExpenseParams,
    getMonthlyReport: async () => ({ query: { month: '2024-10' } }),
    listCategories: async () => ({}),
    createCategory: async () => ({ body: createCategoryBody() }),
    deleteCategory: createCategoryParams,
    createBudget: createBudgetBody,
    listBudgets: async () => ({ query: { limit: 2 } }),
    getBudget: createBudgetParams,
    updateBudget: async (testUsers) => ({
      ...(await createBudgetParams(testUsers)),
      body: { limit: '120.00' },
    }),
    deleteBudget: createBudgetParams,
  },
  checks: [
    defineCheck(createExpense, 'stores receipts, locations, attachments and insights', async (testUsers) => {
      const body = {
        amount: '11.98',
        receipt: { store: 'Market', items: [{ name: 'Milk', price: '5.99', quantity: 2, unit: 'gallon' }] },
        location: { type: 'Point', coordinates: [-122.3328, 47.6061] },
        attachments: [{ type: 'receipt_image', s3_url: 's3://receipts/1.jpg' }],
        ai_insights: { spending_pattern: 'normal' },
        created_at: '2024-10-03T14:30:00.000Z',
      }
      const expense = await createTestExpense(testUsers, body)
      for (const [name, value] of Object.entries(body)) assertEqual(name, expense.field(name), value)
      assertEqual('user_id', expense.field('user_id'), testUsers.owner.userId)
      assertEqual('family_id', expense.field('family_id'), testUsers.owner.familyId)
      const read = await testUsers.member.call(getExpense, { params: { id: getExpenseId(expense) } })
      assertEqual('the expense read back', read.body, expense.body)
    }),
    defineCheck(createExpense, 'accepts amounts as exact decimal strings', async (testUsers) => {
      const category = { primary: await findAnyCategory(testUsers) }
      const body = { currency: 'USD', category }
      for (const amount of [12.5, '12.505', '-1', '1e3', '']) {
        await testUsers.owner.expectProblem(
          createExpense,
          { body: { ...body, amount } },
          [400],
          'INVALID_REQUEST',
        )
      }
      const large = await createTestExpense(testUsers, { amount: '999999999999.99' })
      assertEqual('amount', large.field('amount'), '999999999999.99')
    }),
    defineCheck(
      createExpense,
      'rejects an unknown category and a receipt that does not add up',
      async (testUsers) => {
        const body = { amount: '5.00', currency: 'USD', category: { primary: 'no_such_category' } }
        await testUsers.owner.expectProblem(createExpense, { body }, [422], 'UNKNOWN_CATEGORY')
        const receipt = { store: 'Market', items: [{ name: 'Milk', price: '5.99', quantity: 2 }] }
        const category = { primary: await findAnyCategory(testUsers) }
        const odd = { amount: '5.00', currency: 'USD', category, receipt }
        await testUsers.owner.expectProblem(createExpense, { body: odd }, [422], 'RECEIPT_DOES_NOT_ADD_UP')
      },
    ),
    defineCheck(
      listExpenses,
      'filters by day, user, currency and amount, latest first',
      async (testUsers) => {
        const currency = `X${String.fromCharCode(65 + Math.floor(Math.random() * 26), 65 + Math.floor(Math.random() * 26))}`
        const ids: string[] = []
        for (const day of ['01', '02']) {
          const body = { currency, amount: `${Number(day)}0.00`, created_at: `2023-05-${day}T10:00:00Z` }
          ids.push(getExpenseId(await createTestExpense(testUsers, body)))
        }
        const list = async (query: Record<string, string>): Promise<readonly unknown[]> => {
          const { body } = await testUsers.member.call(listExpenses, { query: { currency, ...query } })
          return getItems(body).map((item) => getField(item, 'id'))
        }
        const [first, second] = ids
        const range = { from: '2023-05-01', to: '2023-05-02' }
        assertEqual('the days', await list(range), [second, first])
        assertEqual('ascending', await list({ ...range, order: 'asc' }), [first, second])
        assertEqual('one day', await list({ from: '2023-05-02', to: '2023-05-02' }), [second])
        assertEqual('by user', await list({ ...range, user_id: testUsers.member.userId }), [])
        assertEqual('with a minimum amount', await list({ ...range, min_amount: '15' }), [second])
      },
    ),
    defineCheck(listExpenses, 'does not list records of another family', async (testUsers) => {
      await createTestExpense(testUsers)
      const { body } = await testUsers.stranger.call(listExpenses)
      assertEqual('the list', getItems(body), [])
    }),
    defineCheck(listExpensesNear, 'finds expenses near a location, nearest first', async (testUsers) => {
      const longitude = Math.round((Math.random() * 300 - 150) * 100) / 100
      const location = (east: number): object => ({
        location: { type: 'Point', coordinates: [longitude + east, -41] },
      })
      const far = getExpenseId(await createTestExpense(testUsers, location(0.004)))
      const near = getExpenseId(await createTestExpense(testUsers, location(0.001)))
      await createTestExpense(testUsers, location(1))
      const query = { longitude, latitude: -41, radius: 1000 }
      const { body } = await testUsers.owner.call(listExpensesNear, { query })
      const ids = getItems(body).map((item) => getField(getField(item, 'expense'), 'id'))
      assertEqual('the places', ids, [near, far])
    }),
    defineCheck(updateExpense, 'changes only the given fields', async (testUsers) => {
      const id = getExpenseId(await createTestExpense(testUsers, { description: 'Old' }))
      const body = { amount: '20.00', description: null }
      const changed = await testUsers.owner.call(updateExpense, { params: { id }, body, ifMatch: 1 })
      assertEqual('amount', changed.field('amount'), '20.00')
      assertEqual('description', changed.field('description'), undefined)
      assertEqual('version', changed.field('version'), 2)
      await testUsers.owner.expectProblem(
        updateExpense,
        { params: { id }, body, ifMatch: 1 },
        [412],
        'VERSION_MISMATCH',
      )
    }),
    createRepetitionCheck({
      create: createExpense,
      update: updateExpense,
      remove: deleteExpense,
      get: getExpense,
      createBody: async (testUsers) => ({
        body: { amount: '5.00', currency: 'USD', category: { primary: await findAnyCategory(testUsers) } },
      }),
      change: { amount: '6.00' },
    }),
    createRepetitionCheck({
      create: createBudget,
      update: budgets.updateBudget,
      remove: budgets.deleteBudget,
      get: getBudget,
      createBody: async (testUsers) => ({
        body: {
          category: await findAnyCategory(testUsers),
          month: nextUnusedMonth(),
          limit: '20.00',
          currency: 'USD',
        },
      }),
      change: { limit: '30.00' },
    }),
    defineCheck(updateExpense, 'a child changes and deletes its own expenses only', async (testUsers) => {
      const { child } = testUsers
      const other = await createExpenseParams(testUsers)
      const body = { amount: '1.00' }
      await child.expectProblem(updateExpense, { ...other, body }, [403], 'FORBIDDEN')
      await child.expectProblem(deleteExpense, other, [403], 'FORBIDDEN')
      assertEqual('amount', (await child.call(getExpense, other)).field('amount'), '12.50')
      const category = { primary: await findAnyCategory(testUsers) }
      const own = await child.call(createExpense, { body: { amount: '2.00', currency: 'USD', category } })
      const params = { id: getExpenseId(own) }
      await child.call(updateExpense, { params, body })
      await child.call(deleteExpense, { params })
    }),
    defineCheck(deleteExpense, 'deletes the expense', async (testUsers) => {
      const input = await createExpenseParams(testUsers)
      await testUsers.owner.call(deleteExpense, input)
      await testUsers.owner.expectProblem(getExpense, input, [404], 'NOT_FOUND')
    }),
    defineCheck(getMonthlyReport, 'sums by category and currency, exact to the cent', async (testUsers) => {
      const category = await findAnyCategory(testUsers)
      for (const amount of ['0.10', '0.20']) {
        await createTestExpense(testUsers, { amount, currency: 'XTS', created_at: '2022-07-15T10:00:00Z' })
      }
      const { body } = await testUsers.owner.call(getMonthlyReport, { query: { month: '2022-07' } })
      assertEqual('currencies', getField(body, 'currencies'), [
        {
          currency: 'XTS',
          total_amount: '0.30',
          transaction_count: 2,
          categories: [{ category, total_amount: '0.30', transaction_count: 2, avg_amount: '0.15' }],
        },
      ])
    }),
    defineCheck(
      createBudget,
      'shows spent and remaining amounts; one budget per category and month',
      async (testUsers) => {
        const category = { primary: await findAnyCategory(testUsers) }
        const own = nextUnusedMonth()
        await createTestExpense(testUsers, { category, amount: '30.00', created_at: `${own}-10T00:00:00Z` })
        const body = { category: category.primary, month: own, limit: '20.00', currency: 'USD' }
        const budget = await testUsers.owner.call(createBudget, { body })
        assertEqual('spent', budget.field('spent'), '30.00')
        assertEqual('left', budget.field('left'), '-10.00')
        await testUsers.member.expectProblem(createBudget, { body }, [409], 'BUDGET_EXISTS')
        const read = await testUsers.member.call(getBudget, { params: { id: getExpenseId(budget) } })
        assertEqual('the budget read back', read.body, budget.body)
      },
    ),
    defineCheck(
      createCategory,
      'ids are unique in the family and among those of the operator',
      async (testUsers) => {
        const { owner } = testUsers
        const body = createCategoryBody()
        const made = await owner.call(createCategory, { body })
        assertEqual('family_id', made.field('family_id'), owner.familyId)
        await owner.expectProblem(createCategory, { body }, [409], 'CATEGORY_EXISTS')
        const id = await findAnyCategory(testUsers)
        await owner.expectProblem(createCategory, { body: { ...body, id } }, [409], 'CATEGORY_EXISTS')
      },
    ),
    defineCheck(
      createCategory,
      'another family neither sees nor uses the category',
      async ({ owner, stranger }) => {
        const body = createCategoryBody()
        await owner.call(createCategory, { body })
        const listed = getItems((await stranger.call(listCategories)).body)
        assertContract(!listed.some((item) => getField(item, 'id') === body.id), 'the category is listed')
        const expense = { amount: '1.00', currency: 'USD', category: { primary: body.id } }
        await stranger.expectProblem(createExpense, { body: expense }, [422], 'UNKNOWN_CATEGORY')
        assertEqual('id', (await stranger.call(createCategory, { body })).field('id'), body.id)
        await stranger.call(deleteCategory, { params: { id: body.id } })
        await owner.call(createExpense, { body: expense })
      },
    ),
    defineCheck(
      deleteCategory,
      'is rejected while expenses or budgets use the category',
      async (testUsers) => {
        const { owner } = testUsers
        const params = (await createCategoryParams(testUsers)).params
        const category = { primary: params.id }
        const expense = { id: getExpenseId(await createTestExpense(testUsers, { category })) }
        await owner.expectProblem(deleteCategory, { params }, [409], 'CATEGORY_IN_USE')
        await owner.call(deleteExpense, { params: expense })
        const { body } = await createBudgetBody(testUsers)
        const budget = await owner.call(createBudget, { body: { ...body, category: params.id } })
        await owner.expectProblem(deleteCategory, { params }, [409], 'CATEGORY_IN_USE')
        await owner.call(budgets.deleteBudget, { params: { id: getExpenseId(budget) } })
        await owner.call(deleteCategory, { params })
        await owner.expectProblem(
          createBudget,
          { body: { ...body, category: params.id } },
          [422],
          'UNKNOWN_CATEGORY',
        )
      },
    ),
    defineCheck(deleteCategory, 'does not delete a category of the operator', async (testUsers) => {
      const params = { id: await findAnyCategory(testUsers) }
      await testUsers.owner.expectProblem(deleteCategory, { params }, [403], 'FORBIDDEN')
    }),
  ],
}
