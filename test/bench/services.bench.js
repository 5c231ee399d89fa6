import { readFileSync } from 'node:fs'
import { compareRates, formatPerSecond, measureHttpRate, measureRate } from './measure-rate.js'

// The services run in a separate process with real engines.

const PAGE_SIZE = 20
const CONCURRENCY = 32

export const benchmarks = [
  {
    name: 'services: a mounted service through the gateway against the service alone',
    atLeast: 0.85,
    run: () => withPopulatedStack(compareMountedWithAlone),
  },
  {
    name: 'services: create-expense against bare inserts',
    atLeast: 0.7,
    run: () => withPopulatedStack(compareCreateExpense),
  },
  {
    name: 'services: list-todos against bare queries',
    atLeast: 0.9,
    run: () => withPopulatedStack(compareListTodos),
  },
  {
    name: 'services: memory after 100 thousand requests against before',
    atMost: 1.25,
    run: () => withPopulatedStack(compareMemory),
  },
]

async function compareMountedWithAlone(populated) {
  const { urls, headers } = populated
  const get = (origin, path) => () => measureHttpRate(origin, { method: 'GET', path, headers }, { ms: 1200 })
  const { subject, reference, ratio } = await compareRates(
    9,
    get(urls.gateway, '/identity/v1/users/me'),
    get(urls.identity, '/v1/users/me'),
  )
  return {
    ratio,
    figures: { 'through the gateway': formatPerSecond(subject), alone: formatPerSecond(reference) },
  }
}

async function compareCreateExpense(populated) {
  const { urls, headers, stores, familyId, userId } = populated
  const { Decimal128 } = await import('bson')
  const { createId } = await import('../../dist/core/ids.js')
  const body = JSON.stringify({
    amount: '12.50',
    currency: 'USD',
    category: { primary: 'travel' },
    description: 'Bench',
  })
  const post = {
    method: 'POST',
    path: '/budget/v1/expenses',
    headers: { ...headers, 'content-type': 'application/json' },
    body,
  }
  const expenses = stores.mongo.db.collection('expenses')
  // The same document, including its event, with the driver alone.
  const insert = async () => {
    const [id, now] = [createId(), new Date()]
    const amount = Decimal128.fromString('12.50')
    const data = {
      expense_id: id,
      user_id: userId,
      family_id: familyId,
      amount: '12.50',
      currency: 'USD',
      category: 'travel',
      created_at: now.toISOString(),
    }
    const event = {
      specversion: '1.0',
      id: createId(),
      source: '/budget',
      type: 'budget.expense.created',
      subject: id,
      time: now.toISOString(),
      datacontenttype: 'application/json',
      aggregateversion: 1,
      correlationid: createId(),
      familyid: familyId,
      data,
    }
    await expenses.insertOne({
      _id: `expense_${id}`,
      user_id: `USER#${userId}`,
      family_id: `FAMILY#${familyId}`,
      amount,
      currency: 'USD',
      category: { primary: 'travel' },
      description: 'Bench',
      version: 1,
      created_at: now,
      updated_at: now,
      outbox: [event],
    })
  }
  const { subject, reference, ratio } = await compareRates(
    7,
    () => measureHttpRate(urls.gateway, post, { connections: CONCURRENCY }),
    () => measureRate(insert, { concurrency: CONCURRENCY }),
  )
  return {
    ratio,
    figures: { 'POST /budget/v1/expenses': formatPerSecond(subject), insertOne: formatPerSecond(reference) },
  }
}

async function compareListTodos(populated) {
  const { urls, headers, stores, familyId } = populated
  const { DynamoDBClient, QueryCommand } = await import('@aws-sdk/client-dynamodb')
  const { unmarshall } = await import('@aws-sdk/util-dynamodb')
  const get = { method: 'GET', path: `/todo/v1/todos?limit=${PAGE_SIZE}`, headers }
  const { endpoint, table } = stores.dynamodb
  const { endpoint: url, region, accessKeyId, secretAccessKey } = endpoint
  const client = new DynamoDBClient({ endpoint: url, region, credentials: { accessKeyId, secretAccessKey } })
  const query = async () => {
    const { Items } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'GSI1',
        KeyConditionExpression: 'GSI1PK = :family',
        ExpressionAttributeValues: { ':family': { S: `FAMILY#${familyId}` } },
        Limit: PAGE_SIZE + 1,
      }),
    )
    if (Items.map((item) => unmarshall(item)).length < PAGE_SIZE) throw new Error('The list is incomplete.')
  }
  const { subject, reference, ratio } = await compareRates(
    7,
    () => measureHttpRate(urls.gateway, get, { connections: CONCURRENCY }),
    () => measureRate(query, { concurrency: CONCURRENCY }),
  )
  return {
    ratio,
    figures: { 'GET /todo/v1/todos': formatPerSecond(subject), Query: formatPerSecond(reference) },
  }
}

async function compareMemory(populated) {
  const { urls, headers, pid } = populated
  const request = (n) => {
    if (n % 50 === 0) return { method: 'GET', path: `/todo/v1/todos?limit=${1 + (n % 20)}`, headers }
    if (n % 10 === 1) return { method: 'GET', path: '/identity/v1/users/me', headers }
    return {
      method: 'GET',
      path: '/identity/.well-known/jwks.json',
      headers: { traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01` },
    }
  }
  const send = (limit) =>
    measureHttpRate(urls.gateway, request, { connections: CONCURRENCY, ms: 120_000, limit })
  // Load modules and fill caches first.
  await send(20_000)
  const sizes = [await readMinimumResidentSize(pid)]
  for (let round = 0; round < 5; round++) {
    await send(20_000)
    sizes.push(await readMinimumResidentSize(pid))
  }
  // Garbage collection is delayed, so compare the minimum of several sizes: a leak raises it, pending garbage does not.
  const [before, after] = [Math.min(...sizes.slice(0, 3)), Math.min(...sizes.slice(3))]
  return { ratio: after / before, figures: { 'after 20, 40, … thousand': sizes.map(formatMib).join(', ') } }
}

/** The minimum resident set size over one second, in bytes. */
async function readMinimumResidentSize(pid) {
  let size = Infinity
  for (let n = 0; n < 4; n++) {
    await new Promise((resolve) => setTimeout(resolve, 250))
    size = Math.min(
      size,
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024,
    )
  }
  return size
}

function formatMib(bytes) {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`
}

/** Runs a benchmark with a stack that has a family with todos. */
async function withPopulatedStack(run) {
  const populated = await openPopulatedStack()
  try {
    return await run(populated)
  } finally {
    await populated.stack.stop()
  }
}

async function openPopulatedStack() {
  const { createStack, createIdentityClient, createTodoClient } = await import('../../dist/index.js')
  const stack = await createStack({ ephemeral: true, provider: 'embedded', services: 'background' })
  const urls = stack.services
  const {
    access_token: token,
    user,
    family,
  } = await createIdentityClient(urls.identity).register({
    body: {
      email: 'bench@example.com',
      password: 'correct horse',
      display_name: 'Bench',
      family_name: 'Benches',
    },
  })
  const todos = createTodoClient(urls.todo, { token })
  for (let n = 0; n < 40; n++) {
    await todos.createTodo({
      body: {
        title: `Fix kitchen faucet ${n}`,
        tags: ['plumbing'],
        due_date: `2031-01-${String(1 + (n % 28)).padStart(2, '0')}T10:00:00Z`,
        ai_metadata: { estimated_duration: 60, tools_needed: ['wrench'] },
      },
    })
  }
  await stack.stores.mongo.db
    .collection('categories')
    .updateOne(
      { _id: 'travel' },
      { $set: { label: 'Travel', subcategories: [], version: 1 } },
      { upsert: true },
    )
  const { pid } = (await findListener(urls.gateway)) ?? {}
  return {
    stack,
    urls,
    stores: stack.stores,
    headers: { authorization: `Bearer ${token}` },
    userId: user.id,
    familyId: family.id,
    pid,
  }
}

/** The process that listens on the port of a URL. */
async function findListener(url) {
  const { findPortOwner } = await import('../../dist/project/components/find-port-owner.js')
  return findPortOwner(Number(new URL(url).port))
}
