import {
  type CorruptFunction,
  executeUnchecked,
  getFamilyRecords,
  pickRecord,
  putItem,
} from '../corruption.js'

export const corruptions: readonly CorruptFunction[] = [
  async (context) => {
    const { id } = pickRecord(context, 'postgres', 'users')
    const owned = (getFamilyRecords(context, 'dynamodb').todos ?? []).find(({ owner }) => owner === id)
    if (owned === undefined) return undefined
    await executeUnchecked(context, 'DELETE FROM users WHERE id = $1', [id])
    const breaks = { invariant: 1, id: owned.id } as const
    return { description: 'user dropped', store: 'postgres', id, difference: 'missing', breaks }
  },
  async (context) => {
    const todo = pickRecord(context, 'dynamodb', 'todos')
    await putItem(context, { ...todo, GSI1PK: `FAMILY#${context.dataset.getFamilyId(0)}` })
    const breaks = { invariant: 1, id: todo.id } as const
    return { description: 'todo moved', store: 'dynamodb', id: todo.id, difference: 'changed', breaks }
  },
]
