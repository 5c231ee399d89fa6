import { randomUUID } from 'node:crypto'
import type { Operation } from '../services/http/operation.js'
import * as operations from '../services/todo/todo-operations.js'
import { type ContractAnswer, fieldOf } from './contract-caller.js'
import { agreed, agreedSame } from './contract-broken.js'
import type { Cast, ContractCheck, ServiceContract } from './contract-check.js'

const { createTodo, listTodos, getTodo, updateTodo, completeTodo, reopenTodo, deleteTodo } = operations

const made = async ({ owner }: Cast, body: object = {}): Promise<ContractAnswer> =>
  owner.call(createTodo, { body: { title: 'Fix kitchen faucet', ...body } })

const idOf = (answer: ContractAnswer): string => String(answer.field('id'))

const one = async (cast: Cast): Promise<{ params: { id: string } }> => ({
  params: { id: idOf(await made(cast)) },
})

const listed = async (cast: Cast, query: Record<string, string | number>): Promise<readonly string[]> => {
  const { body } = await cast.owner.call(listTodos, { query })
  return itemsOf(body).map((item) => String(fieldOf(item, 'id')))
}

/** The items of a list. */
export function itemsOf(body: unknown): readonly unknown[] {
  const items = fieldOf(body, 'items')
  return Array.isArray(items) ? items : []
}

const check = (operation: Operation, name: string, run: ContractCheck['run']): ContractCheck => ({
  operation,
  name,
  run,
})

/** What a todo service promises, besides what every operation does. */
export const todoContract: ServiceContract = {
  samples: {
    createTodo: async () => ({ body: { title: 'Fix kitchen faucet', priority: 'high', tags: ['plumbing'] } }),
    listTodos: async () => ({ query: { limit: 2 } }),
    getTodo: one,
    updateTodo: async (cast) => ({ ...(await one(cast)), body: { title: 'Changed' } }),
    completeTodo: one,
    reopenTodo: one,
    deleteTodo: one,
  },
  checks: [
    check(createTodo, 'keeps what it is given, and is the caller’s', async (cast) => {
      const body = {
        title: 'Fix kitchen faucet',
        description: 'The faucet is dripping',
        priority: 'urgent',
        tags: ['plumbing', 'urgent'],
        due_date: '2024-10-05T18:00:00Z',
        assigned_to: cast.owner.userId,
        ai_metadata: { estimated_duration: 60, tools_needed: ['wrench'] },
      }
      const todo = await made(cast, body)
      for (const [name, value] of Object.entries(body)) agreedSame(name, todo.field(name), value)
      agreedSame('owner', todo.field('owner'), cast.owner.userId)
      agreedSame('family_id', todo.field('family_id'), cast.owner.familyId)
      agreedSame('status', todo.field('status'), 'pending')
      agreedSame('ETag', todo.headers.get('etag'), '"1"')
      agreed(
        todo.headers.get('location')?.endsWith(idOf(todo)) === true,
        'Location does not lead to the todo',
      )
    }),
    check(createTodo, 'refuses an assignee who is not of the family', async ({ owner, stranger }) => {
      await owner.refused(createTodo, { body: { title: 'x', assigned_to: stranger.userId } }, [404])
      await owner.refused(createTodo, { body: { title: 'x', assigned_to: randomUUID() } }, [404])
    }),
    check(createTodo, 'refuses an empty title and an unknown priority', async ({ owner }) => {
      await owner.refused(createTodo, { body: { title: '' } }, [400], 'INVALID_REQUEST')
      await owner.refused(createTodo, { body: { title: 'x', priority: 'huge' } }, [400], 'INVALID_REQUEST')
    }),
    check(getTodo, 'shows a todo to the whole family', async (cast) => {
      const todo = await made(cast)
      const seen = await cast.member.call(getTodo, { params: { id: idOf(todo) } })
      agreedSame('the todo', seen.body, todo.body)
    }),
    check(listTodos, 'finds by owner, assignee, day, priority, status and tag', async (cast) => {
      const tag = `t-${randomUUID().slice(0, 8)}`
      const id = idOf(
        await made(cast, {
          tags: [tag],
          priority: 'low',
          due_date: '2031-02-03T08:00:00Z',
          assigned_to: cast.member.userId,
        }),
      )
      const queries = [
        { tag },
        { owner: cast.owner.userId, tag },
        { assigned_to: cast.member.userId, tag },
        { due_date: '2031-02-03', tag },
        { due_from: '2031-02-01', due_to: '2031-02-28', tag },
        { priority: 'low', status: 'pending', tag },
      ]
      for (const query of queries) agreedSame(JSON.stringify(query), await listed(cast, query), [id])
      agreedSame('another day', await listed(cast, { due_date: '2031-02-04', tag }), [])
    }),
    check(listTodos, 'pages through everything once, in the order of the due dates', async (cast) => {
      const tag = `t-${randomUUID().slice(0, 8)}`
      const ids: string[] = []
      for (const day of ['07', '05', '06']) {
        ids.push(idOf(await made(cast, { tags: [tag], due_date: `2031-03-${day}T00:00:00Z` })))
      }
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const { body } = await cast.owner.call(listTodos, { query: { tag, limit: 1, cursor } })
        seen.push(...itemsOf(body).map((item) => String(fieldOf(item, 'id'))))
        const next = fieldOf(body, 'next_cursor')
        cursor = typeof next === 'string' ? next : undefined
      } while (cursor !== undefined && seen.length < 10)
      agreedSame('the pages', seen, [ids[1], ids[2], ids[0]])
    }),
    check(listTodos, 'takes only its own cursors', async ({ owner }) => {
      await owner.refused(listTodos, { query: { cursor: 'abcdefgh' } }, [400], 'INVALID_CURSOR')
    }),
    check(listTodos, 'does not list another family’s', async (cast) => {
      const tag = `t-${randomUUID().slice(0, 8)}`
      await made(cast, { tags: [tag] })
      const { body } = await cast.stranger.call(listTodos, { query: { tag } })
      agreedSame('the list', itemsOf(body), [])
    }),
    check(updateTodo, 'moves a todo in time and priority, and takes values away', async (cast) => {
      const id = idOf(await made(cast, { due_date: '2031-04-01T00:00:00Z', description: 'Old' }))
      const body = { due_date: '2031-04-02T00:00:00Z', priority: 'urgent', description: null }
      const changed = await cast.member.call(updateTodo, { params: { id }, body, ifMatch: 1 })
      agreedSame('version', changed.field('version'), 2)
      agreedSame('description', changed.field('description'), undefined)
      const read = await cast.owner.call(getTodo, { params: { id } })
      agreedSame('the todo', read.body, changed.body)
      const day = await listed(cast, { due_date: '2031-04-01' })
      agreed(!day.includes(id), 'it is still listed under its old day')
    }),
    check(completeTodo, 'completes once, however often it is asked', async (cast) => {
      const input = await one(cast)
      const done = await cast.owner.call(completeTodo, input)
      agreedSame('status', done.field('status'), 'completed')
      agreed(typeof done.field('completed_at') === 'string', 'completed_at is missing')
      agreedSame('the second answer', (await cast.owner.call(completeTodo, input)).body, done.body)
    }),
    check(reopenTodo, 'opens what was completed', async (cast) => {
      const input = await one(cast)
      await cast.owner.call(completeTodo, input)
      const open = await cast.owner.call(reopenTodo, input)
      agreedSame('status', open.field('status'), 'pending')
      agreedSame('completed_at', open.field('completed_at'), undefined)
    }),
    check(deleteTodo, 'takes it away', async (cast) => {
      const input = await one(cast)
      await cast.owner.call(deleteTodo, input)
      await cast.owner.refused(getTodo, input, [404], 'NOT_FOUND')
      await cast.owner.refused(deleteTodo, input, [404], 'NOT_FOUND')
    }),
  ],
}
