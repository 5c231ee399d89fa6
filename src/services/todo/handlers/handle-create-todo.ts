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
import { createTodoEvent } from './change-todo.js'
import type { TodoContext } from './todo-context.js'
import { buildTodoItem, toNewTodoAttributes, toTodo } from '../repository/todo-records.js'
import type { NewTodo, Todo } from '../api/todo-schemas.js'

const MAX_ATTEMPTS = 4

/** Creates a todo. The todo, its event and its idempotency key are written in one transaction. */
export async function handleCreateTodo(
  call: OperationCall<unknown, unknown, NewTodo>,
  context: TodoContext,
): Promise<OperationResponse<Todo>> {
  const request = toIdempotentRequest(call.idempotencyKey, `createTodo ${call.principal.userId}`, call.body)
  const now = context.clock.now()
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const item = buildTodoItem(toNewTodoAttributes(createId(), call.body, call.principal, now))
    const created = toTodo(item)
    const event = createTodoEvent('todo.todo.created', item, call, context)
    const also = request === undefined ? [] : [toIdempotencyPut(request, created, context, now)]
    if ((await context.repository.insert(item, event, also)) === 'done') return toCreatedResponse(created)
    const previous = request && (await findPreviousResponse(request, context))
    if (previous !== undefined) return toCreatedResponse(previous)
  }
  throw new HttpProblem(HTTP_ERRORS.CONFLICT, {
    detail: 'A request with the same Idempotency-Key is in progress. Try again.',
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
): Promise<Todo | undefined> {
  const { Item } = await context.client.send(
    new GetItemCommand({
      TableName: context.table,
      Key: marshall(toIdempotencyItemKey(request)),
      ConsistentRead: true,
    }),
  )
  if (Item === undefined) return undefined
  const { request_hash: hash, answer } = unmarshall(Item)
  assertSameRequest(request, hash)
  return JSON.parse(String(answer)) as Todo
}

function toIdempotencyItemKey(request: IdempotentRequest): { readonly PK: string; readonly SK: string } {
  return { PK: `IDEMPOTENCY#${request.id}`, SK: 'createTodo' }
}

function toCreatedResponse(created: Todo): OperationResponse<Todo> {
  return { body: created, version: created.version, location: `/v1/todos/${created.id}` }
}
