import { setTimeout as sleep } from 'node:timers/promises'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import type { TodoItem } from '../../../domain/entities/todo.js'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import type { OperationResponse, OperationCall } from '../../http/api/operation.js'
import { assertOwnership, type Ownership } from '../../http/requests/assert-permission.js'
import type { Principal } from '../../http/requests/principal.js'
import { createRequestEvent } from '../../http/requests/create-request-event.js'
import { assertVersion } from '../../http/requests/if-match.js'
import type { TodoContext } from './todo-context.js'
import type { TodoId } from '../api/todo-operations.js'
import { applyTodoChange, isVisible, buildTodoItem, toTodo } from '../repository/todo-records.js'
import type { KnownMembership } from '../repository/membership-fences.js'
import { TodoMovedError, type WriteOutcome } from '../repository/todo-repository.js'
import type { Todo, TodoChange } from '../api/todo-schemas.js'
import { createWriteChecks, type WriteChecks } from './write-checks.js'

const MAX_ATTEMPTS = 8
/** Multiplied by the number of the attempt and a random factor. */
const CONFLICT_DELAY_MS = 10

export interface ChangeAuthorization {
  readonly permission: 'changeTodos' | 'completeTodos'
  readonly named?: readonly KnownMembership[]
}

/**
 * Changes or deletes the current version of a todo. After a concurrent change the todo is read again: without `If-Match`
 * the change is applied to the new version, with it the request fails with VERSION_MISMATCH. `named` are the users that
 * the change refers to. Throws FORBIDDEN (403) if the role of the caller does not allow it for this todo.
 */
export async function changeTodo(
  call: OperationCall<TodoId, unknown, unknown>,
  change: TodoChange | 'delete',
  context: TodoContext,
  { permission, named = [] }: ChangeAuthorization,
): Promise<OperationResponse<Todo>> {
  const checks = createWriteChecks(call.principal, named, context)
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const before = await getVisibleTodo(call.params.id, call.principal, context)
    assertOwnership(permission, call.principal, getOwnership(before, call.principal))
    assertVersion(call.ifMatch, before.version)
    if (change !== 'delete') assertStaysPrivate(before, change)
    if (change !== 'delete' && isNoOpChange(before, change)) return toTodoResponse(before)
    const { after, outcome } = await writeChange(before, change, call, { ...context, checks })
    if (outcome === 'done') return toTodoResponse(after)
    if (outcome !== 'conflict') throw checks.toError(outcome.rejectedBy)
    await sleep(Math.random() * attempt * CONFLICT_DELAY_MS)
  }
  throw todoBusy()
}

function todoBusy(cause?: TodoMovedError): HttpProblem {
  return new HttpProblem(HTTP_ERRORS.CONFLICT, {
    detail: 'The todo is being changed by other requests. Try again.',
    headers: { 'retry-after': '1' },
    cause,
  })
}

async function writeChange(
  before: TodoItem,
  change: TodoChange | 'delete',
  call: OperationCall<unknown, unknown, unknown>,
  context: TodoContext & { readonly checks: WriteChecks },
): Promise<{ readonly after: TodoItem; readonly outcome: WriteOutcome }> {
  const { repository, checks } = context
  if (change === 'delete') {
    const event = createTodoEvent('todo.todo.deleted', before, call, context)
    return { after: before, outcome: await repository.remove(before, event, checks.items) }
  }
  const after = buildTodoItem(applyTodoChange(before, change, context.clock.now()))
  const event = createTodoEvent('todo.todo.updated', after, call, context)
  return { after, outcome: await repository.replace(before, after, event, checks.items) }
}

/** The current todo; throws NOT_FOUND (404) for one of another family, as for one that does not exist. */
export async function getVisibleTodo(
  id: string,
  principal: Principal,
  context: TodoContext,
): Promise<TodoItem> {
  const item = await context.repository.find(id).catch((error: unknown) => {
    throw error instanceof TodoMovedError ? todoBusy(error) : error
  })
  if (item !== undefined && isVisible(item, principal)) return item
  throw new HttpProblem(HTTP_ERRORS.NOT_FOUND, { detail: `There is no todo ${id} in your family.` })
}

export function createTodoEvent(
  type: 'todo.todo.created' | 'todo.todo.updated' | 'todo.todo.deleted',
  item: TodoItem,
  call: OperationCall<unknown, unknown, unknown>,
  context: TodoContext,
): EventEnvelope {
  return createRequestEvent(
    {
      type,
      subject: item.id,
      aggregateVersion: item.version,
      familyId: call.principal.familyId,
      data: { todo: toTodo(item) },
    },
    call.trace,
    context.clock,
  )
}

function getOwnership({ owner, assigned_to: assignee }: TodoItem, { userId }: Principal): Ownership {
  return { own: owner === userId, assigned: assignee === `USER#${userId}` }
}

/** A todo from before its owner joined the family is not visible to the others, so it cannot be theirs. */
function assertStaysPrivate(todo: TodoItem, { owner, assigned_to: assignee }: TodoChange): void {
  if (!todo.GSI1PK.startsWith('USER#')) return
  const others = [owner, assignee].filter((id) => id !== undefined && id !== null && id !== todo.owner)
  if (others.length === 0) return
  throw new HttpProblem(HTTP_ERRORS.CONFLICT, {
    detail: `The todo ${todo.id} is private. It cannot be given or assigned to another member.`,
  })
}

/** Whether the change only sets the status that the todo already has. */
function isNoOpChange(before: TodoItem, change: TodoChange): boolean {
  const names = Object.keys(change)
  if (names.length !== 1 || change.status === undefined) return false
  return change.status === 'completed' ? before.status === 'completed' : change.status === before.status
}

function toTodoResponse(item: TodoItem): OperationResponse<Todo> {
  return { body: toTodo(item), version: item.version }
}
