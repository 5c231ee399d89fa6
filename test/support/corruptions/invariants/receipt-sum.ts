import { Decimal128, Double } from 'bson'
import { type CorruptFunction, pickRecord, updateDocument } from '../corruption.js'

export const corruptions: readonly CorruptFunction[] = [
  async (context) => {
    const { _id: id, amount } = pickRecord(context, 'mongo', 'expenses')
    await updateDocument(context, 'expenses', id, { amount: new Double(Number(amount.toString())) })
    const breaks = { invariant: 6, id } as const
    return { description: 'amount retyped', store: 'mongo', id, difference: 'changed', breaks }
  },
  async (context) => {
    const { _id: id, receipt } = pickRecord(context, 'mongo', 'expenses')
    if (receipt === undefined) return undefined
    await updateDocument(context, 'expenses', id, { amount: Decimal128.fromString('0.01') })
    const breaks = { invariant: 6, id } as const
    return { description: 'amount changed', store: 'mongo', id, difference: 'changed', breaks }
  },
]
