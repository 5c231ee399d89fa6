import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomUUID } from 'node:crypto'
import { expect, expectTypeOf, test } from 'vitest'
import { TEST_USER_PASSWORD } from '../../../test/support/api-caller.js'
import { startTestServices } from '../../../test/support/test-services.js'
import { createBudgetClient } from '../../services/budget/api/create-budget-client.js'
import { createIdentityClient } from '../../services/identity/api/create-identity-client.js'
import { createTodoClient } from '../../services/todo/api/create-todo-client.js'
import type { Todo } from '../../services/todo/api/todo-schemas.js'

test('typed clients call every service, and reject with the problem that it answers', async () => {
  await using under = await startTestServices()
  const identity = createIdentityClient(`${under.gateway}/identity`)
  const { access_token: token, user } = await identity.register({
    body: {
      email: `${randomUUID()}@example.com`,
      password: TEST_USER_PASSWORD,
      display_name: 'Alex',
      family_name: 'Rivers',
    },
  })
  const me = createIdentityClient(under.services.urls.identity, { token: () => token })
  expect(await me.getMe()).toEqual(user)

  const todos = createTodoClient(under.services.urls.todo, { token })
  const todo = await todos.createTodo({ body: { title: 'Rake' }, idempotencyKey: 'once' })
  expectTypeOf(todo).toEqualTypeOf<Todo>()
  expect(await todos.createTodo({ body: { title: 'Rake' }, idempotencyKey: 'once' })).toEqual(todo)
  expect((await todos.listTodos({ query: { priority: 'medium' } })).items).toEqual([todo])
  const change = { params: { id: todo.id }, body: { priority: 'high' }, ifMatch: 7 } as const
  await expect(todos.updateTodo(change)).rejects.toMatchObject({ status: 412, code: 'VERSION_MISMATCH' })
  expect(await todos.deleteTodo({ params: { id: todo.id } })).toBeUndefined()

  const budget = createBudgetClient(`${under.gateway}/budget/`, { token })
  const expense = await budget.createExpense({
    body: { amount: '12.50', currency: 'USD', category: { primary: 'travel' } },
  })
  expect((await budget.getExpense({ params: { id: expense.id } })).amount).toBe('12.50')
  await expect(createTodoClient(under.services.urls.todo).listTodos()).rejects.toMatchObject({ status: 401 })
  // Another service at the address: its answers are not those of the contract.
  await expect(createTodoClient(under.services.urls.budget, { token }).listTodos()).rejects.toMatchObject({
    code: 'ROUTE_NOT_FOUND',
  })
  await using page = await serveHtml()
  await expect(createIdentityClient(page.url, { token }).getMe()).rejects.toMatchObject({
    code: 'RESPONSE_SCHEMA_MISMATCH',
  })
})

test('an address without a server, and incomplete calls, are errors that say what is wrong', async () => {
  const closed = createServer()
  closed.listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const { port } = closed.address() as AddressInfo
  closed.close()
  await once(closed, 'close')
  const client = createTodoClient(`http://127.0.0.1:${port}`, { token: 'none' })
  await expect(client.listTodos()).rejects.toMatchObject({
    code: 'SERVICE_UNREACHABLE',
    message: `GET http://127.0.0.1:${port}/v1/todos got no response.`,
    detail: expect.stringContaining(`ECONNREFUSED 127.0.0.1:${port}`) as string,
    suggestion: expect.stringContaining('homemanager status') as string,
  })
  const calls = client as unknown as Readonly<Record<string, (input?: unknown) => Promise<unknown>>>
  await expect(calls['createTodo']?.()).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    message: 'createTodo expects a body.',
    detail: 'Required: title.',
  })
  for (const given of [{ id: 'x' }, 'x'])
    await expect(calls['getTodo']?.(given)).rejects.toMatchObject({
      message: 'getTodo expects an object with params, query, body.',
      suggestion: 'Call getTodo({ params: { id: … } }).',
    })
  await expect(calls['getTodo']?.({ params: { id: 'x' }, id: 'x' })).rejects.toMatchObject({
    message: 'getTodo has no option "id".',
  })
  await expect(calls['getTodo']?.()).rejects.toMatchObject({
    message: 'getTodo expects params.id. Received undefined.',
  })
  const create = createIdentityClient as unknown as (...given: readonly unknown[]) => unknown
  for (const address of [undefined, 'x', 'ftp://127.0.0.1'])
    expect(() => create(address)).toThrow('createIdentityClient expects the URL of the service.')
  expect(() => create('http://127.0.0.1:1', { tokn: 'x' })).toThrow(
    'createIdentityClient has no option "tokn".',
  )
})

/** A server that answers every request with a page. */
async function serveHtml(): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<p>Hello</p>'),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
