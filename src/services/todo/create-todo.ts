import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { newId } from '../../core/ids.js'
import { EVENT_TYPES } from '../../domain/event-types.js'
import { HTTP_ERRORS } from '../http/http-errors.js'
import { HttpProblem } from '../http/http-problem.js'
import {
  IDEMPOTENCY_HOURS,
  repeatableRequest,
  type RepeatableRequest,
  requireSameRequest,
} from '../http/idempotency-key.js'
import type { OperationAnswer, OperationCall } from '../http/operation.js'
import { todoEvent } from './change-todo.js'
import type { TodoContext } from './todo-context.js'
import { itemOf, newFacts, todoOf } from './todo-records.js'
import type { NewTodo, Todo } from './todo-schemas.js'

const ATTEMPTS = 4

/** The todo, its event and its idempotency key are one transaction. */
export async function createTodo(
  call: OperationCall<unknown, unknown, NewTodo>,
  context: TodoContext,
): Promise<OperationAnswer<Todo>> {
  const request = repeatableRequest(call.idempotencyKey, `createTodo ${call.principal.userId}`, call.body)
  const now = context.clock.now()
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const item = itemOf(newFacts(newId(), call.body, call.principal, now))
    const made = todoOf(item)
    const event = todoEvent(EVENT_TYPES.todoCreated, item, call, context)
    const also = request === undefined ? [] : [keyPut(request, made, context, now)]
    if ((await context.repository.insert(item, event, also)) === 'done') return answerOf(made)
    const before = request && (await answeredBefore(request, context))
    if (before !== undefined) return answerOf(before)
  }
  throw new HttpProblem(HTTP_ERRORS.CONFLICT, {
    detail: 'The same request is being answered at this moment. Try again.',
    headers: { 'retry-after': '1' },
  })
}

function keyPut(request: RepeatableRequest, made: Todo, context: TodoContext, now: Date): TransactWriteItem {
  const seconds = Math.floor(now.getTime() / 1000)
  const item = {
    ...keyOf(request),
    request_hash: request.hash,
    // As text: what was answered comes back letter for letter.
    answer: JSON.stringify(made),
    expires_at: seconds + IDEMPOTENCY_HOURS * 3600,
  }
  return {
    Put: {
      TableName: context.table,
      Item: marshall(item),
      // DynamoDB removes what has expired only in its own time.
      ConditionExpression: 'attribute_not_exists(PK) OR expires_at < :now',
      ExpressionAttributeValues: { ':now': { N: String(seconds) } },
    },
  }
}

async function answeredBefore(request: RepeatableRequest, context: TodoContext): Promise<Todo | undefined> {
  const { Item } = await context.client.send(
    new GetItemCommand({ TableName: context.table, Key: marshall(keyOf(request)), ConsistentRead: true }),
  )
  if (Item === undefined) return undefined
  const { request_hash: hash, answer } = unmarshall(Item)
  requireSameRequest(request, hash)
  return JSON.parse(String(answer)) as Todo
}

function keyOf(request: RepeatableRequest): { readonly PK: string; readonly SK: string } {
  return { PK: `IDEMPOTENCY#${request.id}`, SK: 'createTodo' }
}

function answerOf(made: Todo): OperationAnswer<Todo> {
  return { body: made, version: made.version, location: `/v1/todos/${made.id}` }
}
