import { type CorruptFunction, pickRecord, putItem } from '../corruption.js'

export const corruptions: readonly CorruptFunction[] = [
  async (context) => {
    const todo = pickRecord(context, 'dynamodb', 'todos')
    const [stranger] = context.dataset.getRecords('postgres', 0).users ?? []
    await putItem(context, { ...todo, assigned_to: `USER#${stranger?.id}` })
    const breaks = { invariant: 2, id: todo.id } as const
    return { description: 'todo reassigned', store: 'dynamodb', id: todo.id, difference: 'changed', breaks }
  },
]
