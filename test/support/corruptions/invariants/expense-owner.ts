import { type CorruptFunction, pickRecord, updateDocument } from '../corruption.js'

export const corruptions: readonly CorruptFunction[] = [
  async (context) => {
    const { _id: id } = pickRecord(context, 'mongo', 'expenses')
    await updateDocument(context, 'expenses', id, { family_id: `FAMILY#${context.dataset.getFamilyId(0)}` })
    const breaks = { invariant: 4, id } as const
    return { description: 'expense moved', store: 'mongo', id, difference: 'changed', breaks }
  },
]
