import { type CorruptFunction, executeUnchecked, pickRecord } from '../corruption.js'

export const corruptions: readonly CorruptFunction[] = [
  async (context) => {
    const [first] = context.dataset.getRecords('postgres', 0).users ?? []
    const { id } = pickRecord(context, 'postgres', 'users')
    await executeUnchecked(context, 'UPDATE users SET email = $2 WHERE id = $1', [
      id,
      first?.email.toUpperCase() ?? '',
    ])
    const breaks = { invariant: 11, id } as const
    return { description: 'email duplicated', store: 'postgres', id, difference: 'changed', breaks }
  },
]
