import { defineEvent } from '../define-event.js'
import { todoChange } from '../schemas.js'

export const todoDeleted = defineEvent({
  type: 'todo.todo.deleted',
  data: todoChange,
  describe: ({ todo }, name) => `"${todo.title}" of ${name(todo.owner)} was deleted`,
})
