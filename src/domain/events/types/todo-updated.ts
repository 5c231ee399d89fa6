import { defineEvent } from '../define-event.js'
import { todoChange } from '../schemas.js'

export const todoUpdated = defineEvent({
  type: 'todo.todo.updated',
  data: todoChange,
  describe: ({ todo }, name) => `"${todo.title}" of ${name(todo.owner)} is ${todo.status.replace('_', ' ')}`,
})
