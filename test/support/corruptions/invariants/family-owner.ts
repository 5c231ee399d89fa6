import { type CorruptFunction, executeUnchecked, pickRecord } from '../corruption.js'

export const corruptions: readonly CorruptFunction[] = [
  async (context) => {
    const { id } = pickRecord(context, 'postgres', 'families')
    const [stranger] = context.dataset.getRecords('postgres', 0).users ?? []
    await executeUnchecked(context, 'UPDATE families SET owner_id = $2 WHERE id = $1', [
      id,
      stranger?.id ?? '',
    ])
    const breaks = { invariant: 9, id } as const
    return { description: 'owner replaced', store: 'postgres', id, difference: 'changed', breaks }
  },
]
