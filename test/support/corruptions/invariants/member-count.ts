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
    const { rowCount } = await context.stores.postgres.pool.query(
      "INSERT INTO family_members (family_id, user_id, role) VALUES ($1, $2, 'adult') ON CONFLICT DO NOTHING",
      [family, stranger.id],
    )
    // An earlier round added it.
    if (rowCount === 0) return undefined
    const breaks = { invariant: 8, id: family } as const
    const id = `${family}/${stranger.id}`
    return { description: 'member added', store: 'postgres', id, difference: 'extra', breaks }
  },
]
