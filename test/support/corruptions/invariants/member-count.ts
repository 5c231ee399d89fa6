import { type CorruptFunction, executeUnchecked, pickRecord } from '../corruption.js'

export const corruptions: readonly CorruptFunction[] = [
  async (context) => {
    const { id } = pickRecord(context, 'postgres', 'families')
    await executeUnchecked(context, 'UPDATE families SET member_count = member_count + 1 WHERE id = $1', [id])
    const breaks = { invariant: 8, id } as const
    return { description: 'count changed', store: 'postgres', id, difference: 'changed', breaks }
  },
  async (context) => {
    const family = context.dataset.getFamilyId(context.family)
    const [stranger] = context.dataset.getRecords('postgres', 0).users ?? []
    if (stranger === undefined) return undefined
    const values = [family, stranger.id]
    await executeUnchecked(
      context,
      "INSERT INTO family_members (family_id, user_id, role) VALUES ($1, $2, 'adult')",
      values,
    )
    return {
      description: 'member added',
      store: 'postgres',
      id: `${family}/${stranger.id}`,
      difference: 'extra',
      breaks: { invariant: 8, id: family },
      remove: () =>
        executeUnchecked(context, 'DELETE FROM family_members WHERE family_id = $1 AND user_id = $2', values),
    }
  },
]
