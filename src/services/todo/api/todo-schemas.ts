import type { TodoPriority, TodoStatus } from '../../../domain/entities/todo.js'
import {
  EXAMPLE_IDS,
  PAGING_PARAMETERS,
  boundedString,
  calendarDate,
  freeFormObject,
  id,
  instant,
} from '../../http/api/formats.js'
import {
  array,
  boolean,
  integer,
  stringEnum,
  nullable,
  object,
  optional,
  type Schema,
} from '../../../core/schema.js'

export interface Todo {
  readonly id: string
  readonly owner: string
  readonly family_id: string | null
  readonly title: string
  readonly description?: string
  readonly status: TodoStatus
  readonly priority: TodoPriority
  readonly assigned_to?: string
  readonly tags: readonly string[]
  readonly due_date?: string
  readonly ai_metadata?: Readonly<Record<string, unknown>>
  readonly completed_at?: string
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
}

export interface NewTodo {
  readonly title: string
  readonly description?: string
  readonly priority?: TodoPriority
  readonly owner?: string
  readonly assigned_to?: string
  readonly tags?: readonly string[]
  readonly due_date?: string
  readonly ai_metadata?: Readonly<Record<string, unknown>>
}

/** `null` clears a field; omitted fields are unchanged. */
export interface TodoChange {
  readonly title?: string
  readonly description?: string | null
  readonly status?: TodoStatus
  readonly priority?: TodoPriority
  readonly owner?: string
  readonly assigned_to?: string | null
  readonly tags?: readonly string[]
  readonly due_date?: string | null
  readonly ai_metadata?: Readonly<Record<string, unknown>> | null
}

export interface TodoQuery {
  readonly owner?: string
  readonly assigned_to?: string
  readonly due_date?: string
  readonly due_from?: string
  readonly due_to?: string
  readonly priority?: TodoPriority
  readonly status?: TodoStatus
  readonly overdue?: boolean
  readonly tag?: string
  readonly order?: 'asc' | 'desc'
  readonly limit?: number
  readonly cursor?: string
}

const title = boundedString(255, 'Title.', 'Fix kitchen faucet', 1)
const description = boundedString(10_000, 'Description.', 'The faucet is dripping')
const priority = stringEnum(['low', 'medium', 'high', 'urgent'], {
  title: 'TodoPriority',
  description: 'Priority of a todo.',
  examples: ['high'],
})
const status = stringEnum(['pending', 'in_progress', 'completed'], {
  title: 'TodoStatus',
  description: 'Status of a todo.',
})
const tag = boundedString(64, 'Tag.', 'plumbing', 1)
const tags = array(tag, { maxItems: 50, description: 'Tags.', examples: [['plumbing']] })
const dueDate = instant('Time when the todo is due.')
const aiMetadata = freeFormObject({
  description: 'AI-generated metadata.',
  examples: [{ estimated_duration: 60, difficulty: 'medium', tools_needed: ['wrench', 'plumber_tape'] }],
})

export const todo: Schema<Todo> = object(
  {
    id: id('ID of the todo.', 'todo'),
    owner: id('ID of the user who owns the todo.', 'user'),
    family_id: nullable(id('ID of the family that can see the todo; null without one.', 'family')),
    title,
    description: optional(description),
    status,
    priority,
    assigned_to: optional(id('ID of the user to whom the todo is assigned.', 'member')),
    tags,
    due_date: optional(dueDate),
    ai_metadata: optional(freeFormObject({ description: 'AI-generated metadata.' })),
    completed_at: optional(instant('Time of the completion. Set only if the status is `completed`.')),
    version: integer({ minimum: 1, description: 'Incremented on every update; used as the ETag.' }),
    created_at: instant('Creation time.'),
    updated_at: instant('Time of the last update.'),
  },
  {
    title: 'Todo',
    description: 'A todo of a family, or of a user without a family.',
    examples: [
      {
        id: EXAMPLE_IDS.todo,
        owner: EXAMPLE_IDS.user,
        family_id: EXAMPLE_IDS.family,
        title: 'Fix kitchen faucet',
        status: 'pending',
        priority: 'high',
        assigned_to: EXAMPLE_IDS.member,
        tags: ['plumbing'],
        due_date: '2024-10-05T18:00:00Z',
        version: 1,
        created_at: '2024-10-01T09:30:00Z',
        updated_at: '2024-10-01T09:30:00Z',
      },
    ],
  },
)

export const newTodo: Schema<NewTodo> = object(
  {
    title,
    description: optional(description),
    priority: optional(priority),
    owner: optional(id('ID of the owner, a member of your family; default: you.', 'user')),
    assigned_to: optional(id('ID of the assignee, a member of your family.', 'member')),
    tags: optional(tags),
    due_date: optional(dueDate),
    ai_metadata: optional(aiMetadata),
  },
  {
    title: 'NewTodo',
    description: 'A todo to create.',
    examples: [
      {
        title: 'Fix kitchen faucet',
        priority: 'high',
        assigned_to: EXAMPLE_IDS.member,
        tags: ['plumbing'],
        due_date: '2024-10-05T18:00:00Z',
      },
    ],
  },
)

export const todoChange: Schema<TodoChange> = object(
  {
    title: optional(title),
    description: optional(nullable(description)),
    status: optional(status),
    priority: optional(priority),
    owner: optional(id('ID of the new owner, a member of your family.', 'user')),
    assigned_to: optional(nullable(id('ID of the assignee; null removes the assignment.', 'member'))),
    tags: optional(tags),
    due_date: optional(nullable(dueDate)),
    ai_metadata: optional(nullable(aiMetadata)),
  },
  {
    title: 'TodoChange',
    description: 'The fields of a todo to update. `null` clears a field; omitted fields are unchanged.',
    minProperties: 1,
    examples: [{ status: 'in_progress', assigned_to: null }],
  },
)

export const todoQuery: Schema<TodoQuery> = object({
  owner: optional(id('Only todos of this owner.', 'user')),
  assigned_to: optional(
    id('Only todos assigned to this user. Todos due on the same day are sorted by priority.', 'member'),
  ),
  due_date: optional(calendarDate('Only todos due on this day (UTC).')),
  due_from: optional(calendarDate('Only todos due on or after this day (UTC).')),
  due_to: optional(calendarDate('Only todos due on or before this day (UTC).')),
  priority: optional(priority),
  status: optional(status),
  overdue: optional(
    boolean({ description: 'If true, only todos past their due date that are not completed.' }),
  ),
  tag: optional(tag),
  order: optional(stringEnum(['asc', 'desc'], { default: 'asc', description: 'Sort order by due date.' })),
  ...PAGING_PARAMETERS,
})
