import { setTimeout as sleep } from 'node:timers/promises'
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { createId } from '../../../core/ids.js'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import {
  IDEMPOTENCY_KEY_TTL_HOURS,
  toIdempotentRequest,
  type IdempotentRequest,
  assertSameRequest,
} from '../../http/requests/idempotency-key.js'
import type { OperationResponse, OperationCall } from '../../http/api/operation.js'
import type { KnownMembership } from '../repository/membership-fences.js'
import { createTodoEvent } from './change-todo.js'
import type { TodoContext } from './todo-context.js'
import { buildTodoItem, toNewTodoAttributes, toTodo } from '../repository/todo-records.js'
import type { NewTodo, Todo } from '../api/todo-schemas.js'
import { createWriteChecks } from './write-checks.js'

const MAX_ATTEMPTS = 8
/** Multiplied by the number of the attempt and a random factor. */
const CONFLICT_DELAY_MS = 10

/**
 * Creates a todo. The todo, its event, its idempotency key and the conditions that authorize it are one transaction. The
 * repetition of a request returns the first response, whatever has happened since; `findNamed` is then not called.
 */
export async function handleCreateTodo(
  call: OperationCall<unknown, unknown, NewTodo>,
  context: TodoContext,
  findNamed: () => Promise<readonly KnownMembership[]>,
): Promise<OperationResponse<Todo>> {
  const { userId, familyId = null } = call.principal
  // The family is part of the request: a user who has changed it since is not shown records of the former one.
  const request = toIdempotentRequest(call.idempotencyKey, `createTodo ${userId}`, {
    family: familyId,
    body: call.body,
  })
  const now = context.clock.now()
  const first = request && (await findPreviousResponse(request, context, now))
  if (first !== undefined) return toCreatedResponse(first)
  const checks = createWriteChecks(call.principal, await findNamed(), context)
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const item = buildTodoItem(toNewTodoAttributes(createId(), call.body, call.principal, now))
    const created = toTodo(item)
    const event = createTodoEvent('todo.todo.created', item, call, context)
    const also = request === undefined ? [] : [toIdempotencyPut(request, created, context, now)]
    const outcome = await context.repository.insert(item, event, { checks: checks.items, also })
    if (outcome === 'done') return toCreatedResponse(created)
    if (outcome !== 'conflict') throw checks.toError(outcome.rejectedBy)
    const previous = request && (await findPreviousResponse(request, context, now))
    if (previous !== undefined) return toCreatedResponse(previous)
    await sleep(Math.random() * attempt * CONFLICT_DELAY_MS)
  }
  throw new HttpProblem(HTTP_ERRORS.CONFLICT, {
    detail: 'Other requests are writing the same records. Try again.',
    headers: { 'retry-after': '1' },
  })
}

function toIdempotencyPut(
  request: IdempotentRequest,
  created: Todo,
  context: TodoContext,
  now: Date,
): TransactWriteItem {
  const seconds = Math.floor(now.getTime() / 1000)
  const item = {
    ...toIdempotencyItemKey(request),
    request_hash: request.hash,
    // As a string, so that the response is repeated exactly.
    answer: JSON.stringify(created),
    expires_at: seconds + IDEMPOTENCY_KEY_TTL_HOURS * 3600,
  }
  return {
    Put: {
      TableName: context.table,
      Item: marshall(item),
      // DynamoDB deletes expired items with a delay.
      ConditionExpression: 'attribute_not_exists(PK) OR expires_at < :now',
      ExpressionAttributeValues: { ':now': { N: String(seconds) } },
    },
  }
}

async function findPreviousResponse(
  request: IdempotentRequest,
  context: TodoContext,
  now: Date,
): Promise<Todo | undefined> {
  const { Item } = await context.client.send(
    new GetItemCommand({
      TableName: context.table,
      Key: marshall(toIdempotencyItemKey(request)),
      ConsistentRead: true,
    }),
  )
  if (Item === undefined) return undefined
  const { request_hash: hash, answer, expires_at: expires } = unmarshall(Item)
  if (Number(expires) * 1000 < now.getTime()) return undefined
  assertSameRequest(request, hash)
  return JSON.parse(String(answer)) as Todo
}

function toIdempotencyItemKey(request: IdempotentRequest): { readonly PK: string; readonly SK: string } {
  return { PK: `IDEMPOTENCY#${request.id}`, SK: 'createTodo' }
}

function toCreatedResponse(created: Todo): OperationResponse<Todo> {
  return { body: created, version: created.version, location: `/v1/todos/${created.id}` }
}
