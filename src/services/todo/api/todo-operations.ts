import { id, type Page, page } from '../../http/api/formats.js'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import type { Operation } from '../../http/api/operation.js'
import { object, type Schema } from '../../../core/schema.js'
import {
  type NewTodo,
  newTodo,
  type Todo,
  todo,
  type TodoChange,
  todoChange,
  type TodoQuery,
  todoQuery,
} from './todo-schemas.js'

export interface TodoId {
  readonly id: string
}
const todoIdParams: Schema<TodoId> = object({ id: id('ID of the todo.', 'todo') })
const todoPage: Schema<Page<Todo>> = page('TodoPage', todo)

export const createTodo: Operation<unknown, unknown, NewTodo, Todo> = {
  id: 'createTodo',
  method: 'POST',
  path: '/v1/todos',
  summary: 'Create a todo',
  description: 'Creates a todo. Owner and assignee must be members of your family.',
  access: 'createTodos',
  body: newTodo,
  status: 201,
  response: todo,
  idempotent: true,
  errors: [HTTP_ERRORS.NOT_FOUND],
}

export const listTodos: Operation<unknown, TodoQuery, unknown, Page<Todo>> = {
  id: 'listTodos',
  method: 'GET',
  path: '/v1/todos',
  summary: 'List todos',
  description:
    'Returns the todos of your family, sorted by due date. Filters can be combined; an index serves every combination.',
  access: 'readTodos',
  query: todoQuery,
  status: 200,
  response: todoPage,
  errors: [HTTP_ERRORS.INVALID_CURSOR],
}

export const getTodo: Operation<TodoId, unknown, unknown, Todo> = {
  id: 'getTodo',
  method: 'GET',
  path: '/v1/todos/{id}',
  summary: 'Get a todo',
  description: 'Returns a todo of your family.',
  access: 'readTodos',
  params: todoIdParams,
  status: 200,
  response: todo,
  errors: [HTTP_ERRORS.NOT_FOUND],
}

const CHANGE_ERRORS = [HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.CONFLICT, HTTP_ERRORS.VERSION_MISMATCH]

export const updateTodo: Operation<TodoId, unknown, TodoChange, Todo> = {
  id: 'updateTodo',
  method: 'PATCH',
  path: '/v1/todos/{id}',
  summary: 'Update a todo',
  description: 'Updates the given fields; `null` clears a field.',
  access: 'changeTodos',
  params: todoIdParams,
  body: todoChange,
  status: 200,
  response: todo,
  conditional: true,
  errors: CHANGE_ERRORS,
}

export const completeTodo: Operation<TodoId, unknown, unknown, Todo> = {
  id: 'completeTodo',
  method: 'POST',
  path: '/v1/todos/{id}/complete',
  summary: 'Complete a todo',
  description: 'Sets the status to `completed`. Does nothing if the todo is already completed.',
  access: 'completeTodos',
  params: todoIdParams,
  status: 200,
  response: todo,
  conditional: true,
  errors: CHANGE_ERRORS,
}

export const reopenTodo: Operation<TodoId, unknown, unknown, Todo> = {
  id: 'reopenTodo',
  method: 'POST',
  path: '/v1/todos/{id}/reopen',
  summary: 'Reopen a todo',
  description: 'Sets the status to `pending`. Does nothing if the todo is already pending.',
  access: 'completeTodos',
  params: todoIdParams,
  status: 200,
  response: todo,
  conditional: true,
  errors: CHANGE_ERRORS,
}

export const deleteTodo: Operation<TodoId> = {
  id: 'deleteTodo',
  method: 'DELETE',
  path: '/v1/todos/{id}',
  summary: 'Delete a todo',
  description: 'Deletes a todo of your family.',
  access: 'changeTodos',
  params: todoIdParams,
  status: 204,
  conditional: true,
  errors: CHANGE_ERRORS,
}
