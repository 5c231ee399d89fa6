import { defineServiceApi, type ServiceApi } from '../../http/api/service-api.js'
import * as todos from './todo-operations.js'

export const TODO_API: ServiceApi = defineServiceApi('todo', 'Todos of a family.', [
  {
    name: 'Todos',
    description: 'Create, assign and complete todos.',
    operations: [
      todos.createTodo,
      todos.listTodos,
      todos.getTodo,
      todos.updateTodo,
      todos.completeTodo,
      todos.reopenTodo,
      todos.deleteTodo,
    ],
  },
])
