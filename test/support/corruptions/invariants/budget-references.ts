import { type CorruptFunction, pickRecord, updateDocument } from '../corruption.js'

export const corruptions: readonly CorruptFunction[] = [
  async (context) => {
    const { _id: id } = pickRecord(context, 'mongo', 'budgets')
    await updateDocument(context, 'budgets', id, { category: 'yachts' })
    const breaks = { invariant: 12, id } as const
    return { description: "budget's category changed", store: 'mongo', id, difference: 'changed', breaks }
  },
]
