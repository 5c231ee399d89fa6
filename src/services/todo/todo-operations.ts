import { id, type Page, page } from '../http/formats.js'
import { HTTP_ERRORS } from '../http/http-errors.js'
import type { Operation } from '../http/operation.js'
import { object, type Schema } from '../http/schema.js'
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
const todoIdParams: Schema<TodoId> = object({ id: id('The todo.') })

export const createTodo: Operation<unknown, unknown, NewTodo, Todo> = {
  id: 'createTodo',
  method: 'POST',
  path: '/v1/todos',
  summary: 'Make a todo',
  access: 'member',
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
  summary: "The family's todos by due date, by any of the filters",
  description:
    'Without owner and assigned_to: of the whole family. Every combination is answered from an index.',
  access: 'member',
  query: todoQuery,
  status: 200,
  response: page(todo),
  errors: [HTTP_ERRORS.INVALID_CURSOR],
}

export const getTodo: Operation<TodoId, unknown, unknown, Todo> = {
  id: 'getTodo',
  method: 'GET',
  path: '/v1/todos/{id}',
  summary: 'A todo by id',
  access: 'member',
  params: todoIdParams,
  status: 200,
  response: todo,
  errors: [HTTP_ERRORS.NOT_FOUND],
}

export const updateTodo: Operation<TodoId, unknown, TodoChange, Todo> = {
  id: 'updateTodo',
  method: 'PATCH',
  path: '/v1/todos/{id}',
  summary: 'Change a todo',
  description:
    'null takes a value away. Another due date, priority or owner moves it to another place, in one go.',
  access: 'member',
  params: todoIdParams,
  body: todoChange,
  status: 200,
  response: todo,
  conditional: true,
  errors: [HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.VERSION_MISMATCH],
}

export const completeTodo: Operation<TodoId, unknown, unknown, Todo> = {
  id: 'completeTodo',
  method: 'POST',
  path: '/v1/todos/{id}/complete',
  summary: 'Complete a todo; completing it again changes nothing',
  access: 'member',
  params: todoIdParams,
  status: 200,
  response: todo,
  conditional: true,
  errors: [HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.VERSION_MISMATCH],
}

export const reopenTodo: Operation<TodoId, unknown, unknown, Todo> = {
  id: 'reopenTodo',
  method: 'POST',
  path: '/v1/todos/{id}/reopen',
  summary: 'Reopen a completed todo; an open one stays as it is',
  access: 'member',
  params: todoIdParams,
  status: 200,
  response: todo,
  conditional: true,
  errors: [HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.VERSION_MISMATCH],
}

export const deleteTodo: Operation<TodoId> = {
  id: 'deleteTodo',
  method: 'DELETE',
  path: '/v1/todos/{id}',
  summary: 'Delete a todo',
  access: 'member',
  params: todoIdParams,
  status: 204,
  conditional: true,
  errors: [HTTP_ERRORS.NOT_FOUND, HTTP_ERRORS.VERSION_MISMATCH],
}
