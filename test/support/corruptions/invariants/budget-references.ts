import { randomUUID } from 'node:crypto'
import { type CorruptFunction, pickRecord, updateDocument } from '../corruption.js'

export const corruptions: readonly CorruptFunction[] = [
  async (context) => {
    const { _id: id } = pickRecord(context, 'mongo', 'budgets')
    await updateDocument(context, 'budgets', id, { category: 'yachts' })
    const breaks = { invariant: 12, id } as const
    return { description: "budget's category changed", store: 'mongo', id, difference: 'changed', breaks }
  },
  async ({ stores, family }) => {
    const owner = `FAMILY#${randomUUID()}`
    const id = `${owner}/pets`
    const category = { _id: id, family_id: owner, slot: family, label: 'Pets', subcategories: [], version: 1 }
    await stores.mongo.db.collection<typeof category>('categories').insertOne(category)
    return { description: "a missing family's category", store: 'mongo', id, breaks: { invariant: 12, id } }
  },
]
