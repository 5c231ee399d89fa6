import type { SchemaType } from '../../../core/schema.js'
import { defineEvent } from '../define-event.js'
import { todoChange } from '../schemas.js'

export const todoUpdated = defineEvent({
  type: 'todo.todo.updated',
  data: todoChange,
  describe({ todo }, name, _subject, changed) {
    const isStatusChange = changed?.includes('status') ?? isJustCompleted(todo)
    return `"${todo.title}" of ${name(todo.owner)} ${isStatusChange ? `is ${todo.status.replace('_', ' ')}` : 'was changed'}`
  },
})

/** Without the todo as it was, only its time of completion tells what happened. */
function isJustCompleted(todo: SchemaType<typeof todoChange>['todo']): boolean {
  const { completed_at: completedAt, updated_at: updatedAt } = todo as {
    readonly completed_at?: string
    readonly updated_at?: string
  }
  return todo.status === 'completed' && completedAt !== undefined && completedAt === updatedAt
}
