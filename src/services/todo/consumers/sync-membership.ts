import {
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { type Clock, systemClock } from '../../../core/clock.js'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import { createEvent } from '../../../domain/events/create-event.js'
import type { TypedEvent } from '../../../domain/events/registry.js'
import type { TodoItem } from '../../../domain/entities/todo.js'
import { getTombstoneExpiry } from '../../../domain/tombstone-retention.js'
import { createEventHandler, type EventHandler, RetryLater } from '../../../events/event-handler.js'
import type { DynamodbRequest } from '../../../core/store-types.js'
import type { DynamodbStore } from '../../../stores/dynamodb/client/dynamodb-store.js'
import { todosOfAssignee, todosOfOwner } from '../access-patterns/todo-patterns.js'
import { toTodo } from '../repository/todo-records.js'
import {
  checkNewestMembership,
  type KnownMembership,
  raiseMembershipFence,
  saveFormerMembership,
} from '../repository/membership-fences.js'
import { toSeconds } from '../repository/family-tombstones.js'
import { createTodoRepository } from '../repository/todo-repository.js'

/**
 * Makes the todos of a user who leaves a family private, and deletes those of a deleted user. Private todos stay private
 * when their owner joins a family. Removes assignments to users who are no longer members. First it raises the fence of
 * the user, which ends the writes of the former membership. Idempotent.
 */
export function syncMembership(store: DynamodbStore, clock: Clock = systemClock): EventHandler {
  const repository = createTodoRepository(store.client, store.table)
  const write = async (
    before: TodoItem,
    after: TodoItem | undefined,
    cause: MembershipEvent,
  ): Promise<void> => {
    const event = createTodoChangedEvent(after ?? before, after === undefined, cause, clock)
    const membership = getMembership(cause)
    // A process that was suspended here must not undo what a later event has done.
    const checks = membership === undefined ? [] : [checkNewestMembership(store, membership)]
    const outcome = await (after === undefined
      ? repository.remove(before, event, checks)
      : repository.replace(before, after, event, checks))
    if (outcome !== 'done') throw new RetryLater(`Todo ${before.id} was changed by another request.`)
  }
  return createEventHandler({
    consumer: 'todo.follow-members',
    types: ['identity.user.updated', 'identity.user.deleted'],
    async handle(event) {
      const user = event.subject
      const deleted = event.type === 'identity.user.deleted'
      const { family_id: family } = event.data.user
      const partition = family === null ? `USER#${user}` : `FAMILY#${family}`
      if ((await readSyncedVersion(store, user)) > event.aggregateversion) return
      // From here on, a request with an earlier membership adds no todo that this event would not find.
      if (!(await raiseFence(store, event))) return
      for await (const todo of queryTodos(store, todosOfOwner.request(user))) {
        if (deleted) await write(todo, undefined, event)
        else if (todo.GSI1PK !== partition && todo.GSI1PK !== `USER#${user}`)
          await write(todo, moveToPartition(todo, `USER#${user}`, clock), event)
      }
      for await (const todo of queryTodos(store, todosOfAssignee.request(user))) {
        if (todo.owner !== user && (deleted || todo.GSI1PK !== partition)) {
          await write(todo, removeAssignee(incrementVersion(todo, clock)), event)
        }
      }
      await saveSyncedVersion(store, user, event.aggregateversion, deleted)
    },
  })
}

type MembershipEvent = TypedEvent<'identity.user.updated' | 'identity.user.deleted'>

/** Undefined for an event of a version without membership versions. */
function getMembership(event: MembershipEvent): KnownMembership | undefined {
  const { membership_version: membershipVersion } = event.data.user
  return membershipVersion === undefined ? undefined : { userId: event.subject, membershipVersion }
}

/** Returns false if a later change of the membership is known. */
async function raiseFence(store: DynamodbStore, event: MembershipEvent): Promise<boolean> {
  const membership = getMembership(event)
  if (membership === undefined) return true
  const { left } = event.data
  if (left !== undefined) await saveFormerMembership(store, membership.userId, left)
  const { family_id: family } = event.data.user
  const deleted = event.type === 'identity.user.deleted'
  return raiseMembershipFence(store, {
    userId: membership.userId,
    membership_version: membership.membershipVersion,
    ...(family === null || deleted ? {} : { family_id: family }),
    ...(deleted ? { deleted, expires_at: getExpirySeconds() } : {}),
  })
}

/** The last version of the user that was applied to the todos. A redelivered older event must not be applied again. */
async function readSyncedVersion(store: DynamodbStore, user: string): Promise<number> {
  const { Item } = await store.client.send(
    new GetItemCommand({ TableName: store.table, Key: toSyncedVersionKey(user), ConsistentRead: true }),
  )
  return Number(Item?.['version']?.N ?? 0)
}

async function saveSyncedVersion(
  store: DynamodbStore,
  user: string,
  version: number,
  deleted: boolean,
): Promise<void> {
  const Item = {
    ...toSyncedVersionKey(user),
    version: { N: String(version) },
    ...(deleted ? { expires_at: { N: String(getExpirySeconds()) } } : {}),
  }
  await store.client.send(new PutItemCommand({ TableName: store.table, Item }))
}

function getExpirySeconds(): number {
  return toSeconds(getTombstoneExpiry(new Date()))
}

function toSyncedVersionKey(user: string): { PK: { S: string }; SK: { S: string } } {
  return { PK: { S: `MEMBER#${user}` }, SK: { S: 'FOLLOWED' } }
}

function moveToPartition(todo: TodoItem, partition: string, clock: Clock): TodoItem {
  const after = { ...incrementVersion(todo, clock), GSI1PK: partition }
  return todo.assigned_to === undefined || todo.assigned_to === `USER#${todo.owner}`
    ? after
    : removeAssignee(after)
}

function removeAssignee(todo: TodoItem): TodoItem {
  const { assigned_to: _to, GSI3PK: _key, GSI3SK: _order, ...rest } = todo
  return rest
}

function incrementVersion(todo: TodoItem, clock: Clock): TodoItem {
  return { ...todo, version: todo.version + 1, updated_at: clock.now().toISOString() }
}

function createTodoChangedEvent(
  todo: TodoItem,
  deleted: boolean,
  cause: EventEnvelope,
  clock: Clock,
): EventEnvelope {
  return createEvent(
    {
      type: deleted ? 'todo.todo.deleted' : 'todo.todo.updated',
      subject: todo.id,
      aggregateVersion: todo.version,
      correlationId: cause.correlationid,
      causationId: cause.id,
      familyId: cause.familyid,
      traceparent: cause.traceparent,
      data: { todo: toTodo(todo) },
    },
    clock,
  )
}

/** Reads all pages. */
async function* queryTodos(store: DynamodbStore, request: DynamodbRequest): AsyncGenerator<TodoItem> {
  let start: QueryCommandInput['ExclusiveStartKey']
  do {
    const page = await store.client.send(
      new QueryCommand({
        ...request,
        TableName: store.table,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    )
    for (const item of page.Items ?? []) yield unmarshall(item) as TodoItem
    start = page.LastEvaluatedKey
  } while (start !== undefined)
}
