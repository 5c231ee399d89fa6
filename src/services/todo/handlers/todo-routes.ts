import type { Permission } from '../../../domain/permissions.js'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import {
  type OperationResponse,
  type OperationCall,
  type OperationRoute,
  route,
} from '../../http/api/operation.js'
import { assertOwnership } from '../../http/requests/assert-permission.js'
import { changeTodo, getVisibleTodo } from './change-todo.js'
import { handleCreateTodo } from './handle-create-todo.js'
import type { KnownMembership } from '../repository/membership-fences.js'
import { readTodoPage } from '../repository/read-todo-page.js'
import type { TodoContext } from './todo-context.js'
import * as operations from '../api/todo-operations.js'
import { planTodoQuery } from '../access-patterns/plan-todo-query.js'
import { toIsoSeconds, getVisibleScopes, readTodo, toTodo } from '../repository/todo-records.js'
import type { NewTodo, Todo, TodoChange, TodoQuery } from '../api/todo-schemas.js'

export function todoRoutes(context: TodoContext): readonly OperationRoute[] {
  return [
    route(operations.createTodo, async (call) =>
      handleCreateTodo(call, context, async () => findNamedMembers('createTodos', call, context)),
    ),
    route(operations.listTodos, async (call) => handleListTodos(call, context)),
    route(operations.getTodo, async ({ params, principal }) => {
      const item = await getVisibleTodo(params.id, principal, context)
      return { body: toTodo(item), version: item.version }
    }),
    route(operations.updateTodo, async (call) => {
      const permission = 'changeTodos'
      const named = await findNamedMembers(permission, call, context)
      return changeTodo(call, call.body, context, { permission, named })
    }),
    route(operations.completeTodo, async (call) =>
      changeTodo(call, { status: 'completed' }, context, { permission: 'completeTodos' }),
    ),
    route(operations.reopenTodo, async (call) =>
      changeTodo(call, { status: 'pending' }, context, { permission: 'completeTodos' }),
    ),
    route(operations.deleteTodo, async (call) => {
      await changeTodo(call, 'delete', context, { permission: 'changeTodos' })
      return { body: undefined }
    }),
  ]
}

async function handleListTodos(
  call: OperationCall<unknown, TodoQuery, unknown>,
  context: TodoContext,
): Promise<OperationResponse<{ readonly items: readonly Todo[]; readonly next_cursor?: string }>> {
  const { cursor, limit = 50, ...filters } = call.query
  const scopes = getVisibleScopes(call.principal)
  const plan = planTodoQuery(filters, scopes, toIsoSeconds(context.clock.now()).slice(0, 19))
  if (plan === undefined) return { body: { items: [] } }
  const name = `listTodos ${scopes.join(' ')} ${JSON.stringify(filters)}`
  const after = cursor === undefined ? undefined : context.cursors.open(name, cursor).map(String)
  const ascending = filters.order !== 'desc'
  const { items, next } = await readTodoPage(context.client, context.table, plan, { limit, ascending, after })
  return {
    body: {
      items: items.map(readTodo),
      ...(next === undefined ? {} : { next_cursor: context.cursors.seal(name, next) }),
    },
  }
}

/**
 * The owner and the assignee. Throws NOT_FOUND (404) unless they are the caller or members of the caller's family, and FORBIDDEN
 * (403) if the role of the caller does not allow naming others.
 */
async function findNamedMembers(
  permission: Permission,
  call: OperationCall<unknown, unknown, NewTodo | TodoChange>,
  context: TodoContext,
): Promise<readonly KnownMembership[]> {
  const { body, principal } = call
  const { userId, familyId } = principal
  const named: KnownMembership[] = []
  for (const id of new Set([body.owner, body.assigned_to])) {
    if (id === undefined || id === null || id === userId) continue
    assertOwnership(permission, principal, { own: false })
    const user = familyId === undefined ? undefined : await context.users.find(id, call.authorization)
    if (user !== undefined && user.family_id === familyId) {
      named.push({ userId: id, membershipVersion: user.membership_version })
      continue
    }
    throw new HttpProblem(HTTP_ERRORS.NOT_FOUND, { detail: `There is no user ${id} in your family.` })
  }
  return named
}
