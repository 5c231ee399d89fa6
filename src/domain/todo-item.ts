export type TodoPriority = 'low' | 'medium' | 'high' | 'urgent'
export type TodoStatus = 'pending' | 'in_progress' | 'completed'

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

/** The key attributes of a todo item (design of the table: docs/architecture.md). */
export interface TodoKeys {
  readonly PK: string
  readonly SK: string
  readonly GSI1PK: string
  readonly GSI1SK: string
  readonly GSI3PK?: string
  readonly GSI3SK?: string
}

/** The names of all key attributes. */
export const TODO_KEY_NAMES: readonly (keyof TodoKeys)[] = [
  'PK',
  'SK',
  'GSI1PK',
  'GSI1SK',
  'GSI3PK',
  'GSI3SK',
]

/** A todo as stored in the DynamoDB table, after unmarshalling (ADR-002, todo). */
export interface TodoItem extends TodoKeys {
  readonly id: string
  /** The bare user id in `PK = USER#<owner>`. */
  readonly owner: string
  readonly title: string
  readonly description?: string
  readonly status: TodoStatus
  readonly priority: TodoPriority
  /** `USER#<id>`. */
  readonly assigned_to?: string
  readonly tags?: readonly string[]
  readonly due_date?: string
  readonly ai_metadata?: Readonly<Record<string, unknown>>
  readonly completed_at?: string
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
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
export function computeTodoKeys(todo: TodoKeyInput): TodoKeys {
  const due = todo.dueDate?.slice(0, 10) ?? NO_DUE_DATE
  const partition = `USER#${todo.owner}`
  const keys = {
    PK: partition,
    SK: `TODO#${due}#${todo.priority.toUpperCase()}#${todo.id}`,
    GSI1PK: todo.family === undefined ? partition : `FAMILY#${todo.family}`,
    GSI1SK: due,
  }
  if (todo.assignee === undefined) return keys
  const open = todo.status === 'completed' ? 'CLOSED' : 'OPEN'
  return {
    ...keys,
    GSI3PK: `ASSIGNEE#${todo.assignee}`,
    GSI3SK: `${open}#${due}#${PRIORITY_RANK[todo.priority]}#${todo.id}`,
  }
}
