import { PRIORITY_RANK, computeTodoKeys, type TodoPriority, type TodoStatus } from '../domain/todo-item.js'
import { stripPrefix, getStringField } from './field-access.js'

const KEY_NAMES = ['PK', 'SK', 'GSI1PK', 'GSI1SK', 'GSI3PK', 'GSI3SK'] as const
const STATUSES: readonly string[] = ['pending', 'in_progress', 'completed'] satisfies TodoStatus[]

/** Where the keys of a todo contradict its attributes; nothing where they agree (invariant 3). */
export function findTodoKeysProblem(fields: Readonly<Record<string, unknown>>): string | undefined {
  const { priority, status, due_date: dueDate, assigned_to: assignedTo } = fields
  if (!isPriority(priority)) return `its priority is ${JSON.stringify(priority)}`
  if (!isStatus(status)) return `its status is ${JSON.stringify(status)}`
  if (dueDate !== undefined && !isIsoDate(dueDate)) return `its due date is ${JSON.stringify(dueDate)}`
  const assignee = typeof assignedTo === 'string' ? stripPrefix(assignedTo, 'USER#') : undefined
  if (assignedTo !== undefined && assignee === undefined)
    return `it is assigned to ${JSON.stringify(assignedTo)}`
  // Items in the plain shape of ADR-002 have no id and no owner beside their keys.
  const id = 'id' in fields ? getStringField(fields, 'id') : getStringField(fields, 'SK')?.split('#').at(-1)
  const owner =
    'owner' in fields ? getStringField(fields, 'owner') : stripPrefix(getStringField(fields, 'PK'), 'USER#')
  if (id === undefined) return `its id is ${JSON.stringify(fields['id'])}`
  if (owner === undefined) return `its owner is ${JSON.stringify(fields['owner'])}`
  const keys = computeTodoKeys({
    id,
    owner,
    family: stripPrefix(getStringField(fields, 'GSI1PK'), 'FAMILY#'),
    assignee,
    dueDate,
    priority,
    status,
  })
  for (const name of KEY_NAMES) {
    if (fields[name] !== keys[name]) {
      return `its ${name} is ${JSON.stringify(fields[name])}, its attributes say ${JSON.stringify(keys[name])}`
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
