import { readFileSync } from 'node:fs'
import { httpRate, perSecond, rate, rateRatio } from './load.js'

// The services of a stack of this run's own, in their own process, over real engines.

const LIST = 20
const CONCURRENCY = 32

export const benchmarks = [
  {
    name: 'services: a mounted service through the gateway against the service alone',
    atLeast: 0.85,
    run: () => withScene(mountedAgainstAlone),
  },
  {
    name: 'services: create-expense against bare inserts',
    atLeast: 0.7,
    run: () => withScene(createExpense),
  },
  { name: 'services: list-todos against bare queries', atLeast: 0.7, run: () => withScene(listTodos) },
  {
    name: 'services: memory after 100 thousand requests against before',
    atMost: 1.25,
    run: () => withScene(memory),
  },
]

async function mountedAgainstAlone(place) {
  const { urls, headers } = place
  const get = (origin, path) => () => httpRate(origin, { method: 'GET', path, headers }, { ms: 1200 })
  const { ours, theirs, ratio } = await rateRatio(
    9,
    get(urls.gateway, '/identity/v1/users/me'),
    get(urls.identity, '/v1/users/me'),
  )
  return { ratio, figures: { 'through the gateway': perSecond(ours), alone: perSecond(theirs) } }
}

async function createExpense(place) {
  const { urls, headers, stores, familyId, userId } = place
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
  // The same document, its event included, by the driver alone.
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
  const { ours, theirs, ratio } = await rateRatio(
    7,
    () => httpRate(urls.gateway, post, { connections: CONCURRENCY }),
    () => rate(insert, { concurrency: CONCURRENCY }),
  )
  return { ratio, figures: { 'POST /budget/v1/expenses': perSecond(ours), insertOne: perSecond(theirs) } }
}

async function listTodos(place) {
  const { urls, headers, stores, familyId } = place
  const { QueryCommand } = await import('@aws-sdk/client-dynamodb')
  const { unmarshall } = await import('@aws-sdk/util-dynamodb')
  const get = { method: 'GET', path: `/todo/v1/todos?limit=${LIST}`, headers }
  const { client, table } = stores.dynamodb
  const query = async () => {
    const { Items } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'GSI1',
        KeyConditionExpression: 'GSI1PK = :family',
        ExpressionAttributeValues: { ':family': { S: `FAMILY#${familyId}` } },
        Limit: LIST + 1,
      }),
    )
    if (Items.map((item) => unmarshall(item)).length < LIST) throw new Error('The list is short.')
  }
  const { ours, theirs, ratio } = await rateRatio(
    7,
    () => httpRate(urls.gateway, get, { connections: CONCURRENCY }),
    () => rate(query, { concurrency: CONCURRENCY }),
  )
  return { ratio, figures: { 'GET /todo/v1/todos': perSecond(ours), Query: perSecond(theirs) } }
}

async function memory(place) {
  const { urls, headers, pid } = place
  const request = (n) => {
    if (n % 50 === 0) return { method: 'GET', path: `/todo/v1/todos?limit=${1 + (n % 20)}`, headers }
    if (n % 10 === 1) return { method: 'GET', path: '/identity/v1/users/me', headers }
    return {
      method: 'GET',
      path: '/identity/.well-known/jwks.json',
      headers: { traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01` },
    }
  }
  const send = (limit) => httpRate(urls.gateway, request, { connections: CONCURRENCY, ms: 120_000, limit })
  // What is loaded and cached once is there after the first part.
  await send(20_000)
  const sizes = [await least(pid)]
  for (let part = 0; part < 5; part++) {
    await send(20_000)
    sizes.push(await least(pid))
  }
  // The garbage collector takes its time: a leak shows in the smallest of several, laziness does not.
  const [before, after] = [Math.min(...sizes.slice(0, 3)), Math.min(...sizes.slice(3))]
  return { ratio: after / before, figures: { 'after 20, 40, … thousand': sizes.map(mib).join(', ') } }
}

/** The smallest resident size of a few seconds: what garbage there is has had time to go. */
async function least(pid) {
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

function mib(bytes) {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`
}

/** A stack with a family that has todos, for one benchmark. */
async function withScene(run) {
  const place = await opened()
  try {
    return await run(place)
  } finally {
    await place.stack.stop()
  }
}

async function opened() {
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
  const { pid } = (await listener(urls.gateway)) ?? {}
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

/** The process that listens at a URL. */
async function listener(url) {
  const { findPortOwner } = await import('../../dist/project/ports/find-port-owner.js')
  return findPortOwner(Number(new URL(url).port))
}
