import { randomUUID } from 'node:crypto'
import * as operations from '../../../services/todo/api/todo-operations.js'
import type { RandomStream } from '../../../dataset/generator/random-stream.js'
import { getField } from '../../contract-caller.js'
import { assertEqual } from '../../contract-violation.js'
import { getItems } from '../../todo-contract.js'
import type { Fields } from './step.js'
import type { TortureSubject } from './subject.js'

const PRIORITIES = ['low', 'medium', 'high', 'urgent']
/** The next day begins within hours, in UTC and in most time zones. */
const EDGES = ['2031-02-28T23:30:00.000Z', '2031-03-01T00:30:00.000Z', '2031-02-28T12:00:00.000Z']

/** The todo service, with the todos of a dataset. */
export function createTodoSubject(todos: readonly Fields[]): TortureSubject {
  const run = randomUUID().slice(0, 8)
  const getTag = (scope: number): string => `t-${run}-${scope}`
  const pick = (random: RandomStream): Fields => todos[random.next() % todos.length] ?? { title: 'Todo' }
  return {
    create: operations.createTodo,
    get: operations.getTodo,
    update: operations.updateTodo,
    remove: operations.deleteTodo,
    list: operations.listTodos,
    async prepare() {},
    createFields: pick,
    createEdgeFields: (random) => EDGES.map((due_date) => ({ ...pick(random), due_date })),
    changeFields: (random) => ({
      title: String(pick(random)['title']),
      priority: PRIORITIES[random.next() % PRIORITIES.length],
      description: `changed ${random.next()}`,
    }),
    invalidFields: { title: '', priority: 'huge' },
    toBody: (fields, scope) => ({ ...fields, tags: [getTag(scope)] }),
    toListQuery: (scope) => ({ tag: getTag(scope) }),
    async checkTotals(call, scope, records) {
      const days = new Set(EDGES.map((edge) => edge.slice(0, 10)))
      for (const day of days) {
        const { body } = await call(operations.listTodos, {
          query: { tag: getTag(scope), due_date: day, limit: 100 },
        })
        const listed = getItems(body).map((item) => String(getField(item, 'id')))
        const expected = records.filter(({ fields }) => String(fields['due_date']).startsWith(day))
        assertEqual(`the todos due on ${day}`, [...listed].sort(), expected.map(({ id }) => id).sort())
      }
    },
  }
}
