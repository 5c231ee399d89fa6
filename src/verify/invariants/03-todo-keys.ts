import {
  PRIORITY_RANK,
  TODO_KEY_NAMES,
  computeTodoKeys,
  type TodoPriority,
  type TodoStatus,
} from '../../domain/todo-item.js'
import { getIdAfterPrefix } from '../../domain/prefixed-id.js'
import { getStringField } from '../field-access.js'
import { defineInvariant } from './invariant.js'

const STATUSES: readonly string[] = ['pending', 'in_progress', 'completed'] satisfies TodoStatus[]

export const todoKeys = defineInvariant({
  number: 3,
  name: 'todo-keys',
  statement: "a todo's keys match its attributes",
  records: {
    todos({ id, fields }, _, report) {
      const problem = findTodoKeysProblem(fields)
      if (problem !== undefined) report({ store: 'dynamodb', id, message: `Todo ${id}: ${problem}.` })
    },
  },
})

/** Describes why the keys of a todo do not match its attributes; undefined if they do. */
export function findTodoKeysProblem(fields: Readonly<Record<string, unknown>>): string | undefined {
  const { priority, status, due_date: dueDate, assigned_to: assignedTo } = fields
  if (!isPriority(priority)) return `its priority is invalid: ${JSON.stringify(priority)}`
  if (!isStatus(status)) return `its status is invalid: ${JSON.stringify(status)}`
  if (dueDate !== undefined && !isIsoDate(dueDate))
    return `its due date is invalid: ${JSON.stringify(dueDate)}`
  const assignee = getIdAfterPrefix(assignedTo, 'USER#')
  if (assignedTo !== undefined && assignee === undefined)
    return `its assignee is invalid: ${JSON.stringify(assignedTo)}`
  // Items in the format of ADR-002 have no id and owner attributes, only keys.
  const id = 'id' in fields ? getStringField(fields, 'id') : getStringField(fields, 'SK')?.split('#').at(-1)
  const owner =
    'owner' in fields
      ? getStringField(fields, 'owner')
      : getIdAfterPrefix(getStringField(fields, 'PK'), 'USER#')
  if (id === undefined) return `its id is invalid: ${JSON.stringify(fields['id'])}`
  if (owner === undefined) return `its owner is invalid: ${JSON.stringify(fields['owner'])}`
  const keys = computeTodoKeys({
    id,
    owner,
    family: getIdAfterPrefix(getStringField(fields, 'GSI1PK'), 'FAMILY#'),
    assignee,
    dueDate,
    priority,
    status,
  })
  for (const name of TODO_KEY_NAMES) {
    if (fields[name] !== keys[name]) {
      return `its ${name} is ${JSON.stringify(fields[name])}, but its attributes require ${JSON.stringify(keys[name])}`
    }
  }
  return undefined
}

function isPriority(value: unknown): value is TodoPriority {
  return typeof value === 'string' && Object.hasOwn(PRIORITY_RANK, value)
}

function isStatus(value: unknown): value is TodoStatus {
  return typeof value === 'string' && STATUSES.includes(value)
}

function isIsoDate(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value)
}
