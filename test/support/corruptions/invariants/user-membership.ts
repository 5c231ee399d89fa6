import { type CorruptFunction, executeUnchecked, pickRecord } from '../corruption.js'

export const corruptions: readonly CorruptFunction[] = [
  async (context) => {
    const { family_id: family, user_id: user } = pickRecord(context, 'postgres', 'members')
    await executeUnchecked(context, 'DELETE FROM family_members WHERE user_id = $1', [user])
    const breaks = { invariant: 10, id: user } as const
    return {
      description: 'member dropped',
      store: 'postgres',
      id: `${family}/${user}`,
      difference: 'missing',
      breaks,
    }
  },
  async (context) => {
    const { id } = pickRecord(context, 'postgres', 'users')
    await executeUnchecked(context, 'UPDATE users SET family_id = $2 WHERE id = $1', [
      id,
      context.dataset.getFamilyId(0),
    ])
    const breaks = { invariant: 10, id } as const
    return { description: 'user moved', store: 'postgres', id, difference: 'changed', breaks }
  },
]
