import { randomUUID } from 'node:crypto'
import { type CorruptFunction, deleteDocument, pickRecord, updateDocument } from '../corruption.js'

export const corruptions: readonly CorruptFunction[] = [
  async (context) => {
    const { _id: id } = pickRecord(context, 'mongo', 'budgets')
    await updateDocument(context, 'budgets', id, { category: 'yachts' })
    const breaks = { invariant: 12, id } as const
    return { description: "budget's category changed", store: 'mongo', id, difference: 'changed', breaks }
  },
  async (context) => {
    const owner = `FAMILY#${randomUUID()}`
    const id = `${owner}/pets`
    const category = { _id: id, family_id: owner, slot: 1, label: 'Pets', subcategories: [], version: 1 }
    await context.stores.mongo.db.collection<typeof category>('categories').insertOne(category)
    return {
      description: "a missing family's category",
      store: 'mongo',
      id,
      breaks: { invariant: 12, id },
      remove: () => deleteDocument(context, 'categories', id),
    }
  },
]
