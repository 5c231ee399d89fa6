import {
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { type Clock, systemClock } from '../../../core/clock.js'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import type { TypedEvent } from '../../../domain/events/registry.js'
import { createHandledItem } from '../../../domain/handled-item.js'
import { isLargeExpense, createReviewTodo } from '../../../domain/large-expense-rule.js'
import { isOlderThanTombstones } from '../../../domain/tombstone-retention.js'
import { createEvent } from '../../../domain/events/create-event.js'
import { toOutboxItem } from '../../../domain/outbox-item.js'
import type { TodoItem } from '../../../domain/entities/todo.js'
import { createEventHandler, type EventHandler, RetryLater } from '../../../events/event-handler.js'
import type { DynamodbStore } from '../../../stores/dynamodb/client/dynamodb-store.js'
import { checkFamilyActive, findTombstone } from '../repository/family-tombstones.js'
import { checkStillInFamily, findSuccessor } from '../repository/membership-fences.js'

const CONSUMER = 'todo.review-large-expense'

/**
 * Creates the review todo of an expense over the limit (ADR-002, eventual consistency pattern). The todo, its event and
 * the record that the event is handled are written in one transaction, so that a redelivered event does not create the
 * todo again after it was moved or deleted. The transaction fails if the user is known to have left the family; the review
 * then goes to the owner, as the expense does.
 */
export function reviewLargeExpense(store: DynamodbStore, clock: Clock = systemClock): EventHandler {
  return createEventHandler({
    consumer: CONSUMER,
    types: ['budget.expense.created'],
    async handle(event) {
      const expense = event.data
      if (!isLargeExpense(expense.amount) || isOlderThanTombstones(event.time, clock.now())) return
      const { user_id: userId, membership_version: membershipVersion, family_id: familyId } = expense
      const createFor = async (reviewer: ReviewerMembership): Promise<ReadonlySet<number>> => {
        const todo = createReviewTodo(event, { ...expense, user_id: reviewer.userId })
        return writeTransaction(store, [
          toHandledPut(store, event, clock),
          checkFamilyActive(store, familyId),
          toPutIfAbsent(store, todo),
          toPut(store, toOutboxItem(createReviewTodoEvent(event, todo, familyId, clock))),
          checkStillInFamily(store, reviewer, familyId),
        ])
      }
      let failed = await createFor({ userId, membershipVersion })
      if (failed.has(4) && !failed.has(0)) {
        const successor = await findSuccessor(store, userId, familyId)
        if (successor !== undefined)
          failed = await createFor({ userId: successor, membershipVersion: undefined })
      }
      if (failed.has(0)) return
      if (failed.has(1) && (await findTombstone(store, expense.family_id))?.state !== 'deleted') {
        throw new RetryLater(
          `Family ${expense.family_id} is being deleted; the outcome of the deletion is not known yet.`,
        )
      }
      // The todo was seeded with its expense, its family was deleted, or nobody is left: nothing more is to be done.
      if (failed.size > 0) await writeTransaction(store, [toHandledPut(store, event, clock)])
    },
  })
}

interface ReviewerMembership {
  readonly userId: string
  readonly membershipVersion: number | undefined
}

/** Writes a transaction. Returns the indexes of the items whose conditions failed; empty if it was written. */
async function writeTransaction(
  store: DynamodbStore,
  writes: readonly TransactWriteItem[],
): Promise<ReadonlySet<number>> {
  try {
    await store.client.send(new TransactWriteItemsCommand({ TransactItems: [...writes] }))
    return new Set()
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error
    const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code)
    if (codes.includes('TransactionConflict')) {
      throw new RetryLater('Another transaction is writing the same items.', { cause: error })
    }
    const failed = codes.flatMap((code, index) => (code === 'ConditionalCheckFailed' ? [index] : []))
    if (failed.length === 0) throw error
    return new Set(failed)
  }
}

function toPut(store: DynamodbStore, item: object): TransactWriteItem {
  return {
    Put: {
      TableName: store.table,
      Item: marshall(item, { removeUndefinedValues: true, convertClassInstanceToMap: true }),
    },
  }
}

function toPutIfAbsent(store: DynamodbStore, item: object): TransactWriteItem {
  const { Put } = toPut(store, item)
  return Put ? { Put: { ...Put, ConditionExpression: 'attribute_not_exists(PK)' } } : {}
}

function toHandledPut(store: DynamodbStore, event: EventEnvelope, clock: Clock): TransactWriteItem {
  return toPutIfAbsent(store, createHandledItem(event.id, CONSUMER, clock.now()))
}

function createReviewTodoEvent(
  event: TypedEvent<'budget.expense.created'>,
  todo: TodoItem,
  familyId: string,
  clock: Clock,
): EventEnvelope {
  return createEvent(
    {
      type: 'todo.todo.created',
      subject: todo.id,
      aggregateVersion: todo.version,
      correlationId: event.correlationid,
      causationId: event.id,
      familyId,
      traceparent: event.traceparent,
      data: { todo_id: todo.id, owner: todo.owner, title: todo.title, expense_id: event.data.expense_id },
    },
    clock,
  )
}
