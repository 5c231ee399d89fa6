import { randomUUID } from 'node:crypto'
import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb'
import { setTimeout as sleep } from 'node:timers/promises'
import { STORE_NAMES } from '../../src/core/store-name.js'
import { openStores } from '../../src/stores/open-stores.js'
import type { Stores } from '../../src/stores/stores.js'
import { verifyStores } from '../../src/verify/verify-stores.js'
import { createTestFamilyMember, createTestUser, type SignedInUser } from './api-caller.js'
import { type KillableComponent, type KillableStack, startKillableStack } from './killable-stack.js'
import { waitForDelivery } from './wait-for-delivery.js'

export interface MixedWritesOptions {
  readonly rounds: number
  /** In each round. */
  readonly writes: number
  /** Default: a stack of which each component is killed in turn. */
  readonly startStack?: () => Promise<KillableStack>
  readonly components?: readonly KillableComponent[]
}

/** A write of the test: it is found by its mark, which is unique. */
interface MarkedWrite {
  readonly kind: keyof typeof WRITES
  readonly mark: string
}

interface WriteKind {
  readonly path: (owner: SignedInUser) => string
  readonly createBody: (mark: string, n: number) => object
  /** How often each mark is stored. */
  readonly readMarks: (stores: Stores) => Promise<readonly string[]>
}

const readDocuments = async (stores: Stores, name: string, field: string): Promise<readonly string[]> => {
  const documents = await stores.mongo.db
    .collection(name)
    .find({ deleted_at: { $exists: false } })
    .toArray()
  return documents.map((document) => String(document[field]))
}

const WRITES = {
  expense: {
    path: () => '/budget/v1/expenses',
    createBody: (mark, n) => ({
      amount: n % 4 === 0 ? '612.50' : '5.00',
      currency: 'USD',
      category: { primary: 'travel' },
      description: mark,
    }),
    readMarks: async (stores) => readDocuments(stores, 'expenses', 'description'),
  },
  budget: {
    path: () => '/budget/v1/budgets',
    // The limit is the mark: a budget has no text.
    createBody: (mark, n) => ({
      category: 'travel',
      month: toMonth(n),
      limit: toLimit(mark),
      currency: 'USD',
    }),
    readMarks: async (stores) => readDocuments(stores, 'budgets', 'limit'),
  },
  todo: {
    path: () => '/todo/v1/todos',
    createBody: (mark) => ({ title: mark }),
    readMarks: readTodoTitles,
  },
  invitation: {
    path: ({ familyId }) => `/identity/v1/families/${familyId}/invitations`,
    createBody: (mark) => ({ email: `${mark}@example.com`, role: 'child' }),
    readMarks: async (stores) => {
      const { rows } = await stores.postgres.pool.query<{ mark: string }>(
        `SELECT split_part(envelope #>> '{data,invitation,email}', '@', 1) AS mark
         FROM platform.event_log WHERE type = 'identity.invitation.created'`,
      )
      return rows.map(({ mark }) => mark)
    },
  },
} satisfies Readonly<Record<string, WriteKind>>

const KINDS = ['expense', 'todo', 'budget', 'todo', 'expense'] as const
const COMPONENTS: readonly KillableComponent[] = ['services', ...STORE_NAMES]
const CLIENT_COUNT = 8
const MAX_ATTEMPTS = 1200

/**
 * Sends writes to all services from parallel clients, kills the services or an engine in each round, and repeats each write with
 * its key until it is accepted. Returns what was lost or doubled, and what `verify` reports.
 */
export async function runMixedWrites({
  rounds,
  writes,
  startStack = startKillableStack,
  components = COMPONENTS,
}: MixedWritesOptions): Promise<readonly string[]> {
  await using stack = await startStack()
  await using stores = await openStores(stack.endpoints)
  await stores.mongo.db
    .collection<{ _id: string; label: string; subcategories: string[]; version: number }>('categories')
    .insertOne({ _id: 'travel', label: 'Travel', subcategories: [], version: 1 })
  const owner = await createTestUser(stack.gateway)
  const member = await createTestFamilyMember(stack.gateway, owner)
  const accepted: MarkedWrite[] = []
  for (let round = 0; round < rounds; round++) {
    let next = 0
    const client = async (caller: SignedInUser): Promise<void> => {
      for (let n = next++; n < writes; n = next++)
        accepted.push(await writeUntilAccepted(n % 50 === 0 ? owner : caller, round * writes + n))
    }
    const clients = Array.from({ length: CLIENT_COUNT }, async (_, n) => client(n % 2 === 0 ? owner : member))
    const component = components[round % components.length] ?? 'services'
    const killing = (async () => {
      // In the middle of the round.
      while (next < writes / 4 + Math.random() * (writes / 2)) await sleep(5)
      await stack.kill(component)
      await sleep(Math.random() * 200)
      await stack.restart(component)
    })()
    await Promise.all([...clients, killing])
    await revokeInvitations(owner)
  }
  await waitForDelivery(stores)
  // Awaited here: the stores are closed on return.
  const problems = await findProblems(stores, accepted)
  return problems
}

/** A family may have 50 pending invitations. */
async function revokeInvitations(owner: SignedInUser): Promise<void> {
  const invitations = `/identity/v1/families/${owner.familyId}/invitations`
  const { body } = await owner.call('GET', invitations)
  for (const { id } of body['items'] as readonly { readonly id: string }[])
    await owner.call('DELETE', `${invitations}/${id}`)
}

async function writeUntilAccepted(caller: SignedInUser, n: number): Promise<MarkedWrite> {
  const kind = n % 50 === 0 ? 'invitation' : (KINDS[n % KINDS.length] ?? 'todo')
  const mark = kind === 'budget' ? String(n) : `m${n}`
  const { path, createBody } = WRITES[kind]
  const key = { 'idempotency-key': randomUUID() }
  let last = 'no response'
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const reply = await caller.call('POST', path(caller), createBody(mark, n), key).catch(() => undefined)
    if (reply?.status === 201) return { kind, mark }
    last = reply === undefined ? 'no response' : `${reply.status} ${JSON.stringify(reply.body)}`
    // The first request with the key may still be running; any other rejection is not expected.
    if (reply !== undefined && reply.status < 500 && reply.status !== 409) break
    await sleep(100)
  }
  throw new Error(`The ${kind} ${mark} was not accepted: ${last}`)
}

async function findProblems(stores: Stores, accepted: readonly MarkedWrite[]): Promise<readonly string[]> {
  const problems: string[] = []
  for (const [kind, { readMarks }] of Object.entries(WRITES)) {
    const stored = new Map<string, number>()
    for (const mark of await readMarks(stores)) {
      const known = kind === 'budget' ? String(Math.round(Number(mark) * 100) - 100) : mark
      stored.set(known, (stored.get(known) ?? 0) + 1)
    }
    const expected = accepted.filter((write) => write.kind === kind)
    for (const { mark } of expected) {
      const count = stored.get(mark) ?? 0
      if (count !== 1) problems.push(`the ${kind} ${mark} is stored ${count} times`)
      stored.delete(mark)
    }
    // Review todos and the invitation of the member have no mark.
    const others = [...stored.keys()].filter((mark) => /^m?\d+$/.test(mark))
    problems.push(...others.map((mark) => `the ${kind} ${mark} was not accepted`))
  }
  const report = await verifyStores(stores, { dataset: false, signal: new AbortController().signal })
  return [...problems, ...report.items.map(({ message }) => message)]
}

async function readTodoTitles({ dynamodb }: Stores): Promise<readonly string[]> {
  const titles: string[] = []
  let start: Record<string, AttributeValue> | undefined
  do {
    const page = await dynamodb.client.send(
      new ScanCommand({
        TableName: dynamodb.table,
        FilterExpression: 'begins_with(SK, :todo)',
        ExpressionAttributeValues: { ':todo': { S: 'TODO#' } },
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    )
    titles.push(...(page.Items ?? []).map(({ title }) => title?.S ?? ''))
    start = page.LastEvaluatedKey
  } while (start !== undefined)
  return titles
}

/** A different month for each number, from the year 1000 on. */
function toMonth(n: number): string {
  return `${1000 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`
}

function toLimit(mark: string): string {
  return ((Number(mark) + 100) / 100).toFixed(2)
}
