import type { SchemaType } from '../../../core/schema.js'
import { defineEvent } from '../define-event.js'
import { todoChange } from '../schemas.js'

export const todoUpdated = defineEvent({
  type: 'todo.todo.updated',
  data: todoChange,
  describe({ todo }, name, _subject, changed) {
    const isStatusChange = changed?.includes('status') ?? mayHaveNewStatus(todo)
    return `"${todo.title}" of ${name(todo.owner)} ${isStatusChange ? `is ${todo.status.replace('_', ' ')}` : 'was changed'}`
  },
})

/** A todo that was completed earlier was changed in another field. New todos are pending, and few become pending again. */
function mayHaveNewStatus(todo: SchemaType<typeof todoChange>['todo']): boolean {
  const { completed_at: completedAt, updated_at: updatedAt } = todo as {
    readonly completed_at?: string
    readonly updated_at?: string
  }
  if (todo.status === 'completed') return completedAt === undefined || completedAt === updatedAt
  return todo.status !== 'pending'
}
