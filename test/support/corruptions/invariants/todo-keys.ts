import { type CorruptFunction, pickRecord, putItem } from '../corruption.js'

export const corruptions: readonly CorruptFunction[] = [
  async (context) => {
    const todo = pickRecord(context, 'dynamodb', 'todos')
    await putItem(context, { ...todo, SK: `${todo.SK}-again`, ai_metadata: {} })
    const breaks = { invariant: 3, id: todo.id } as const
    return { description: 'todo duplicated', store: 'dynamodb', id: todo.id, difference: 'extra', breaks }
  },
  async (context) => {
    const todo = pickRecord(context, 'dynamodb', 'todos')
    await putItem(context, { ...todo, priority: todo.priority === 'low' ? 'high' : 'low' })
    const breaks = { invariant: 3, id: todo.id } as const
    return { description: 'priority changed', store: 'dynamodb', id: todo.id, difference: 'changed', breaks }
  },
]
