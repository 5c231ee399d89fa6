import { type CorruptFunction, pickRecord, updateDocument } from '../corruption.js'

export const corruptions: readonly CorruptFunction[] = [
  async (context) => {
    const { _id: id } = pickRecord(context, 'mongo', 'expenses')
    await updateDocument(context, 'expenses', id, { 'category.primary': 'yachts' })
    const breaks = { invariant: 5, id } as const
    return { description: 'category changed', store: 'mongo', id, difference: 'changed', breaks }
  },
]
