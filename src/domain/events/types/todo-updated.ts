import { defineEvent } from '../define-event.js'
import { todoChange } from '../schemas.js'

export const todoUpdated = defineEvent({ type: 'todo.todo.updated', data: todoChange })
