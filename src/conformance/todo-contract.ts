import { randomUUID } from 'node:crypto'
import type { Operation } from '../services/http/api/operation.js'
import * as operations from '../services/todo/api/todo-operations.js'
import { type ContractResponse, getField } from './contract-caller.js'
import { assertContract, assertEqual } from './contract-violation.js'
import { createRepetitionCheck } from './repetition-check.js'
import type { TestUsers, ContractCheck, ServiceContract } from './contract-check.js'

const { createTodo, listTodos, getTodo, updateTodo, completeTodo, reopenTodo, deleteTodo } = operations

const createTestTodo = async ({ owner }: TestUsers, body: object = {}): Promise<ContractResponse> =>
  owner.call(createTodo, { body: { title: 'Fix kitchen faucet', ...body } })

const getTodoId = (answer: ContractResponse): string => String(answer.field('id'))

const createTodoParams = async (testUsers: TestUsers): Promise<{ params: { id: string } }> => ({
  params: { id: getTodoId(await createTestTodo(testUsers)) },
})

const listTodoIds = async (
  testUsers: TestUsers,
  query: Record<string, string | number>,
): Promise<readonly string[]> => {
  const { body } = await testUsers.owner.call(listTodos, { query })
  return getItems(body).map((item) => String(getField(item, 'id')))
}

/** The items of a list. */
export function getItems(body: unknown): readonly unknown[] {
  const items = getField(body, 'items')
  return Array.isArray(items) ? items : []
}

const defineCheck = (operation: Operation, name: string, run: ContractCheck['run']): ContractCheck => ({
  operation,
  name,
  run,
})

/** The contract of a todo service, in addition to the checks of every operation. */
export const todoContract: ServiceContract = {
  samples: {
    createTodo: async () => ({ body: { title: 'Fix kitchen faucet', priority: 'high', tags: ['plumbing'] } }),
    listTodos: async () => ({ query: { limit: 2 } }),
    getTodo: createTodoParams,
    updateTodo: async (testUsers) => ({ ...(await createTodoParams(testUsers)), body: { title: 'Changed' } }),
    completeTodo: createTodoParams,
    reopenTodo: createTodoParams,
    deleteTodo: createTodoParams,
  },
  checks: [
    defineCheck(createTodo, 'stores all fields and is owned by the caller', async (testUsers) => {
      const body = {
        title: 'Fix kitchen faucet',
        description: 'The faucet is dripping',
        priority: 'urgent',
        tags: ['plumbing', 'urgent'],
        due_date: '2024-10-05T18:00:00Z',
        assigned_to: testUsers.owner.userId,
        ai_metadata: { estimated_duration: 60, tools_needed: ['wrench'] },
      }
      const todo = await createTestTodo(testUsers, body)
      for (const [name, value] of Object.entries(body)) assertEqual(name, todo.field(name), value)
      assertEqual('owner', todo.field('owner'), testUsers.owner.userId)
      assertEqual('family_id', todo.field('family_id'), testUsers.owner.familyId)
      assertEqual('status', todo.field('status'), 'pending')
      assertEqual('ETag', todo.headers.get('etag'), '"1"')
      assertContract(
        todo.headers.get('location')?.endsWith(getTodoId(todo)) === true,
        'the Location header does not name the todo',
      )
    }),
    createRepetitionCheck({
      create: createTodo,
      update: updateTodo,
      remove: deleteTodo,
      get: getTodo,
      createBody: async () => ({ body: { title: 'Fix kitchen faucet' } }),
      change: { title: 'Fix bathroom faucet' },
    }),
    defineCheck(createTodo, 'rejects an assignee from another family', async ({ owner, stranger }) => {
      await owner.expectProblem(createTodo, { body: { title: 'x', assigned_to: stranger.userId } }, [404])
      await owner.expectProblem(createTodo, { body: { title: 'x', assigned_to: randomUUID() } }, [404])
    }),
    defineCheck(createTodo, 'rejects an empty title and an unknown priority', async ({ owner }) => {
      await owner.expectProblem(createTodo, { body: { title: '' } }, [400], 'INVALID_REQUEST')
      await owner.expectProblem(
        createTodo,
        { body: { title: 'x', priority: 'huge' } },
        [400],
        'INVALID_REQUEST',
      )
    }),
    defineCheck(getTodo, 'returns a todo to all family members', async (testUsers) => {
      const todo = await createTestTodo(testUsers)
      const seen = await testUsers.member.call(getTodo, { params: { id: getTodoId(todo) } })
      assertEqual('the todo', seen.body, todo.body)
    }),
    defineCheck(listTodos, 'filters by owner, assignee, day, priority, status and tag', async (testUsers) => {
      const tag = `t-${randomUUID().slice(0, 8)}`
      const id = getTodoId(
        await createTestTodo(testUsers, {
          tags: [tag],
          priority: 'low',
          due_date: '2031-02-03T08:00:00Z',
          assigned_to: testUsers.member.userId,
        }),
      )
      const queries = [
        { tag },
        { owner: testUsers.owner.userId, tag },
        { assigned_to: testUsers.member.userId, tag },
        { due_date: '2031-02-03', tag },
        { due_from: '2031-02-01', due_to: '2031-02-28', tag },
        { priority: 'low', status: 'pending', tag },
      ]
      for (const query of queries)
        assertEqual(JSON.stringify(query), await listTodoIds(testUsers, query), [id])
      assertEqual('another day', await listTodoIds(testUsers, { due_date: '2031-02-04', tag }), [])
    }),
    defineCheck(listTodos, 'pages through all todos once, ordered by due date', async (testUsers) => {
      const tag = `t-${randomUUID().slice(0, 8)}`
      const ids: string[] = []
      for (const day of ['07', '05', '06']) {
        ids.push(
          getTodoId(await createTestTodo(testUsers, { tags: [tag], due_date: `2031-03-${day}T00:00:00Z` })),
        )
      }
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const { body } = await testUsers.owner.call(listTodos, { query: { tag, limit: 1, cursor } })
        seen.push(...getItems(body).map((item) => String(getField(item, 'id'))))
        const next = getField(body, 'next_cursor')
        cursor = typeof next === 'string' ? next : undefined
      } while (cursor !== undefined && seen.length < 10)
      assertEqual('the pages', seen, [ids[1], ids[2], ids[0]])
    }),
    defineCheck(listTodos, 'rejects foreign cursors', async ({ owner }) => {
      await owner.expectProblem(listTodos, { query: { cursor: 'abcdefgh' } }, [400], 'INVALID_CURSOR')
    }),
    defineCheck(listTodos, 'does not list records of another family', async (testUsers) => {
      const tag = `t-${randomUUID().slice(0, 8)}`
      await createTestTodo(testUsers, { tags: [tag] })
      const { body } = await testUsers.stranger.call(listTodos, { query: { tag } })
      assertEqual('the list', getItems(body), [])
    }),
    defineCheck(updateTodo, 'changes due date and priority, and clears fields', async (testUsers) => {
      const id = getTodoId(
        await createTestTodo(testUsers, { due_date: '2031-04-01T00:00:00Z', description: 'Old' }),
      )
      const body = { due_date: '2031-04-02T00:00:00Z', priority: 'urgent', description: null }
      const changed = await testUsers.member.call(updateTodo, { params: { id }, body, ifMatch: 1 })
      assertEqual('version', changed.field('version'), 2)
      assertEqual('description', changed.field('description'), undefined)
      const read = await testUsers.owner.call(getTodo, { params: { id } })
      assertEqual('the todo', read.body, changed.body)
      const day = await listTodoIds(testUsers, { due_date: '2031-04-01' })
      assertContract(!day.includes(id), 'it is still listed under its previous day')
    }),
    defineCheck(createTodo, 'a child creates todos for itself only', async ({ owner, child }) => {
      const own = await child.call(createTodo, { body: { title: 'Tidy up', assigned_to: child.userId } })
      assertEqual('owner', own.field('owner'), child.userId)
      for (const other of [{ owner: owner.userId }, { assigned_to: owner.userId }]) {
        await child.expectProblem(createTodo, { body: { title: 'x', ...other } }, [403], 'FORBIDDEN')
        const params = { id: getTodoId(own) }
        await child.expectProblem(updateTodo, { params, body: other }, [403], 'FORBIDDEN')
      }
    }),
    defineCheck(updateTodo, 'a child changes and deletes its own todos only', async (testUsers) => {
      const { owner, child } = testUsers
      const other = await createTestTodo(testUsers, { assigned_to: child.userId })
      const params = { id: getTodoId(other) }
      await child.expectProblem(updateTodo, { params, body: { title: 'x' } }, [403], 'FORBIDDEN')
      await child.expectProblem(deleteTodo, { params }, [403], 'FORBIDDEN')
      assertEqual('the todo', (await child.call(getTodo, { params })).body, other.body)
      const own = { params: { id: getTodoId(await child.call(createTodo, { body: { title: 'Tidy up' } })) } }
      await child.call(updateTodo, { ...own, body: { title: 'Tidy the desk' } })
      await child.call(deleteTodo, own)
      await owner.expectProblem(getTodo, own, [404], 'NOT_FOUND')
    }),
    defineCheck(completeTodo, 'a child completes and reopens what is assigned to it', async (testUsers) => {
      const { child } = testUsers
      const assigned = await createTestTodo(testUsers, { assigned_to: child.userId })
      const params = { id: getTodoId(assigned) }
      assertEqual('status', (await child.call(completeTodo, { params })).field('status'), 'completed')
      assertEqual('status', (await child.call(reopenTodo, { params })).field('status'), 'pending')
      const other = await createTodoParams(testUsers)
      await child.expectProblem(completeTodo, other, [403], 'FORBIDDEN')
      await child.expectProblem(reopenTodo, other, [403], 'FORBIDDEN')
    }),
    defineCheck(completeTodo, 'is idempotent', async (testUsers) => {
      const input = await createTodoParams(testUsers)
      const done = await testUsers.owner.call(completeTodo, input)
      assertEqual('status', done.field('status'), 'completed')
      assertContract(typeof done.field('completed_at') === 'string', 'completed_at is missing')
      assertEqual('the second response', (await testUsers.owner.call(completeTodo, input)).body, done.body)
    }),
    defineCheck(reopenTodo, 'reopens a completed todo', async (testUsers) => {
      const input = await createTodoParams(testUsers)
      await testUsers.owner.call(completeTodo, input)
      const open = await testUsers.owner.call(reopenTodo, input)
      assertEqual('status', open.field('status'), 'pending')
      assertEqual('completed_at', open.field('completed_at'), undefined)
    }),
    defineCheck(deleteTodo, 'deletes the todo', async (testUsers) => {
      const input = await createTodoParams(testUsers)
      await testUsers.owner.call(deleteTodo, input)
      await testUsers.owner.expectProblem(getTodo, input, [404], 'NOT_FOUND')
      await testUsers.owner.expectProblem(deleteTodo, input, [404], 'NOT_FOUND')
    }),
  ],
}
