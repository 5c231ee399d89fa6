import { randomUUID } from 'node:crypto'
import { type CorruptFunction, executeUnchecked, pickRecord } from '../corruption.js'

export const corruptions: readonly CorruptFunction[] = [
  async (context) => {
    const id = randomUUID()
    const family = pickRecord(context, 'postgres', 'families')
    const [stranger] = context.dataset.getRecords('postgres', 0).users ?? []
    await executeUnchecked(
      context,
      `INSERT INTO invitations (id, family_id, email, role, invited_by, expires_at)
       VALUES ($1, $2, 'guest@example.com', 'adult', $3, now() + interval '7 days')`,
      [id, family.id, stranger?.id ?? ''],
    )
    const breaks = { invariant: 15, id } as const
    return { description: 'invitation of a stranger', store: 'postgres', id, difference: 'extra', breaks }
  },
]
