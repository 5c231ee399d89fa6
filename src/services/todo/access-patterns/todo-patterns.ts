import { definePattern } from '../../../stores/contracts/access-pattern.js'

/** GSI4 contains only the keys. */
export const todoById = definePattern({
  name: 'todo.by-id',
  store: 'dynamodb',
  summary: 'the key of a todo by id',
  index: 'GSI4',
  request: (id: string) => ({
    IndexName: 'GSI4',
    KeyConditionExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': { S: id } },
    Limit: 1,
  }),
  sample: (s) => [s.todo],
})

export const todosOfOwner = definePattern({
  name: 'todo.of-owner',
  store: 'dynamodb',
  summary: 'all todos of a user who joins or leaves a family',
  index: 'table',
  request: (userId: string) => ({
    KeyConditionExpression: 'PK = :user AND begins_with(SK, :todo)',
    ExpressionAttributeValues: { ':user': { S: `USER#${userId}` }, ':todo': { S: 'TODO#' } },
    ConsistentRead: true,
  }),
  sample: (s) => [s.user],
})

export const todosOfAssignee = definePattern({
  name: 'todo.of-assignee',
  store: 'dynamodb',
  summary: 'all todos of an assignee who leaves the family',
  index: 'GSI3',
  request: (userId: string) => ({
    IndexName: 'GSI3',
    KeyConditionExpression: 'GSI3PK = :assignee',
    ExpressionAttributeValues: { ':assignee': { S: `ASSIGNEE#${userId}` } },
  }),
  sample: (s) => [s.assignee],
})

export const todosOfFamily = definePattern({
  name: 'todo.family-to-archive',
  store: 'dynamodb',
  summary: 'the todos of a family that is deleted, one transaction at a time',
  index: 'GSI1',
  request: (familyId: string, limit: number) => ({
    IndexName: 'GSI1',
    KeyConditionExpression: 'GSI1PK = :key',
    ExpressionAttributeValues: { ':key': { S: `FAMILY#${familyId}` } },
    Limit: limit,
  }),
  sample: (s) => [s.family, 49],
})

/** `partition` is `ARCHIVE#<saga>`. */
export const archivedTodos = definePattern({
  name: 'todo.archived',
  store: 'dynamodb',
  summary: 'the archived todos of a deleted family, one transaction at a time',
  index: 'table',
  request: (partition: string, limit: number) => ({
    KeyConditionExpression: 'PK = :key',
    ExpressionAttributeValues: { ':key': { S: partition } },
    Limit: limit,
    ConsistentRead: true,
  }),
  sample: (s) => [`ARCHIVE#${s.event}`, 49],
})

/**
 * Pattern 2 of ADR-002, for a program that reminds all users of a date. No service sends it: a member may only read the
 * todos of the own family (`todo.family-day`).
 */
export const todosByDueDate = definePattern({
  name: 'todo.by-due-date',
  store: 'dynamodb',
  summary: 'todos due on a date, across all families',
  index: 'GSI2',
  growth: 'linear',
  request: (date: string) => ({
    IndexName: 'GSI2',
    KeyConditionExpression: 'GSI1SK = :due',
    ExpressionAttributeValues: { ':due': { S: date } },
  }),
  sample: (s) => [s.dueDate],
})
