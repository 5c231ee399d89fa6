import type { TodoPriority, TodoStatus } from '../../domain/todo-item.js'
import { calendarDate, id, instant, PAGING_PARAMETERS, boundedString } from '../http/formats.js'
import {
  array,
  boolean,
  freeFormObject,
  integer,
  stringEnum,
  nullable,
  object,
  optional,
  type Schema,
} from '../http/schema.js'

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

/** `null` takes a value away; what is missing stays. */
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

const title = boundedString(255, 'What is to be done.', 'Fix kitchen faucet', 1)
const description = boundedString(10_000, 'More about it.', 'The faucet is dripping')
const priority = stringEnum(['low', 'medium', 'high', 'urgent'], { description: 'How much it matters.' })
const status = stringEnum(['pending', 'in_progress', 'completed'])
const tag = boundedString(64, 'A tag.', 'plumbing', 1)
const tags = array(tag, { maxItems: 50, examples: [['plumbing', 'urgent']] })
const dueDate = instant('When it is due.')
const aiMetadata = freeFormObject({
  description: 'What an assistant knows about it.',
  examples: [{ estimated_duration: 60, difficulty: 'medium', tools_needed: ['wrench', 'plumber_tape'] }],
})

export const todo: Schema<Todo> = object({
  id: id('The todo.'),
  owner: id('The user whose todo it is.'),
  family_id: nullable(id('The family that sees it.')),
  title,
  description: optional(description),
  status,
  priority,
  assigned_to: optional(id('The user who does it.')),
  tags,
  due_date: optional(dueDate),
  ai_metadata: optional(freeFormObject({ description: 'What an assistant knows about it.' })),
  completed_at: optional(instant('When it was completed.')),
  version: integer({ minimum: 1, description: 'Counts every change; the ETag.' }),
  created_at: instant('When made.'),
  updated_at: instant('When last changed.'),
})

export const newTodo: Schema<NewTodo> = object({
  title,
  description: optional(description),
  priority: optional(priority),
  owner: optional(id('The user whose todo it is; default: you. Of your family.')),
  assigned_to: optional(id('The user who does it. Of your family.')),
  tags: optional(tags),
  due_date: optional(dueDate),
  ai_metadata: optional(aiMetadata),
})

export const todoChange: Schema<TodoChange> = object(
  {
    title: optional(title),
    description: optional(nullable(description)),
    status: optional(status),
    priority: optional(priority),
    owner: optional(id('The user whose todo it becomes.')),
    assigned_to: optional(nullable(id('The user who does it; null for nobody.'))),
    tags: optional(tags),
    due_date: optional(nullable(dueDate)),
    ai_metadata: optional(nullable(aiMetadata)),
  },
  { minProperties: 1 },
)

export const todoQuery: Schema<TodoQuery> = object({
  owner: optional(id('Todos of this user.')),
  assigned_to: optional(id('Todos that this user does; the most important first within a day.')),
  due_date: optional(calendarDate('Due on this day.')),
  due_from: optional(calendarDate('Due on this day or later.')),
  due_to: optional(calendarDate('Due on this day or earlier.')),
  priority: optional(priority),
  status: optional(status),
  overdue: optional(boolean({ description: 'Only what is past its due date and not completed.' })),
  tag: optional(tag),
  order: optional(stringEnum(['asc', 'desc'], { default: 'asc', description: 'By due date.' })),
  ...PAGING_PARAMETERS,
})
