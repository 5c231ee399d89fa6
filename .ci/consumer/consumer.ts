// A program that uses the package, compiled by `.ci/lean` against the packed tarball; it is never run.
import {
  createIdentityClient,
  createStack,
  createTodoClient,
  createTodoService,
  forkHandle,
  HomeError,
  type HomeErrorCode,
  HttpProblem,
  type CreateStackOptions,
  type Stack,
} from 'homemanager'
import type { Todo, TodoServiceOptions } from 'homemanager'

await using stack = await createStack({ ephemeral: true, seed: 'small' })
await using engines: Stack = await createStack({ ephemeral: true, services: 'none' })
// @ts-expect-error -- without services there is no gateway
createIdentityClient(engines.services.gateway)
const engineStack = await createStack({ ephemeral: true, services: 'none' })
// @ts-expect-error -- the type of the result follows from the option
createIdentityClient(engineStack.services.gateway)
// @ts-expect-error -- a wrong value is reported at its option
await createStack({ services: 'nowhere' })
// @ts-expect-error -- there is no such option
await createStack({ seeds: 'small' })
export const startWith = async (options: CreateStackOptions): Promise<Stack> => createStack(options)
const { pool } = stack.stores.postgres
const { rows } = await pool.query<{ readonly count: number }>('SELECT count(*)::integer AS count FROM users')
const count: number | undefined = rows[0]?.count
const expense = await stack.stores.mongo.db.collection<{ category: string }>('expenses').findOne({})
const category: string | undefined = expense?.category
const region: string = await stack.stores.dynamodb.client.config.region()
// @ts-expect-error -- the clients are typed
void pool.doesNotExist
// @ts-expect-error -- the clients are typed
void stack.stores.mongo.db.doesNotExist
// @ts-expect-error -- the clients are typed
void stack.stores.dynamodb.client.doesNotExist

const gateway: string = stack.services.gateway
const identity = createIdentityClient(`${gateway}/identity`)
const session = await identity.createSession({ body: { email: 'a@example.com', password: 'password' } })
const todos = createTodoClient(`${stack.services.gateway}/todo`, { token: session.access_token })
const todo: Todo = await todos.createTodo({ body: { title: 'Buy milk' } })
const title: string = todo.title
// @ts-expect-error -- bodies are typed
await todos.createTodo({ body: { title: 1 } })

try {
  await using fork = await forkHandle(stack.handle(), { services: true })
  await fork.verify()
  await using forkOfFork = await fork.fork({ services: true })
  createIdentityClient(forkOfFork.services.gateway)
  await using data = await fork.fork()
  // @ts-expect-error -- a fork has no services unless they are requested
  createIdentityClient(data.services.gateway)
} catch (error) {
  if (error instanceof HttpProblem && error.code === 'VERSION_MISMATCH') console.log(error.status)
  if (error instanceof HomeError) {
    const code: HomeErrorCode = error.code
    switch (error.code) {
      case 'FORK_FAILED':
      case 'PORT_IN_USE':
        console.log(code, error.suggestion)
        break
      // @ts-expect-error -- there is no such code
      case 'NO_SUCH_CODE':
        break
    }
  }
}
export const service = (options: TodoServiceOptions) => createTodoService(options)
console.log(count, category, region, title)
