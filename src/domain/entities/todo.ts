import { getIdAfterPrefix } from '../prefixed-id.js'
import type { KeyLookup } from './view.js'
import { defineEntity, type KeyProblem, type PlainRecord } from './entity.js'
import { integer, json, list, oneOf, optional, text, timestamp, uuid, type InferRecord } from './field.js'
import { getUserName } from './user.js'

export type TodoPriority = 'low' | 'medium' | 'high' | 'urgent'
export type TodoStatus = 'pending' | 'in_progress' | 'completed'

const STATUSES = ['pending', 'in_progress', 'completed'] as const satisfies readonly TodoStatus[]
const PRIORITIES = ['low', 'medium', 'high', 'urgent'] as const satisfies readonly TodoPriority[]

/** The key attributes (design of the table: docs/architecture.md). */
const KEY_FIELDS = {
  PK: text(),
  SK: text(),
  GSI1PK: text(),
  GSI1SK: text(),
  GSI3PK: optional(text()),
  GSI3SK: optional(text()),
}

/** In lists, in place of the due date. */
const NO_DATE = 'no date'

/** The key attributes of a todo. */
export type TodoKeys = InferRecord<typeof KEY_FIELDS>

const LOOKUPS = [
  {
    field: 'PK',
    fieldPrefix: 'USER#',
    key: 'PK',
    keyPrefix: 'USER#',
    range: { key: 'SK', prefix: 'TODO#', field: 'due_date' },
  },
  {
    field: 'GSI1PK',
    fieldPrefix: 'FAMILY#',
    index: 'GSI1',
    key: 'GSI1PK',
    keyPrefix: 'FAMILY#',
    range: { key: 'GSI1SK', prefix: '', field: 'due_date' },
  },
  { field: 'assigned_to', fieldPrefix: 'USER#', index: 'GSI3', key: 'GSI3PK', keyPrefix: 'ASSIGNEE#' },
  { field: 'id', index: 'GSI4', key: 'id', keyPrefix: '', keysOnly: true },
] as const satisfies readonly KeyLookup[]

/** A task of a user (ADR-002, todo): an item of the DynamoDB table, after unmarshalling. */
export const todo = defineEntity({
  name: 'todo',
  plural: 'todos',
  place: { store: 'dynamodb', sortKeyPrefix: 'TODO#', lookups: LOOKUPS },
  id: { fields: ['id'], otherPrefixes: ['TODO#*#', 'OPEN#*#', 'CLOSED#*#'], code: 2 },
  fields: {
    id: uuid(),
    title: text(),
    description: optional(text()),
    status: oneOf(STATUSES),
    priority: oneOf(PRIORITIES),
    due_date: optional(timestamp()),
    /** The bare user id in `PK = USER#<owner>`. */
    owner: uuid(),
    /** `USER#<id>`. */
    assigned_to: optional(text()),
    tags: optional(list(text())),
    ai_metadata: optional(json()),
    completed_at: optional(timestamp()),
    version: integer(),
    created_at: timestamp(),
    updated_at: timestamp(),
    ...KEY_FIELDS,
  },
  references: [
    {
      field: 'owner',
      label: 'owner',
      entity: 'user',
      // Items in the format of ADR-002 have no such attribute.
      key: { field: 'PK', prefix: 'USER#' },
      sameAs: 'family',
      checkedInLists: true,
      column: { name: 'owner', value: getUserName },
    },
    // The family is not among the other attributes. A todo outside a family has `USER#<owner>` here.
    { field: 'GSI1PK', entity: 'family', prefix: 'FAMILY#', onlyWithPrefix: true },
    {
      field: 'assigned_to',
      entity: 'user',
      prefix: 'USER#',
      onlyWithPrefix: true,
      sameAs: 'family',
      checkedInLists: true,
    },
    { field: 'ai_metadata.expense_id', entity: 'expense', prefix: 'expense_' },
    { field: 'ai_metadata.event_id', entity: 'event' },
  ],
  keys: { names: Object.keys(KEY_FIELDS), derive: deriveTodoKeys },
  title: ({ title }) => toText(title) ?? '(no title)',
  view: { columns: { PK: 'owner', GSI1PK: 'family_id', 'ai_metadata.expense_id': 'expense_id' } },
  searchFields: ['title', 'description', 'status', 'priority'],
  searchDays: ['due_date'],
  columns: [
    {
      name: 'due',
      field: 'due_date',
      width: 10,
      absent: NO_DATE,
      value: ({ due_date: due }) => toText(due)?.slice(0, 10) || NO_DATE,
    },
    { name: 'priority', width: 6, value: ({ priority }) => toText(priority) ?? '' },
    { name: 'status', width: 11, value: ({ status }) => toText(status) ?? '' },
    { name: 'title', importance: 1, value: ({ title }) => toText(title) ?? '' },
  ],
})

/** A todo as stored in the DynamoDB table, after unmarshalling. */
export type TodoItem = InferRecord<typeof todo.fields>

/** The attributes that a todo's keys are computed from. Ids are bare, without `USER#`. */
export interface TodoKeyInput {
  readonly id: string
  readonly owner: string
  readonly family: string | undefined
  readonly assignee: string | undefined
  /** ISO 8601 in UTC, if any. */
  readonly dueDate: string | undefined
  readonly priority: TodoPriority
  readonly status: TodoStatus
}

/** The date in the keys of a todo without a due date. It sorts after every other date. */
export const NO_DUE_DATE = '9999-12-31'

/** Sorts urgent todos first as a string. */
export const PRIORITY_RANK: Readonly<Record<TodoPriority, 0 | 1 | 2 | 3>> = {
  urgent: 0,
  high: 1,
  medium: 2,
  low: 3,
}

/** Computes a todo's keys from its attributes. The key layout is defined here only. */
export function computeTodoKeys(input: TodoKeyInput): TodoKeys {
  const due = input.dueDate?.slice(0, 10) ?? NO_DUE_DATE
  const partition = `USER#${input.owner}`
  const keys = {
    PK: partition,
    SK: `TODO#${due}#${input.priority.toUpperCase()}#${input.id}`,
    GSI1PK: input.family === undefined ? partition : `FAMILY#${input.family}`,
    GSI1SK: due,
  }
  if (input.assignee === undefined) return keys
  const open = input.status === 'completed' ? 'CLOSED' : 'OPEN'
  return {
    ...keys,
    GSI3PK: `ASSIGNEE#${input.assignee}`,
    GSI3SK: `${open}#${due}#${PRIORITY_RANK[input.priority]}#${input.id}`,
  }
}

/** Computes the keys of a stored item, whose attributes may be invalid. */
function deriveTodoKeys(item: PlainRecord): { readonly keys: TodoKeys } | KeyProblem {
  const { priority, status, due_date: dueDate, assigned_to: assignedTo } = item
  if (!isPriority(priority)) return { problem: describeInvalid('priority', priority) }
  if (!isStatus(status)) return { problem: describeInvalid('status', status) }
  if (dueDate !== undefined && !isIsoDate(dueDate)) return { problem: describeInvalid('due date', dueDate) }
  const assignee = getIdAfterPrefix(assignedTo, 'USER#')
  if (assignedTo !== undefined && assignee === undefined)
    return { problem: describeInvalid('assignee', assignedTo) }
  // Items in the format of ADR-002 have no id and owner attributes, only keys.
  const id = 'id' in item ? toText(item['id']) : toText(item['SK'])?.split('#').at(-1)
  const owner = 'owner' in item ? toText(item['owner']) : getIdAfterPrefix(item['PK'], 'USER#')
  if (id === undefined) return { problem: `its id is invalid: ${JSON.stringify(item['id'])}` }
  if (owner === undefined) return { problem: `its owner is invalid: ${JSON.stringify(item['owner'])}` }
  const family = getIdAfterPrefix(item['GSI1PK'], 'FAMILY#')
  return { keys: computeTodoKeys({ id, owner, family, assignee, dueDate, priority, status }) }
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function isPriority(value: unknown): value is TodoPriority {
  return typeof value === 'string' && Object.hasOwn(PRIORITY_RANK, value)
}

function isStatus(value: unknown): value is TodoStatus {
  return STATUSES.some((status) => status === value)
}

function isIsoDate(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value)
}

function describeInvalid(field: string, value: unknown): string {
  return value === undefined ? `its ${field} is missing` : `its ${field} is invalid: ${JSON.stringify(value)}`
}
