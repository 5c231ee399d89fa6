import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ExpenseDocument } from '../../src/domain/entities/expense.js'
import { mapStores, STORE_NAMES } from '../../src/core/store-name.js'
import { verifyStores } from '../../src/verify/verify-stores.js'
import { openStores } from '../../src/stores/open-stores.js'
import { countDeadLetters } from '../../src/events/dead-letters.js'
import type { Stores } from '../../src/stores/stores.js'
import { type SignedInUser, createTestFamilyMember, createTestUser } from './api-caller.js'
import { startKillableStack, type KillableComponent } from './killable-stack.js'
import { waitForDelivery } from './wait-for-delivery.js'

export interface ExpenseChaosOptions {
  readonly expenses: number
  readonly kills: number
}

export interface ExpenseChaosResult {
  readonly kills: Readonly<Record<KillableComponent, number>>
  readonly retries: number
  /** Inconsistencies found afterwards. */
  readonly problems: readonly string[]
}

interface AcceptedExpense {
  readonly id: string
  readonly amount: string
}

const KILLABLE_COMPONENTS: readonly KillableComponent[] = ['services', ...STORE_NAMES]
const CLIENT_COUNT = 6

/** Posts expenses from parallel clients while services and engines are killed with SIGKILL, then checks the stored data. */
export async function runExpenseChaos(options: ExpenseChaosOptions): Promise<ExpenseChaosResult> {
  await using stack = await startKillableStack()
  await using stores = await openStores(stack.endpoints)
  await stores.mongo.db
    .collection<{ _id: string; label: string; subcategories: string[]; version: number }>('categories')
    .insertOne({ _id: 'travel', label: 'Travel', subcategories: [], version: 1 })
  const owner = await createTestUser(stack.gateway)
  const member = await createTestFamilyMember(stack.gateway, owner)

  const kills: Record<KillableComponent, number> = { services: 0, ...mapStores(() => 0) }
  const countKills = (): number => Object.values(kills).reduce((sum, n) => sum + n, 0)
  const accepted: AcceptedExpense[] = []
  let next = 0
  let retries = 0
  const client = async (caller: SignedInUser): Promise<void> => {
    for (let n = next++; n < options.expenses; n = next++) {
      // Spread the requests over the whole run: the last ones are sent after the last kills.
      while (n / options.expenses > (countKills() + 1) / (options.kills + 1)) await sleep(20)
      accepted.push(await postUntilAccepted(caller, n, () => retries++))
    }
  }
  const posting = Promise.all(
    Array.from({ length: CLIENT_COUNT }, async (_, n) => client(n % 2 === 0 ? owner : member)),
  )
  const killing = (async () => {
    while (countKills() < options.kills) {
      await sleep(50 + Math.random() * 400)
      const component = KILLABLE_COMPONENTS[countKills() % KILLABLE_COMPONENTS.length] ?? 'services'
      await stack.kill(component)
      await sleep(Math.random() * 200)
      await stack.restart(component)
      kills[component]++
    }
  })()
  await Promise.all([posting, killing])
  await waitForDelivery(stores)
  return { kills, retries, problems: await findProblems(stores, accepted, options.expenses) }
}

/** Retries with the same Idempotency-Key until the expense is created, so that no request takes effect twice. */
async function postUntilAccepted(
  caller: SignedInUser,
  n: number,
  onRetry: () => void,
): Promise<AcceptedExpense> {
  const amount = n % 2 === 0 ? `${501 + n}.50` : `${1 + (n % 499)}.25`
  const key = { 'idempotency-key': randomUUID() }
  const body = { amount, currency: 'USD', category: { primary: 'travel' }, description: `Expense ${n}` }
  for (let attempt = 0; attempt < 600; attempt++) {
    const response = await caller.call('POST', '/budget/v1/expenses', body, key).catch(() => undefined)
    if (response?.status === 201) return { id: String(response.body['id']), amount }
    if (response !== undefined && response.status < 500) {
      throw new Error(
        `Creating expense ${n} failed with ${response.status}: ${JSON.stringify(response.body)}`,
      )
    }
    onRetry()
    await sleep(100)
  }
  throw new Error(`Expense ${n} was never accepted.`)
}

async function findProblems(
  stores: Stores,
  accepted: readonly AcceptedExpense[],
  expected: number,
): Promise<string[]> {
  const problems: string[] = []
  const documents = await stores.mongo.db.collection<ExpenseDocument>('expenses').find().toArray()
  const stored = new Map(documents.map((document) => [document._id, document.amount.toString()]))
  if (accepted.length !== expected) problems.push(`${accepted.length} of ${expected} were accepted`)
  if (documents.length !== expected) problems.push(`${documents.length} expenses are stored`)
  for (const { id, amount } of accepted) {
    if (stored.get(`expense_${id}`) !== amount)
      problems.push(`expense ${id} should be ${amount} but is ${stored.get(`expense_${id}`)}`)
  }
  const { rows } = await stores.postgres.pool.query<{ n: number; subjects: number }>(
    `SELECT count(*)::int AS n, count(DISTINCT subject)::int AS subjects FROM platform.event_log
     WHERE type = 'budget.expense.created'`,
  )
  if (rows[0]?.n !== expected || rows[0].subjects !== expected)
    problems.push(`the event log has ${JSON.stringify(rows[0])}`)
  const large = accepted.filter(({ amount }) => Number(amount) > 500).length
  const reviews = await stores.postgres.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM platform.event_log WHERE type = 'todo.todo.created'`,
  )
  if (reviews.rows[0]?.n !== large)
    problems.push(`${reviews.rows[0]?.n} review todos were created for ${large} large expenses`)
  const dead = await countDeadLetters(stores.postgres.pool)
  if (dead > 0) problems.push(`${dead} dead letters`)
  const report = await verifyStores(stores, { dataset: false, signal: new AbortController().signal })
  if (!report.ok) problems.push(...report.items.map(({ message }) => message))
  return problems
}
