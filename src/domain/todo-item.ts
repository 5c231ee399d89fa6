export type TodoPriority = 'low' | 'medium' | 'high' | 'urgent'
export type TodoStatus = 'pending' | 'in_progress' | 'completed'

/** What identifies a todo's place in the table: everything its keys are made of. Ids are bare, without `USER#`. */
export interface TodoKeyInput {
  readonly id: string
  readonly owner: string
  readonly family: string | undefined
  readonly assignee: string | undefined
  /** ISO 8601 in UTC, or nothing. */
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

/** A todo as it stands in the DynamoDB table, after unmarshalling (ADR-002, todo). */
export interface TodoItem extends TodoKeys {
  readonly id: string
  /** Bare user id of the partition `PK = USER#<owner>`. */
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

/** The date that stands in the keys of a todo without a due date: after every other. */
export const NO_DUE_DATE = '9999-12-31'

/** Sorts urgent first, as plain text. */
export const PRIORITY_RANK: Readonly<Record<TodoPriority, 0 | 1 | 2 | 3>> = {
  urgent: 0,
  high: 1,
  medium: 2,
  low: 3,
}

/** The keys that a todo has, computed from its attributes; the one place that knows the layout. */
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
